"""The database as a DuckLake: a catalogue in SQLite or Postgres with Parquet files, for more than one machine.

Each session is one transaction, and so one snapshot. A published state is a snapshot, too: the last one whose commit
message says so. Readers attach it as it was then, whatever is written meanwhile.
"""

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from pipelines.errors import BadInputError, BusyError, StorageError
from pipelines.postgres.naming import shown_name, without_secrets
from pipelines.warehouse.database.store import Alone, Complete, Prepare
from pipelines.warehouse.sql import quoted

# What a connection calls the lake.
_NAME = "naba"
_EXTENSIONS = {"sqlite": "sqlite_scanner", "postgres": "postgres_scanner"}
# SQLite in WAL mode: others read while one writes, and wait for a moment instead of failing.
_CATALOGUE_OPTIONS = {"sqlite": ", META_JOURNAL_MODE 'WAL', META_BUSY_TIMEOUT 60000", "postgres": ""}
_PUBLISHED = "published"
# A reader can go on with a snapshot for a day after the next one was published. Not one day: in a SQLite catalogue
# DuckLake 1.0 takes all of the day on which that time lies for older.
_KEPT = "2 days"
# Each day written adds a small file to some tables. Merging rewrites what it merges, so it is not done at each publish.
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
    def keeps_view_comments(self) -> bool:
        """DuckLake 1.0 does not."""
        return False

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
                raise BusyError(
                    f"{self.name}: not written, perhaps another machine wrote meanwhile ({_reason(error, self.uri)}); "
                    "try again"
                ) from None

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
    rows = connection.execute(
        f"""
        SELECT snapshot_id FROM ducklake_snapshots('{_NAME}')
        WHERE commit_message = '{_PUBLISHED}' ORDER BY snapshot_id DESC LIMIT 1
        """  # noqa: S608 - our own names
    ).fetchall()
    return int(rows[0][0]) if rows else None


def lake_published_at(connection: duckdb.DuckDBPyConnection) -> datetime | None:
    """When the newest published snapshot of the lake that is attached was made."""
    rows = connection.execute(
        f"""
        SELECT snapshot_time FROM ducklake_snapshots('{_NAME}')
        WHERE commit_message = '{_PUBLISHED}' ORDER BY snapshot_id DESC LIMIT 1
        """  # noqa: S608 - our own names
    ).fetchall()
    return rows[0][0] if rows else None


def mark_published(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes the snapshot of the present transaction the published one once it is committed."""
    connection.execute(f"CALL {_NAME}.set_commit_message('naba', '{_PUBLISHED}')")


def _drop_unread(connection: duckdb.DuckDBPyConnection) -> None:
    """Drops snapshots and files that nobody reads any more, and merges small files where there are many.

    The published snapshot must be the newest one, which is never dropped.
    """
    [(files,)] = connection.execute(
        f"SELECT coalesce(sum(file_count + delete_file_count), 0) FROM ducklake_table_info('{_NAME}')"  # noqa: S608 - our own name
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
    for name in (_EXTENSIONS[_catalogue(uri)], "ducklake"):
        try:
            connection.execute(f"LOAD {quoted(_extension_file(name) or name)}")
        except duckdb.Error:
            raise BadInputError(
                f"{shown_name(uri)}: DuckDB {duckdb.__version__} has no extension {name} here: install naba[ducklake], "
                f"whose extensions are of one version of DuckDB, or say INSTALL {name} in this DuckDB once"
            ) from None


def _extension_file(name: str) -> str | None:
    """The file of an extension in its wheel, where that is installed and of this DuckDB."""
    package = importlib.util.find_spec(f"duckdb_extension_{name}")
    for folder in (package.submodule_search_locations or ()) if package else ():
        file = Path(folder) / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"
        if file.exists():
            return str(file)
    return None


def _attach(connection: duckdb.DuckDBPyConnection, uri: str, options: str) -> bool:
    """Attaches the lake as the default database; false where there is none."""
    catalogue = _catalogue(uri)
    # DuckDB would leave an empty file where there is none.
    if catalogue == "sqlite" and not Path(uri.removeprefix("ducklake:sqlite:")).exists():
        return False
    try:
        connection.execute(
            f"ATTACH {quoted(uri)} AS {_NAME} ({options}{_CATALOGUE_OPTIONS[catalogue]}); USE {_NAME}"
        )
    except duckdb.Error as error:
        if "creating a new DuckLake is explicitly disabled" in str(error):
            return False
        busy = catalogue == "postgres" or "locked" in str(error)
        raise (BusyError if busy else StorageError)(
            f"{shown_name(uri)}: can't open the database: {_reason(error, uri)}"
        ) from None
    return True


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


def _catalogue(uri: str) -> str:
    return uri.split(":")[1]


def _reason(error: Exception, uri: str) -> str:
    """What went wrong, in one line; DuckDB tells before it where, with the whole connection string."""
    return without_secrets(str(error), uri).split('": ')[-1]
