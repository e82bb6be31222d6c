"""DuckLake: the same database as a catalogue in SQLite or Postgres with Parquet files, for more than one machine.

Each session is one transaction, and so one snapshot. What is published is a snapshot, too: the last one whose commit
says so. Readers attach it as it was then, whatever is written meanwhile.
"""

import importlib.util
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import duckdb

from pipelines.errors import BadInputError, BusyError, StorageError
from pipelines.settings import Settings

_NAME = "naba"
# What a connection calls the lake.
_EXTENSIONS = {"sqlite": "sqlite_scanner", "postgres": "postgres_scanner"}
# SQLite in WAL mode: others read while one writes, and wait for a moment instead of failing.
_CATALOGUE_OPTIONS = {"sqlite": ", META_JOURNAL_MODE 'WAL', META_BUSY_TIMEOUT 60000", "postgres": ""}
_PUBLISHED = "published"
_KEPT = "2 days"
# A reader can go on with a snapshot for a day after the next one was published. Not one day: in a SQLite catalogue
# DuckLake 1.0 takes all of the day on which that time lies for older.
_FILES_MAX = 300
# Each day written adds a small file to some tables. Merging writes what is merged anew, so not at each publish.


class PublishedSnapshot(NamedTuple):
    """The snapshot that readers see, and the generation of the database that it shows."""

    snapshot: int
    generation: int


def is_lake(database: Path | str) -> bool:
    """Whether a database is a DuckLake; any other is a file."""
    return str(database).startswith("ducklake:")


def without_password(database: Path | str) -> str:
    """A database's name as messages show it: without the password that a URI may hold."""
    return re.sub(r"(password=)('[^']*'|\S+)|(?<=:)[^:@/\s]+(?=@)", r"\1…", str(database))


@contextmanager
def writable_lake(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with the lake as its default database; the lake is made where there is none.

    Raises:
        BadInputError: an extension is missing.
        BusyError: the catalogue does not answer, or somebody else wrote at the same time.
        StorageError: the lake can't be made.
    """
    uri = str(settings.database)
    with duckdb.connect() as connection:
        _load_extensions(connection, uri)
        if not _attach(connection, uri, "CREATE_IF_NOT_EXISTS false"):
            _make(connection, uri, settings.lake_files or str(settings.data / "lake"))
        try:
            yield connection
        except (duckdb.TransactionException, duckdb.IOException) as error:
            raise BusyError(
                f"{without_password(uri)}: not written, perhaps another machine wrote meanwhile ({_reason(error)}); try again"
            ) from None


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


def last_published(connection: duckdb.DuckDBPyConnection) -> PublishedSnapshot | None:
    """The newest published snapshot of the lake that is attached."""
    rows = connection.execute(
        f"""
        SELECT snapshot_id, commit_extra_info::BIGINT FROM ducklake_snapshots('{_NAME}')
        WHERE commit_message = '{_PUBLISHED}' ORDER BY snapshot_id DESC LIMIT 1
        """  # noqa: S608 - our own names
    ).fetchall()
    return PublishedSnapshot(*rows[0]) if rows else None


def mark_published(connection: duckdb.DuckDBPyConnection, generation: int) -> None:
    """Makes the snapshot of the present transaction the published one once it is committed."""
    connection.execute(
        f"CALL {_NAME}.set_commit_message('naba', '{_PUBLISHED}', extra_info => '{generation}')"
    )


def tidy(connection: duckdb.DuckDBPyConnection) -> None:
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


def lake_bytes(connection: duckdb.DuckDBPyConnection) -> int:
    """Size of the files of the newest snapshot."""
    [(size,)] = connection.execute(
        f"SELECT coalesce(sum(file_size_bytes + delete_file_size_bytes), 0) FROM ducklake_table_info('{_NAME}')"  # noqa: S608 - as above
    ).fetchall()
    return int(size)


def _load_extensions(connection: duckdb.DuckDBPyConnection, uri: str) -> None:
    for name in (_EXTENSIONS[_catalogue(uri)], "ducklake"):
        try:
            connection.execute(f"LOAD {_quoted(_extension_file(name) or name)}")
        except duckdb.Error:
            raise BadInputError(
                f"{without_password(uri)}: DuckDB {duckdb.__version__} has no extension {name} here: install naba[ducklake], "
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
    if catalogue == "sqlite" and not Path(uri.removeprefix("ducklake:sqlite:")).exists():
        return False  # DuckDB would leave an empty file
    try:
        connection.execute(
            f"ATTACH {_quoted(uri)} AS {_NAME} ({options}{_CATALOGUE_OPTIONS[catalogue]}); USE {_NAME}"
        )
    except duckdb.Error as error:
        if "creating a new DuckLake is explicitly disabled" in str(error):
            return False
        busy = catalogue == "postgres" or "locked" in str(error)
        raise (BusyError if busy else StorageError)(
            f"{without_password(uri)}: can't open the database: {_reason(error)}"
        ) from None
    return True


def _attach_published(connection: duckdb.DuckDBPyConnection, uri: str) -> None:
    _load_extensions(connection, uri)
    published = last_published(connection) if _attach(connection, uri, "READ_ONLY") else None
    if published is None:
        raise BadInputError(f"{without_password(uri)}: no database yet; `naba demo` or `naba run` makes one")
    connection.execute(f"USE memory; DETACH {_NAME}")
    _attach(connection, uri, f"READ_ONLY, SNAPSHOT_VERSION {published.snapshot}")


def _make(connection: duckdb.DuckDBPyConnection, uri: str, files: str) -> None:
    """Makes an empty lake, and attaches it."""
    if "://" not in files:
        files = str(Path(files).resolve())
    try:
        if _catalogue(uri) == "sqlite":
            file = Path(uri.removeprefix("ducklake:sqlite:"))
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch()
        _attach(connection, uri, f"DATA_PATH {_quoted(files)}")
    except OSError as error:
        raise StorageError(
            f"{without_password(uri)}: can't make the database with its files in {files}: {_reason(error)}"
        ) from None


def _catalogue(uri: str) -> str:
    return uri.split(":")[1]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _reason(error: Exception) -> str:
    """What went wrong, in one line; DuckDB tells before it where, with the password."""
    return without_password(" ".join(str(error).split('": ')[-1].split()))
