"""The private database: one process at a time, for a moment.

DuckDB lets one process write a file, and while it does no other may even read it. So nobody but Naba opens
this file, every use is one short session under an inter-process lock, and people read the published copy.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from pipelines.errors import BusyError, StorageError
from pipelines.settings import Settings
from pipelines.warehouse.locks import locked
from pipelines.warehouse.schema import define

STORAGE_VERSION = "v1.5.0"
"""Written into the file, so that DuckDB 1.5 and 2.0 clients open it (2.0's own default is unreadable to 1.5)."""


def database_file(settings: Settings) -> Path:
    """The private database file."""
    return settings.warehouse / "naba.duckdb"


@contextmanager
def session(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """One transaction in the private database, alone: commits at the end, rolls back on an error.

    Raises:
        BusyError: another process held the lock for ten minutes, or a foreign one has the file open.
        StorageError: the folder can't be written, or the file is no database.
    """
    with locked(settings, "write"), _connect(database_file(settings)) as connection:
        connection.execute("BEGIN TRANSACTION")
        yield connection
        connection.execute("COMMIT")


@contextmanager
def _connect(file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
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
        connection.execute("SET TimeZone = 'UTC'")
        define(connection, file)
        yield connection


def _unreadable(file: Path, error: duckdb.Error) -> StorageError:
    return StorageError(
        f"{file}: can't open the database: {str(error).splitlines()[0]}; "
        "delete it and rebuild from the archive"
    )
