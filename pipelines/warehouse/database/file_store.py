"""The database as a DuckDB file: a private one that Naba writes, and a published copy that people read.

DuckDB lets one process write a file, and while it does no other process may even read it. So nobody but Naba opens the
private file. The published one is replaced as a whole: whoever has the old one open keeps reading it, whoever opens it
now gets the new one.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.errors import BadInputError, BusyError, StorageError, disk_failure, reason_of
from pipelines.warehouse.database.store import Alone, Complete, Prepare

STORAGE_VERSION = "v1.5.0"
"""Written into the file, so that DuckDB 1.5 and 2.0 clients open it (2.0's own default is unreadable to 1.5)."""

# Closing writes the last 122,880 rows of each table anew. Without a limit DuckDB keeps all of them in memory for that.
_CLOSING_MEMORY = f"{max(128, 64 * (os.cpu_count() or 1))}MB"

# What DuckDB says of a file that was cut off or overwritten, and of what follows from it in the same process.
_DAMAGE = (
    "Corrupt database file",
    "Could not read enough bytes",
    "Failed to deserialize",
    "database has been invalidated",
)


@dataclass(frozen=True, slots=True)
class FileStore:
    """A private file and its published copy."""

    private: Path
    published: Path

    @property
    def name(self) -> str:
        """The path that people open."""
        return str(self.published)

    @property
    def own_definitions(self) -> tuple[str, ...]:
        """DuckDB files keep comments on columns of views."""
        return ("view_comments",)

    @contextmanager
    def writable(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """The private file; see `Store`."""
        try:
            self.private.parent.mkdir(parents=True, exist_ok=True)
            connection = duckdb.connect(
                str(self.private), config={"storage_compatibility_version": STORAGE_VERSION}
            )
        except duckdb.IOException as error:
            if "set lock on file" not in str(error):
                raise self._unreadable(error) from None
            raise BusyError(
                f"{self.private}: {_first_line(error)}; close what has it open (the published copy is the one to query)"
            ) from None
        except OSError as error:
            raise StorageError(f"{self.private.parent}: cannot be made: {reason_of(error)}") from None
        except duckdb.Error as error:
            raise self._unreadable(error) from None
        try:
            with connection:
                yield connection
                # All rows are written by now; closing would take more memory than it needs.
                with suppress(duckdb.OutOfMemoryException):
                    connection.execute(f"SET memory_limit = '{_CLOSING_MEMORY}'")
        except duckdb.Error as error:
            # A block is read when it is needed: damage shows in the middle of any statement.
            if not any(words in str(error) for words in _DAMAGE):
                raise
            raise self._unreadable(error) from error

    def publish(self, alone: Alone, prepare: Prepare, complete: Complete) -> None:
        """Copies the private file and puts the copy in the published one's place; writers wait for the copy only."""
        # The name is always the same, so the next publisher finds what a killed one left.
        temporary = self.published.with_name(f".{self.published.name}.publishing")
        try:
            self.published.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(
                f"{self.published.parent}: can't make the folder: {reason_of(error)}"
            ) from None
        _remove(temporary)
        try:
            with alone():
                with self.writable() as connection:
                    connection.execute("SET TimeZone = 'UTC'")
                    connection.execute("BEGIN TRANSACTION")
                    prepare(connection)
                    connection.execute("COMMIT")
                    # Moves the write-ahead log into the file, so that the file alone is everything.
                    connection.execute("CHECKPOINT")
                _copy(self.private, temporary)
            _complete(temporary, complete)
            with temporary.open("rb") as file:
                os.fsync(file.fileno())
            # A client that opened it for writing would leave a log that does not fit the next copy.
            temporary.chmod(0o444)
            self.published.with_name(f"{self.published.name}.wal").unlink(missing_ok=True)
            temporary.replace(self.published)
            self._note.write_text(_note_of(self.published), encoding="utf-8")
        finally:
            _remove(temporary)

    def open_published(self) -> duckdb.DuckDBPyConnection:
        """The published file; see `Store`."""
        return open_file(self.published)

    def published_is_intact(self) -> bool:
        """Whether nobody wrote into the published file or cut it off since: by its length and time of change."""
        try:
            return self._note.read_text(encoding="utf-8") == _note_of(self.published)
        except OSError:
            return False

    def published_bytes(self) -> int:
        """Size of the published file."""
        return self.published.stat().st_size

    @property
    def _note(self) -> Path:
        """Beside the private file: how the published one looked when it was published."""
        return self.private.with_name("published.txt")

    def _unreadable(self, error: duckdb.Error) -> StorageError:
        # A full disk damages nothing, so nothing is to be deleted.
        return disk_failure(error) or StorageError(
            f"{self.private}: damaged, or no database of Naba: {_first_line(error)}; readers keep what is published. "
            "Delete it, then `naba rebuild` makes all of it from the archive"
        )


def open_file(file: Path) -> duckdb.DuckDBPyConnection:
    """A published file, read-only; close it.

    Raises:
        BadInputError: there is none, or this DuckDB can't read it.
    """
    # DuckDB opens the path several times, and 2.0.0 reads the headers from one opening and the rest from another.
    # A file that was replaced in between is opened again.
    while True:
        identity = _identity(file)
        try:
            connection = duckdb.connect(str(file), read_only=True)
        except duckdb.Error as error:
            if identity == _identity(file):
                raise BadInputError(
                    f"{file}: {_first_line(error)}; where it is damaged, the next run or `naba rebuild` publishes it anew"
                ) from None
        else:
            if identity == _identity(file):
                return connection
            connection.close()


def _identity(file: Path) -> tuple[int, int]:
    try:
        facts = file.stat()
    except (FileNotFoundError, NotADirectoryError):
        raise BadInputError(f"{file}: no database yet; `naba demo` or `naba run` makes one") from None
    return facts.st_ino, facts.st_mtime_ns


def _note_of(file: Path) -> str:
    facts = file.stat()
    return f"{file} {facts.st_size} bytes, changed at {facts.st_mtime_ns}\n"


def _complete(file: Path, complete: Complete) -> None:
    with duckdb.connect(str(file), config={"storage_compatibility_version": STORAGE_VERSION}) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("SET enable_progress_bar = false")
        complete(connection)
        connection.execute("CHECKPOINT")


def _copy(source: Path, target: Path) -> None:
    """Copies a file; where the file system shares blocks (Btrfs, XFS), without copying a byte."""
    if not hasattr(os, "copy_file_range"):
        shutil.copyfile(source, target)
        return
    with source.open("rb") as old, target.open("wb") as new:
        rest = os.fstat(old.fileno()).st_size
        try:
            while rest and (copied := os.copy_file_range(old.fileno(), new.fileno(), rest)):
                rest -= copied
        except OSError:
            # Between two file systems, or on one that can't.
            shutil.copyfile(source, target)


def _remove(file: Path) -> None:
    """Removes a copy and its write-ahead log: a killed publisher's log would not fit the next copy."""
    file.unlink(missing_ok=True)
    file.with_name(f"{file.name}.wal").unlink(missing_ok=True)


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
