"""The private database: one process at a time, for a moment.

DuckDB lets one process write a file, and while it does no other may even read it. So nobody but Naba opens
this file, every use is one short session under an inter-process lock, and people read the published copy.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

import duckdb
from filelock import FileLock, Timeout

from pipelines.errors import StorageError
from pipelines.settings import Settings

STORAGE_VERSION = "v1.5.0"
"""Written into the file, so that DuckDB 1.5 and 2.0 clients open it (2.0's own default is unreadable to 1.5)."""
SCHEMA_VERSION = 1
_LOCK_SECONDS = 600
# Sessions take well under a second a day written; ten minutes means that something hangs.


def database_file(settings: Settings) -> Path:
    """The private database file."""
    return settings.warehouse / "naba.duckdb"


@contextmanager
def session(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """One transaction in the private database, alone: commits at the end, rolls back on an error.

    Raises:
        StorageError: the folder can't be written, or another process held the lock for ten minutes.
    """
    with locked(settings, "write"), _connect(database_file(settings)) as connection:
        connection.execute("BEGIN TRANSACTION")
        yield connection
        connection.execute("COMMIT")


@contextmanager
def locked(settings: Settings, name: str) -> Iterator[None]:
    """Holds the named lock of this data folder against all other processes.

    Raises:
        StorageError: as for `session`.
    """
    lock_file = settings.warehouse / f"{name}.lock"
    try:
        settings.warehouse.mkdir(parents=True, exist_ok=True)
        lock = FileLock(lock_file, timeout=_LOCK_SECONDS)
        lock.acquire()
    except Timeout:
        raise StorageError(
            f"{lock_file}: another Naba process has held this lock for {_LOCK_SECONDS} seconds; "
            "if none is running any more, it hangs: end it and try again"
        ) from None
    except OSError as error:
        raise StorageError(
            f"{settings.data}: can't write the data folder ({error.strerror or error}); "
            "make it writable or name another with NABA_DATA"
        ) from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _connect(file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    try:
        connection = duckdb.connect(str(file), config={"storage_compatibility_version": STORAGE_VERSION})
    except duckdb.Error as error:
        raise StorageError(
            f"{file}: can't open the database: {str(error).splitlines()[0]}; close whatever has it open "
            "(the published copy is the one to query), or delete it and rebuild from the archive"
        ) from None
    with connection:
        connection.execute("SET TimeZone = 'UTC'")
        _define(connection, file)
        yield connection


def _define(connection: duckdb.DuckDBPyConnection, file: Path) -> None:
    """Makes tables and views where this code's definitions are not the ones last run."""
    schema, views = read_sql("schema"), read_sql("views")
    # Also of what publishing makes: a published copy with other summaries is behind.
    definitions = hashlib.sha256((schema + views + read_sql("summaries")).encode()).hexdigest()
    known = connection.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'meta' AND NOT internal"
    ).fetchall()
    if known == [(1,)]:
        version, last_run = connection.execute("SELECT schema_version, definitions FROM meta").fetchall()[0]
        if version > SCHEMA_VERSION:
            raise StorageError(
                f"{file}: made by a newer Naba (schema {version}, this one knows {SCHEMA_VERSION}); "
                "update Naba"
            )
        if last_run == definitions:
            return
    connection.execute("BEGIN TRANSACTION")
    connection.execute(schema)
    connection.execute(views)
    if known == [(1,)]:
        connection.execute("UPDATE meta SET definitions = ?, generation = generation + 1", [definitions])
    else:
        connection.execute("INSERT INTO meta VALUES (?, 0, ?)", [SCHEMA_VERSION, definitions])
    connection.execute("COMMIT")


def read_sql(name: str) -> str:
    """The text of `sql/<name>.sql`."""
    return (resources.files("pipelines.warehouse.sql") / f"{name}.sql").read_text(encoding="utf-8")
