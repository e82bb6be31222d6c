"""The database's definitions: made where there are none, brought forward where they are older."""

import hashlib
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

import duckdb

from pipelines.errors import StorageError
from pipelines.text.search.keys import KEYS_VERSION
from pipelines.warehouse.sql import read_sql


def schema_version() -> int:
    """The schema that this code knows: the number of the last migration."""
    return max(number for number, _ in _migrations())


def define(connection: duckdb.DuckDBPyConnection, name: str, own_definitions: Sequence[str]) -> None:
    """Makes or migrates tables and replaces views, in one transaction, where they are not this code's.

    Args:
        connection: its default database is the one.
        name: what messages call it.
        own_definitions: what is defined only in a database of its kind: names of files in `sql/`.

    Raises:
        StorageError: the database was made by a newer Naba.
    """
    parts = ("schema", "group_summaries", "views", "comments", *own_definitions)
    definitions = [read_sql(part) for part in parts]
    # Also of what publishing makes: a published copy with other summaries, or another search index, is behind.
    made_from = [*definitions, read_sql("summaries"), str(KEYS_VERSION)]
    signature = hashlib.sha256("".join(made_from).encode()).hexdigest()
    present = connection.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'meta' AND database_name = current_database()"
    ).fetchall() == [(1,)]
    if present:
        version, last_run = connection.execute("SELECT schema_version, definitions FROM meta").fetchall()[0]
        if version > schema_version():
            raise StorageError(
                f"{name}: made by a newer Naba (schema {version}, this one knows {schema_version()}); update Naba"
            )
        if last_run == signature and version == schema_version():
            return
    connection.execute("BEGIN TRANSACTION")
    if present:
        _migrate(connection, version)
    for sql in definitions:
        connection.execute(sql)
    if present:
        connection.execute("UPDATE meta SET definitions = ?, generation = generation + 1", [signature])
    else:
        connection.execute("INSERT INTO meta VALUES (?, 0, ?)", [schema_version(), signature])
        connection.execute("INSERT INTO lineage SELECT uuid()::VARCHAR")
        connection.execute("INSERT INTO derived_writes VALUES (0)")
    connection.execute("COMMIT")


def _migrate(connection: duckdb.DuckDBPyConnection, version: int) -> None:
    connection.execute(
        "CREATE TABLE IF NOT EXISTS migrations "
        "(version INTEGER NOT NULL, name VARCHAR NOT NULL, applied_at TIMESTAMPTZ NOT NULL)"
    )
    for number, name in _migrations():
        if number > version:
            connection.execute(read_sql(f"migrations/{name}"))
            connection.execute("INSERT INTO migrations VALUES (?, ?, now())", [number, name])
            connection.execute("UPDATE meta SET schema_version = ?", [number])


def _migrations() -> list[tuple[int, str]]:
    """Number and name of each, ascending."""
    names = (
        Path(file.name) for file in (resources.files("pipelines.warehouse.sql") / "migrations").iterdir()
    )
    return sorted((int(name.stem.split("_")[0]), name.stem) for name in names if name.suffix == ".sql")
