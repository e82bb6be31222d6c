"""Statements that a person types: several in a row, and what a SQL prompt has beside SQL."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import duckdb

from pipelines.errors import BadInputError, disk_failure
from pipelines.warehouse.sql import read_sql

COMMANDS = {
    ".tables": "tables and views, and what they hold",
    ".schema": "all columns with their types and meaning; `.schema NAME` those of one table or view",
}
"""What is no SQL: name and meaning."""

# Of an answer that are in memory.
_ROWS_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What a statement gave.

    Attributes:
        columns: their names; none for a statement that gives no rows.
        rows: one value a column each; read as they are taken, and gone when the next statement begins.
    """

    columns: tuple[str, ...]
    rows: Iterable[tuple[Any, ...]]


def answers(connection: duckdb.DuckDBPyConnection, text: str) -> Iterator[Answer]:
    """Runs what a person typed, one statement after the other.

    Args:
        connection: of `open_database`.
        text: SQL statements, parted by semicolons, or one of `COMMANDS`.

    Raises:
        BadInputError: DuckDB refuses a statement; its whole message, with the place and what it would have known. Nothing
            is run if any of the statements can't be parsed.
        StorageError: a disk or an object storage fails.
    """
    if text.lstrip().startswith("."):
        yield _command(connection, text.strip())
        return
    with _refusals_said():
        statements = connection.extract_statements(text)
    for statement in statements:
        with _refusals_said():
            result = connection.execute(statement)
        yield Answer(tuple(column[0] for column in result.description or ()), _rows(result))


def _rows(result: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while True:
        with _refusals_said():
            rows = result.fetchmany(_ROWS_AT_ONCE)
        if not rows:
            return
        yield from rows


@contextmanager
def _refusals_said() -> Iterator[None]:
    try:
        yield
    except duckdb.IOException as error:
        raise (disk_failure(error) or BadInputError(str(error))) from None
    except duckdb.Error as error:
        raise BadInputError(str(error)) from None


def names(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Tables, views and columns of the database, as a prompt completes them."""
    rows = connection.execute(read_sql("ask/schema"), [None]).fetchall()
    return sorted({name for table, column, *_ in rows for name in (table, column)})


def _command(connection: duckdb.DuckDBPyConnection, line: str) -> Answer:
    name, _, argument = line.rstrip(";").partition(" ")
    table = argument.strip() or None
    if name == ".tables" and table is None:
        return Answer(("name", "holds"), connection.execute(read_sql("ask/tables")).fetchall())
    if name != ".schema":
        known = ", ".join(f"{command} ({meaning})" for command, meaning in COMMANDS.items())
        raise BadInputError(f"{line}: no command of the prompt; there are {known}")
    rows = connection.execute(read_sql("ask/schema"), [table]).fetchall()
    if not rows:
        raise BadInputError(f"{table}: no table or view; `.tables` lists them")
    return Answer(("table", "column", "type", "means"), rows)
