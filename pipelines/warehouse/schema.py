"""The database's definitions: made where there are none, brought forward where they are older."""

import hashlib
from importlib import resources
from pathlib import Path

import duckdb

from pipelines.errors import StorageError

_SQL = "pipelines.warehouse.sql"


def schema_version() -> int:
    """The schema that this code knows: the number of the last migration."""
    return max(number for number, _ in _migrations())


def define(connection: duckdb.DuckDBPyConnection, file: Path) -> None:
    """Makes or migrates tables and replaces views, in one transaction, where they are not this code's.

    Raises:
        StorageError: the database was made by a newer Naba.
    """
    schema, views = _read("schema.sql"), _read("views.sql")
    definitions = hashlib.sha256((schema + views).encode()).hexdigest()
    present = connection.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'meta' AND NOT internal"
    ).fetchall() == [(1,)]
    if present:
        version, last_run = connection.execute("SELECT schema_version, definitions FROM meta").fetchall()[0]
        if version > schema_version():
            raise StorageError(
                f"{file}: made by a newer Naba (schema {version}, this one knows {schema_version()}); update Naba"
            )
        if last_run == definitions and version == schema_version():
            return
    connection.execute("BEGIN TRANSACTION")
    if present:
        _migrate(connection, version)
    connection.execute(schema)
    connection.execute(views)
    if present:
        connection.execute("UPDATE meta SET definitions = ?, generation = generation + 1", [definitions])
    else:
        connection.execute("INSERT INTO meta VALUES (?, 0, ?)", [schema_version(), definitions])
    connection.execute("COMMIT")


def _migrate(connection: duckdb.DuckDBPyConnection, version: int) -> None:
    connection.execute(
        "CREATE TABLE IF NOT EXISTS migrations "
        "(version INTEGER NOT NULL, name VARCHAR NOT NULL, applied_at TIMESTAMPTZ NOT NULL)"
    )
    for number, name in _migrations():
        if number > version:
            connection.execute(_read(f"migrations/{name}.sql"))
            connection.execute("INSERT INTO migrations VALUES (?, ?, now())", [number, name])
            connection.execute("UPDATE meta SET schema_version = ?", [number])


def _migrations() -> list[tuple[int, str]]:
    """Number and name of each, ascending."""
    names = (Path(file.name) for file in (resources.files(_SQL) / "migrations").iterdir())
    return sorted((int(name.stem.split("_")[0]), name.stem) for name in names if name.suffix == ".sql")


def _read(name: str) -> str:
    return (resources.files(_SQL) / name).read_text(encoding="utf-8")
