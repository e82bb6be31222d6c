"""The database as a DuckLake: a catalogue in SQLite or Postgres with Parquet files, for more than one machine.

Each session is one transaction, and so one snapshot. A published state is a snapshot, too: the last one whose commit
message says so. Readers attach it as it was then, whatever is written meanwhile.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from pipelines.errors import BadInputError, BusyError, LostRaceError, NabaError, StorageError, advice_on
from pipelines.postgres.naming import shown_name, with_patience, without_secrets
from pipelines.warehouse.database.extensions import OBJECT_STORAGE, load_extensions, use_object_storage
from pipelines.warehouse.database.store import Alone, Complete, Prepare
from pipelines.warehouse.sql import quoted, read_sql

# What a connection calls the lake.
_NAME = "naba"
_EXTENSIONS = {"sqlite": "sqlite_scanner", "postgres": "postgres_scanner"}
# SQLite in WAL mode: others read while one writes, and wait for a moment instead of failing.
_CATALOGUE_OPTIONS = {"sqlite": ", META_JOURNAL_MODE 'WAL', META_BUSY_TIMEOUT 60000", "postgres": ""}
_PUBLISHED = "published"
# A reader can go on with a snapshot for a day after the next one was published. Not one day: in a SQLite catalogue
# DuckLake 1.0 takes all of the day on which that time lies for older.
_KEPT = "2 days"
# Each day written adds a small file to some tables. Merging rewrites what it merges, so it is not done at each publish, but
# where there are so many files more than one of each table, or of each day of a table that is kept by day.
_FILES_MAX = 300


@dataclass(frozen=True, slots=True)
class LakeStore:
    """A DuckLake.

    Attributes:
        uri: `ducklake:sqlite:FILE` or `ducklake:postgres:…`.
        files: folder or URL for the files of a lake that is made; one that is there knows its own.
    """

    uri: str
    files: str

    @property
    def name(self) -> str:
        """Its URI without any password."""
        return shown_name(self.uri)

    @property
    def own_definitions(self) -> tuple[str, ...]:
        """Its large tables are kept by day. DuckLake 1.0 keeps no comments on columns of views."""
        return ("lake_partitions",)

    @contextmanager
    def writable(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection with the lake as its default database; see `Store`.

        Raises:
            BadInputError: an extension is missing.
        """
        with duckdb.connect() as connection:
            _load_extensions(connection, self.uri)
            if not _attach(connection, self.uri, "CREATE_IF_NOT_EXISTS false"):
                _make(connection, self.uri, self.files)
            try:
                yield connection
            except (duckdb.TransactionException, duckdb.IOException) as error:
                raise _not_written(error, self.uri) from None

    def publish(self, alone: Alone, prepare: Prepare, complete: Complete) -> None:
        """Marks a snapshot as published, and drops what nobody reads any more."""
        with alone(), self.writable() as connection:
            connection.execute("SET TimeZone = 'UTC'")
            connection.execute("BEGIN TRANSACTION")
            prepare(connection)
            complete(connection)
            mark_published(connection)
            connection.execute("COMMIT")
            _drop_unread(connection)

    def open_published(self) -> duckdb.DuckDBPyConnection:
        """The last published snapshot; see `Store`."""
        return open_lake(self.uri)

    def published_is_intact(self) -> bool:
        """Its files are in the catalogue's care."""
        return True

    def published_bytes(self) -> int:
        """Size of the files of the published snapshot."""
        with self.open_published() as connection:
            [(size,)] = connection.execute(
                f"SELECT coalesce(sum(file_size_bytes + delete_file_size_bytes), 0) FROM ducklake_table_info('{_NAME}')"  # noqa: S608 - our own name
            ).fetchall()
        return int(size)


def open_lake(uri: str) -> duckdb.DuckDBPyConnection:
    """The lake as it was last published, read-only; close it.

    Raises:
        BadInputError: nothing is published there, or an extension is missing.
        StorageError: the catalogue does not answer, or is none.
    """
    connection = duckdb.connect()
    try:
        _attach_published(connection, uri)
    except BaseException:
        connection.close()
        raise
    return connection


