"""Sessions in the database that Naba writes, and readers of what is published.

Every session is short and alone, under a lock between processes. A DuckLake may be read meanwhile; it is written under
the same lock.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from pipelines.errors import BadInputError
from pipelines.locks import insist_on_locks, locked
from pipelines.settings import Settings, database_of
from pipelines.warehouse.database.file_store import FileStore, open_file
from pipelines.warehouse.database.lake_store import (
    LakeStore,
    files_of_lake,
    give_up_soon,
    lake_published_at,
    not_read,
    open_lake,
)
from pipelines.warehouse.database.schema import define
from pipelines.warehouse.database.store import Store, T, again_after_lost_races


def store_of(settings: Settings) -> Store:
    """Where the database of these settings is."""
    if isinstance(settings.database, Path):
        return FileStore(settings.private_database, settings.database)
    return LakeStore(settings.database, settings.lake_files or str(settings.data / "lake"))


@contextmanager
def session(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """One transaction in the database, alone: commits at the end, rolls back on an error.

    Raises:
        BusyError: another process held the lock for ten minutes, another program has the file open, the
            DuckLake's catalogue does not answer, or a lock of this process was lost: nothing was written.
        StorageError: the folder can't be written, or the file is no database.
    """
    store = store_of(settings)
    with locked(settings, "write"), store.writable() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        define(connection, store.name, store.own_definitions)
        connection.execute("BEGIN TRANSACTION")
        yield connection
        insist_on_locks()
        connection.execute("COMMIT")


def transact(settings: Settings, work: Callable[[duckdb.DuckDBPyConnection], T]) -> T:
    """A session of its own for some work, done again where another machine wrote a lake meanwhile.

    Args:
        settings: which database.
        work: writes what was prepared before it; all that it reads of the database it reads in this session.

    Raises:
        BusyError, StorageError: as for a session.
    """

    def once() -> T:
        with session(settings) as connection:
            return work(connection)

    return again_after_lost_races(once)


def open_database(database: str | Path | None = None) -> duckdb.DuckDBPyConnection:
    """A published database, read-only, times in UTC: as it is now, also once the next one is published.

    Use it in a `with` statement, or close it.

    Args:
        database: a file or the URI of a DuckLake; None for the one that the environment names (`NABA_DATABASE`,
            else the file in `NABA_DATA`).

    Raises:
        BadInputError: there is no such database, or none that this DuckDB can read.
        StorageError: the DuckLake's catalogue does not answer.
    """
    database = Settings.from_environment().database if database is None else database_of(str(database))
    connection = open_file(database) if isinstance(database, Path) else open_lake(database)
    connection.execute("SET TimeZone = 'UTC'")
    # A progress bar would stand between the lines of whoever prints what a long statement gave.
    connection.execute("SET enable_progress_bar = false")
    return connection


def forbid_files(connection: duckdb.DuckDBPyConnection) -> None:
    """Takes from a reader the right to read and write files, for good; a lake's own files stay readable."""
    files = files_of_lake(connection)
    if files is not None:
        connection.execute("SET allowed_directories = $1", [[files]])
    connection.execute("SET enable_external_access = false")


def published_at(connection: duckdb.DuckDBPyConnection, database: Path | str) -> datetime | None:
    """When what this connection reads was published, UTC; None where that can't be told."""
    if not isinstance(database, Path):
        return lake_published_at(connection)
    try:
        return datetime.fromtimestamp(database.stat().st_mtime, UTC)
    except OSError:
        # Just removed.
        return None


@contextmanager
def asked(database: str | Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A published database for a question that somebody waits for.

    Raises:
        BadInputError: there is no such database.
        StorageError: it can't be read, or its server does not answer, which is told within half a minute.
    """
    with open_database(database) as connection, failures_told(database):
        give_up_soon(connection)
        yield connection


@contextmanager
def failures_told(database: str | Path) -> Iterator[None]:
    """Makes a `StorageError` of what keeps an open database from being read: its disk, its server, its object storage."""
    try:
        yield
    except duckdb.IOException as error:
        raise not_read(error, database) from None


@contextmanager
def published(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published database, read-only.

    Raises:
        BadInputError: there is none yet.
    """
    with open_database(settings.database) as connection:
        yield connection


def is_published(settings: Settings) -> bool:
    """Whether there is anything to read yet.

    Raises:
        StorageError: the DuckLake's catalogue does not answer.
    """
    try:
        store_of(settings).open_published().close()
    except BadInputError:
        return False
    return True
