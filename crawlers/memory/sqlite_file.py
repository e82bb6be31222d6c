"""A SQLite file that crawls in several processes use at the same time."""

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar, Literal, Self

from filelock import FileLock

from pipelines.errors import StorageError, disk_failure, reason_of

# For another process's transaction, which takes milliseconds.
_WAIT_SECONDS = 60.0


class SharedFile(ABC):
    """The file, opened by one process as a context.

    Every method of a subclass raises `StorageError` if the file cannot be used.

    Attributes:
        synchronous: what a power failure may cost: NORMAL nothing that was read back, OFF the whole file.
        if_damaged: what the user can do about a damaged file, as the end of a sentence.
    """

    synchronous: ClassVar[Literal["NORMAL", "OFF"]]
    if_damaged: ClassVar[str]

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Self:
        with self._readable_errors():
            self._path.parent.mkdir(parents=True, exist_ok=True)
            # One at a time: SQLite's own waiting does not cover the switch to a write-ahead log.
            with FileLock(self._path.with_suffix(".lock")):
                self._database = sqlite3.connect(self._path, timeout=_WAIT_SECONDS, isolation_level=None)
                self._database.execute("PRAGMA journal_mode = WAL")
                self._database.execute(f"PRAGMA synchronous = {self.synchronous}")
                self._create()
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    @abstractmethod
    def _create(self) -> None:
        """Makes the tables that are missing."""

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._readable_errors():
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._database.execute("ROLLBACK")
                raise
            self._database.execute("COMMIT")

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
