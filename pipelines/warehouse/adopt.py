"""Moving the database from its file into a DuckLake, table by table, each compared before anything is published."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import duckdb

from pipelines.errors import BadInputError, BrokenRuleError
from pipelines.locks import locked
from pipelines.settings import Settings, database_of
from pipelines.warehouse.database.connection import store_of
from pipelines.warehouse.database.file_store import FileStore
from pipelines.warehouse.database.lake_store import LakeStore
from pipelines.warehouse.database.schema import define
from pipelines.warehouse.publish import publish
from pipelines.warehouse.sql import quoted

# Copied first and last: a lake with the file's lineage and another generation is one that is being moved into.
_FIRST, _LAST = "lineage", "meta"
# Tables that have a row in a database that holds nothing.
_ABOUT_ITSELF = {_FIRST, _LAST, "derived_writes"}


@dataclass(frozen=True, slots=True)
class AdoptedTable:
    """A table of the lake that holds what the file's does.

    Attributes:
        table: its name.
        rows: how many.
        copied: false where an earlier call had done it.
    """

    table: str
    rows: int
    copied: bool


def adopt(settings: Settings, uri: str, log: Callable[[str], None]) -> list[AdoptedTable]:
    """Moves the private file of the data folder into a lake and publishes it there; the file stays as it is.

    Killed at any moment, the next call goes on where it was. Nobody else writes meanwhile.

    Args:
        settings: whose file.
        uri: `ducklake:…`; made where there is none.
        log: gets a line a table.

    Raises:
        BadInputError: there is no file, the URI is no lake's, or an extension is missing.
        BrokenRuleError: the lake holds something else, or is ahead of the file; nothing is changed.
        BusyError, StorageError: as for a session.
    """
    lake_settings = replace(settings, database_named=database_of(uri))
    lake = store_of(lake_settings)
    file = FileStore(settings.private_database, settings.warehouse / "nowhere")
    if not isinstance(lake, LakeStore):
        raise BadInputError(
            f"{uri}: no lake: expected ducklake:sqlite:FILE or ducklake:postgres:dbname=… host=…"
        )
    if not file.private.exists():
        raise BadInputError(f"{file.private}: there is no database in a file to move")
    with locked(settings, "publish"), locked(settings, "dedup"), locked(settings, "write"):
        with file.writable() as connection:
            # Both have the present schema, and the write-ahead log is in the file.
            define(connection, str(file.private), file.own_definitions)
            connection.execute("CHECKPOINT")
        with lake.writable() as connection:
            connection.execute("SET TimeZone = 'UTC'")
            define(connection, lake.name, lake.own_definitions)
            connection.execute(f"ATTACH {quoted(str(file.private))} AS old (READ_ONLY)")
            _insist_on_empty_or_same(connection, lake.name)
            adopted = []
            for table in _tables(connection):
                adopted.append(_adopt_table(connection, table, lake.name))
                log(f"{table}: {adopted[-1].rows} rows, {'moved' if adopted[-1].copied else 'there already'}")
            connection.execute("DETACH old")
    publish(lake_settings)
    return adopted


def _insist_on_empty_or_same(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Refuses a lake that holds another database, or a newer state of this one."""
    [(ours, theirs)] = connection.execute(
        "SELECT (SELECT id FROM old.lineage), (SELECT id FROM lineage)"
    ).fetchall()
    if ours != theirs:
        held = [
            table for table in _tables(connection) if table not in _ABOUT_ITSELF and _count(connection, table)
        ]
        if held:
            raise BrokenRuleError(
                f"{name}: not moved: it holds another database ({', '.join(held)}); name another lake"
            )
        return
    [(generation, other)] = connection.execute(
        "SELECT (SELECT generation FROM old.meta), (SELECT generation FROM meta)"
    ).fetchall()
    if other > generation:
        raise BrokenRuleError(
            f"{name}: not moved: it was written since it was moved (generation {other}, the file's is {generation}); "
            "point NABA_DATABASE at it"
        )


def _adopt_table(connection: duckdb.DuckDBPyConnection, table: str, name: str) -> AdoptedTable:
    """Copies a table in one transaction, unless it is there already; and compares it.

    Raises:
        BrokenRuleError: what was read back is not what the file holds.
    """
    columns = ", ".join(
        f'"{column}"'
        for (column,) in connection.execute(
            "SELECT column_name FROM duckdb_columns() WHERE database_name = 'old' AND table_name = ? ORDER BY column_index",
            [table],
        ).fetchall()
        # Of what was defined, each place has its own.
        if (table, column) != (_LAST, "definitions")
    )
    copied = not _are_equal(connection, table, columns)
    if copied:
        connection.execute("BEGIN TRANSACTION")
        if table == _LAST:
            connection.execute("UPDATE meta SET generation = (SELECT generation FROM old.meta)")
        else:
            connection.execute(f"DELETE FROM {table}")  # noqa: S608 - a name of our own schema
            connection.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM old.{table}")  # noqa: S608 - as above
        connection.execute("COMMIT")
        if not _are_equal(connection, table, columns):
            raise BrokenRuleError(
                f"{name}: {table} is not what the file holds after it was moved; not published"
            )
    return AdoptedTable(table, _count(connection, table), copied)


def _are_equal(connection: duckdb.DuckDBPyConnection, table: str, columns: str) -> bool:
    """Whether both places hold the same rows, each as often."""
    # Their number first: it costs nothing.
    if _count(connection, table) != _count(connection, f"old.{table}"):
        return False
    ours, theirs = f"SELECT {columns} FROM old.{table}", f"SELECT {columns} FROM {table}"  # noqa: S608 - our own names
    return not connection.execute(f"({ours} EXCEPT ALL {theirs}) LIMIT 1").fetchall()


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    [(count,)] = connection.execute(f"SELECT count(*) FROM {table}").fetchall()  # noqa: S608 - our own names
    return int(count)


def _tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The file's tables: the lineage first, the counter of states last."""
    names = {
        name
        for (name,) in connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE database_name = 'old'"
        ).fetchall()
    }
    return [_FIRST, *sorted(names - {_FIRST, _LAST}), _LAST]
