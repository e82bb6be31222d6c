"""The database that the pipeline writes: one process at a time, for a moment.

DuckDB lets one process write a file, and while it does no other may even read it. So nobody but Naba opens
this file, every use is one short session under an inter-process lock, and people read the published copy.
A DuckLake may be read meanwhile; it is written under the same lock, and people read its published snapshot.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from pipelines.errors import BusyError, StorageError
from pipelines.settings import Settings
from pipelines.warehouse.database.lake import is_lake, without_password, writable_lake
from pipelines.warehouse.database.locks import locked
from pipelines.warehouse.database.schema import define

STORAGE_VERSION = "v1.5.0"
"""Written into the file, so that DuckDB 1.5 and 2.0 clients open it (2.0's own default is unreadable to 1.5)."""

_CLOSING_MEMORY = f"{max(128, 64 * (os.cpu_count() or 1))}MB"
# Closing writes the tables' last 122,880 rows anew. Left alone, DuckDB keeps all of them in memory for that.


def database_file(settings: Settings) -> Path:
    """The private database file, where the database is no DuckLake."""
    return settings.warehouse / "naba.duckdb"


@contextmanager
def session(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """One transaction in the database, alone: commits at the end, rolls back on an error.

    Raises:
        BusyError: another process held the lock for ten minutes, a foreign one has the file open, or the
            DuckLake's catalogue does not answer.
        StorageError: the folder can't be written, or the file is no database.
    """
    with connected(settings) as connection:
        connection.execute("BEGIN TRANSACTION")
        yield connection
        connection.execute("COMMIT")


@contextmanager
def connected(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """The database with its present definitions, alone, outside any transaction.

    Raises:
        BusyError, StorageError: as for `session`.
    """
    lake = is_lake(settings.database)
    with (
        locked(settings, "write"),
        writable_lake(settings) if lake else _open_file(database_file(settings)) as connection,
    ):
        connection.execute("SET TimeZone = 'UTC'")
        name = without_password(settings.database) if lake else str(database_file(settings))
        define(connection, name, keeps_view_comments=not lake)
        yield connection


@contextmanager
def _open_file(file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    try:
        connection = duckdb.connect(str(file), config={"storage_compatibility_version": STORAGE_VERSION})
    except duckdb.IOException as error:
        if "lock" not in str(error):
            raise _unreadable(file, error) from None
        raise BusyError(
            f"{file}: {str(error).splitlines()[0]}; close what has it open (the published copy is the one to query)"
        ) from None
    except duckdb.Error as error:
        raise _unreadable(file, error) from None
    with connection:
        yield connection
        with suppress(duckdb.OutOfMemoryException):  # what is written is written; closing then takes more
            connection.execute(f"SET memory_limit = '{_CLOSING_MEMORY}'")


def _unreadable(file: Path, error: duckdb.Error) -> StorageError:
    return StorageError(
        f"{file}: can't open the database: {str(error).splitlines()[0]}; "
        "delete it and rebuild from the archive"
    )
