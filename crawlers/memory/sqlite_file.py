"""What crawls of one machine remember: a SQLite file that they use at the same time."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, Self

from filelock import FileLock, Timeout

from crawlers.memory.database import Database, Row, Table
from pipelines.errors import StorageError, disk_failure, reason_of

# For another process's transaction, which takes milliseconds.
_WAIT_SECONDS = 60.0


class SqliteFile(Database):
    """The file, and a folder beside it for locks."""

    is_shared = False

    def __init__(
        self, path: Path, if_damaged: str, *, synchronous: Literal["NORMAL", "OFF"] = "NORMAL"
    ) -> None:
        """Opens nothing yet.

        Args:
            path: the file.
            if_damaged: what the user can do about a damaged file, as the end of a sentence.
            synchronous: what a power failure may cost: NORMAL nothing that was read back, OFF the whole file.
        """
        self._path = path
        self._synchronous = synchronous
        self._locks: dict[str, FileLock] = {}
        self.name = str(path)
        self.if_damaged = if_damaged

    def __enter__(self) -> Self:
        with self._readable_errors():
            self._path.parent.mkdir(parents=True, exist_ok=True)
            # One at a time: SQLite's own waiting does not cover the switch to a write-ahead log.
            with FileLock(self._path.with_suffix(".lock")):
                self._database = sqlite3.connect(self._path, timeout=_WAIT_SECONDS, isolation_level=None)
                self._database.execute("PRAGMA journal_mode = WAL")
                self._database.execute(f"PRAGMA synchronous = {self._synchronous}")
        return self

    def __exit__(self, *_: object) -> None:
        for name in list(self._locks):
            self.unlock(name)
        self._database.close()

    def select(self, statement: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """The rows that a statement gives."""
        with self._readable_errors():
            return self._database.execute(statement, parameters).fetchall()

    def rows_of(self, table: Table) -> Iterator[Row]:
        """All rows of a table in the order of its key, a few at a time."""
        with self._readable_errors():
            yield from self._database.execute(table.in_order())

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        """Does what a statement says."""
        with self._readable_errors():
            self._database.execute(statement, parameters)

    def execute_many(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Does what a statement says for each row of parameters."""
        with self._readable_errors():
            self._database.executemany(statement, rows)

    @contextmanager
    def transaction(self, about: str) -> Iterator[None]:  # noqa: ARG002  it is about the whole file
        """All or nothing of what is done in it, and nobody else is in one meanwhile."""
        self.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.execute("ROLLBACK")
            raise
        self.execute("COMMIT")

    @contextmanager
    def lock(self, name: str) -> Iterator[None]:
        """Holds a lock, and waits for it."""
        with self._readable_errors():
            lock = FileLock(self._lock_file(name))
            lock.acquire()
        try:
            yield
        finally:
            lock.release()

    def try_lock(self, name: str) -> bool:
        """Takes a lock unless another process holds it."""
        with self._readable_errors():
            lock = FileLock(self._lock_file(name))
            try:
                lock.acquire(blocking=False)
            except Timeout:
                return False
        self._locks[name] = lock
        return True

    def unlock(self, name: str) -> None:
        """Gives back a lock that was tried with success."""
        self._locks.pop(name).release(force=True)

    def version(self) -> int:
        """Of the tables in it, 0 if nobody has said."""
        [[version]] = self.select("PRAGMA user_version")
        return int(version)

    def set_version(self, version: int) -> None:
        """Notes the version of the tables."""
        self.execute(f"PRAGMA user_version = {version}")

    def make(self, table: Table) -> None:
        """Makes a table if it is missing."""
        self.execute(
            f"CREATE TABLE IF NOT EXISTS {table.name} "
            f"({', '.join(table.columns)}, PRIMARY KEY ({', '.join(table.key)})) WITHOUT ROWID"
        )
        for column in table.looked_up:
            self.execute(
                f"CREATE INDEX IF NOT EXISTS {table.name}_{column} ON {table.name} ({table.key[0]}, {column})"
            )

    def clock_ahead(self) -> float:
        """Nothing: there is one clock."""
        return 0.0

    def conflict_target(self, table: Table) -> str:
        """The key."""
        return f"({', '.join(table.key)})"

    def _lock_file(self, name: str) -> Path:
        folder = self._path.parent / "runs"
        folder.mkdir(exist_ok=True)
        return folder / f"{name}.lock"

    @contextmanager
    def _readable_errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            # Of a full or read-only disk, nothing is damaged, and nothing is to be deleted.
            if failure := disk_failure(error):
                raise StorageError(f"{self._path}: {failure}") from error
            raise StorageError(
                f"{self._path}: cannot be used: {error}. If it is damaged, {self.if_damaged}"
            ) from error
        except OSError as error:
            raise StorageError(f"{self._path}: cannot be written: {reason_of(error)}") from error