def last_published(connection: duckdb.DuckDBPyConnection) -> int | None:
    """The id of the newest published snapshot of the lake that is attached."""
    newest = _newest_published(connection)
    return newest[0] if newest else None


def lake_published_at(connection: duckdb.DuckDBPyConnection) -> datetime | None:
    """When the newest published snapshot of the lake that is attached was made."""
    newest = _newest_published(connection)
    return newest[1] if newest else None


def _newest_published(connection: duckdb.DuckDBPyConnection) -> tuple[int, datetime] | None:
    """Id and time of the newest published snapshot; None where nothing was published yet."""
    return connection.execute(
        f"""
        SELECT snapshot_id, snapshot_time FROM ducklake_snapshots('{_NAME}')
        WHERE commit_message = '{_PUBLISHED}' ORDER BY snapshot_id DESC LIMIT 1
        """  # noqa: S608 - our own names
    ).fetchone()


def mark_published(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes the snapshot of the present transaction the published one once it is committed."""
    connection.execute(f"CALL {_NAME}.set_commit_message('naba', '{_PUBLISHED}')")


def _drop_unread(connection: duckdb.DuckDBPyConnection) -> None:
    """Drops snapshots and files that nobody reads any more, and merges small files where there are many.

    The published snapshot must be the newest one, which is never dropped.
    """
    catalogue = f"__ducklake_metadata_{_NAME}"
    [(files,)] = connection.execute(
        read_sql("write/lake_files_to_merge").format(catalogue=catalogue)
    ).fetchall()
    long_ago = f"older_than => now() - INTERVAL '{_KEPT}'"
    connection.execute(f"CALL ducklake_expire_snapshots('{_NAME}', {long_ago})")
    if files > _FILES_MAX:
        # With several threads, rewriting once aborted the process (DuckLake 1.0 on DuckDB 1.5.5, busy machine).
        connection.execute("SET threads = 1")
        connection.execute(f"CALL ducklake_flush_inlined_data('{_NAME}')")
        connection.execute(f"CALL ducklake_rewrite_data_files('{_NAME}', delete_threshold => 0.25)")
        connection.execute(f"CALL ducklake_merge_adjacent_files('{_NAME}')")
        # What killed writers left.
        connection.execute(f"CALL ducklake_delete_orphaned_files('{_NAME}', {long_ago})")
    connection.execute(f"CALL ducklake_cleanup_old_files('{_NAME}', {long_ago})")


def give_up_soon(connection: duckdb.DuckDBPyConnection) -> None:
    """Waits for object storage that does not answer for half a minute at most; by itself DuckDB takes two minutes."""
    if (files_of_lake(connection) or "").startswith(OBJECT_STORAGE):
        connection.execute("SET http_timeout = 10; SET http_retries = 1")


def not_read(error: duckdb.Error, database: Path | str) -> StorageError:
    """Why a question was not answered."""
    reason = _reason(error, database)
    return BusyError(
        f"{shown_name(database)}: {reason}: {advice_on(str(error)) or 'not answered; ask again'}"
    )


def files_of_lake(connection: duckdb.DuckDBPyConnection) -> str | None:
    """Folder or URL of the files of the lake that a connection reads; None if it reads none."""
    lakes = connection.execute("FROM duckdb_databases() WHERE type = 'ducklake'").fetchall()
    if not lakes:
        return None
    found = connection.execute(
        f"SELECT value FROM __ducklake_metadata_{_NAME}.ducklake_metadata WHERE key = 'data_path'"  # noqa: S608 - our constant
    ).fetchone()
    return str(found[0]) if found else None


def _load_extensions(connection: duckdb.DuckDBPyConnection, uri: str) -> None:
    try:
        load_extensions(connection, _EXTENSIONS[_catalogue(uri)], "ducklake")
    except BadInputError as error:
        raise BadInputError(f"{shown_name(uri)}: {error}") from None


def _not_written(error: duckdb.Error, uri: str) -> StorageError:
    """Why a session was not written: by its cause, as only what is busy is worth a retry."""
    reason = _reason(error, uri)
    advice = advice_on(str(error))
    if advice is not None:
        return StorageError(f"{shown_name(uri)}: {reason}: {advice}")
    if isinstance(error, duckdb.TransactionException):
        return LostRaceError(
            f"{shown_name(uri)}: not written, as another machine wrote meanwhile ({reason}); try again"
        )
    return BusyError(f"{shown_name(uri)}: not written ({reason}); try again")


def _attach(connection: duckdb.DuckDBPyConnection, uri: str, options: str) -> bool:
    """Attaches the lake as the default database; false where there is none."""
    catalogue = _catalogue(uri)
    # DuckDB would leave an empty file where there is none.
    if catalogue == "sqlite" and not Path(uri.removeprefix("ducklake:sqlite:")).exists():
        return False
    name = with_patience(uri) if catalogue == "postgres" else uri
    try:
        connection.execute(
            f"ATTACH {quoted(name)} AS {_NAME} ({options}{_CATALOGUE_OPTIONS[catalogue]}); USE {_NAME}"
        )
    except duckdb.Error as error:
        if "creating a new DuckLake is explicitly disabled" in str(error):
            return False
        # Where a lake's files are, only its catalogue knows.
        if "requires the extension httpfs" in str(error):
            _use_object_storage(connection, uri)
            return _attach(connection, uri, options)
        busy = catalogue == "postgres" or "locked" in str(error)
        raise (BusyError if busy else StorageError)(
            f"{shown_name(uri)}: can't open the database: {_reason(error, uri)}"
        ) from None
    return True


def _use_object_storage(connection: duckdb.DuckDBPyConnection, uri: str) -> None:
    try:
        use_object_storage(connection)
    except NabaError as error:
        raise type(error)(f"{shown_name(uri)}: {error}") from None


def _attach_published(connection: duckdb.DuckDBPyConnection, uri: str) -> None:
    _load_extensions(connection, uri)
    published = last_published(connection) if _attach(connection, uri, "READ_ONLY") else None
    if published is None:
        raise BadInputError(f"{shown_name(uri)}: no database yet; `naba demo` or `naba run` makes one")
    connection.execute(f"USE memory; DETACH {_NAME}")
    _attach(connection, uri, f"READ_ONLY, SNAPSHOT_VERSION {published}")


def _make(connection: duckdb.DuckDBPyConnection, uri: str, files: str) -> None:
    """Makes an empty lake, and attaches it."""
    if "://" not in files:
        files = str(Path(files).resolve())
    else:
        _insist_on_bucket(connection, uri, files)
    try:
        if _catalogue(uri) == "sqlite":
            file = Path(uri.removeprefix("ducklake:sqlite:"))
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch()
        _attach(connection, uri, f"DATA_PATH {quoted(files)}")
    except OSError as error:
        raise StorageError(
            f"{shown_name(uri)}: can't make the database with its files in {files}: {_reason(error, uri)}"
        ) from None


def _insist_on_bucket(connection: duckdb.DuckDBPyConnection, uri: str, files: str) -> None:
    """Makes sure that there is such a place before a lake is made: a lake's place can't be changed afterwards."""
    if not files.startswith(OBJECT_STORAGE):
        raise BadInputError(
            f"NABA_LAKE_FILES is {files}: expected a folder, or {OBJECT_STORAGE}bucket/prefix"
        )
    _use_object_storage(connection, uri)
    try:
        connection.execute("SELECT count(*) FROM glob($1)", [f"{files.rstrip('/')}/*"]).fetchall()
    except duckdb.Error as error:
        raise StorageError(
            f"{shown_name(uri)}: can't make the database with its files in {files}: "
            f"{_reason(error, uri)}: {advice_on(str(error)) or 'check NABA_LAKE_FILES'}"
        ) from None


def _catalogue(uri: str) -> str:
    return uri.split(":")[1]


def _reason(error: Exception, database: Path | str) -> str:
    """What went wrong, in one line; DuckDB tells before it where, with the whole connection string."""
    return without_secrets(str(error), database).split('": ')[-1]
