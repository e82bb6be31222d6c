"""What crawls remember of each other: feeds as they last were, and which articles the archive holds.

The state is an index of the archive and can always be made from it again: the WARC record is written first,
then the state. A run holds a lock while it lives; one that died without its lock is found by the next run,
which reads the dead run's WARC files and adds what the state missed.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from filelock import FileLock, Timeout

from pipelines.captures import archive_files, read_captures
from pipelines.errors import StorageError
from pipelines.records import CaptureKind

_VERSION = 1
_WAIT_SECONDS = 60.0  # for another process's transaction, which takes milliseconds
_SCHEMA = """
CREATE TABLE lists (
    source_id TEXT, url TEXT, etag TEXT, last_modified TEXT, sha256 TEXT NOT NULL,
    warc_file TEXT NOT NULL, warc_offset INTEGER NOT NULL,
    PRIMARY KEY (source_id, url)
) WITHOUT ROWID;
CREATE TABLE captured (
    source_id TEXT, url TEXT, kind TEXT,
    PRIMARY KEY (source_id, url, kind)
) WITHOUT ROWID;
CREATE TABLE runs (run_id TEXT PRIMARY KEY, finished INTEGER NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class ListMemory:
    """A feed or sitemap as it last was; its body is the capture at `warc_offset` of `warc_file`."""

    etag: str | None
    last_modified: str | None
    sha256: str
    warc_file: str
    warc_offset: int


class CrawlState:
    """The SQLite file that all crawls share, also those that run at the same time.

    Every method raises `StorageError` if the file cannot be used.
    """

    def __init__(self, path: Path, archive: Path) -> None:
        self._path = path
        self._archive = archive

    def __enter__(self) -> Self:
        with self._readable_errors():
            self._path.parent.mkdir(parents=True, exist_ok=True)
            # one at a time: SQLite's own waiting does not cover the switch to a write-ahead log
            with FileLock(self._path.with_suffix(".lock")):
                self._database = sqlite3.connect(self._path, timeout=_WAIT_SECONDS, isolation_level=None)
                self._database.execute("PRAGMA journal_mode = WAL")
                self._database.execute("PRAGMA synchronous = NORMAL")
                self._create()
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    @contextmanager
    def run(self, run_id: str) -> Iterator[None]:
        """Marks a run as alive while the block lasts, after adopting what dead runs left behind."""
        with self._readable_errors():
            locks = self._path.parent / "runs"
            locks.mkdir(exist_ok=True)
        lock = FileLock(locks / f"{run_id}.lock")
        with self._readable_errors(), FileLock(locks / "recovery.lock"):
            self._adopt_dead_runs(locks)
            lock.acquire()
            self._database.execute("INSERT INTO runs VALUES (?, 0)", (run_id,))
        try:
            yield
            # an exception leaves the run unfinished: the next one looks through its files
            with self._readable_errors():
                self._database.execute("UPDATE runs SET finished = 1 WHERE run_id = ?", (run_id,))
        finally:
            lock.release()

    def list_memory(self, source_id: str, url: str) -> ListMemory | None:
        """A feed or sitemap as it last was, if its body is still in the archive."""
        with self._readable_errors():
            row = self._database.execute(
                "SELECT etag, last_modified, sha256, warc_file, warc_offset FROM lists WHERE source_id = ? AND url = ?",
                (source_id, url),
            ).fetchone()
        memory = ListMemory(*row) if row else None
        return memory if memory and (self._archive / memory.warc_file).exists() else None

    def remember_list(self, source_id: str, url: str, memory: ListMemory) -> None:
        """Remembers a feed or sitemap that was read and is in the archive."""
        with self._readable_errors():
            self._database.execute(
                "REPLACE INTO lists VALUES (?, ?, ?, ?, ?, ?, ?)",
                (source_id, url, *(getattr(memory, name) for name in ListMemory.__slots__)),
            )

    def forget_list(self, source_id: str, url: str) -> None:
        """Makes the next request for a feed or sitemap unconditional."""
        with self._readable_errors():
            self._database.execute("DELETE FROM lists WHERE source_id = ? AND url = ?", (source_id, url))

    def is_captured(self, source_id: str, url: str, kind: CaptureKind) -> bool:
        """Whether the archive holds this page, or this entry's full text, of the source."""
        with self._readable_errors():
            row = self._database.execute(
                "SELECT 1 FROM captured WHERE source_id = ? AND url = ? AND kind = ?", (source_id, url, kind)
            ).fetchone()
        return row is not None

    def store_once(self, source_id: str, url: str, kind: CaptureKind, store: Callable[[], object]) -> bool:
        """Calls `store`, which writes to the archive, unless the archive has it, also from another process.

        Returns:
            Whether `store` was called.
        """
        with self._transaction():
            if self.is_captured(source_id, url, kind):
                return False
            store()
            self._add(((source_id, url, kind),))
        return True

    def _create(self) -> None:
        with self._transaction():
            (version,) = self._database.execute("PRAGMA user_version").fetchone()
            if version == _VERSION:
                return
            if version:
                raise StorageError(f"{self._path}: of another version of Naba: move it away, it is made anew")
            for statement in _SCHEMA.split(";"):
                self._database.execute(statement)
            self._adopt(archive_files(self._archive))
            self._database.execute(f"PRAGMA user_version = {_VERSION}")

    def _adopt_dead_runs(self, locks: Path) -> None:
        runs = self._database.execute("SELECT run_id FROM runs WHERE NOT finished").fetchall()
        for (run_id,) in runs:
            lock = FileLock(locks / f"{run_id}.lock")
            try:
                lock.acquire(blocking=False)
            except Timeout:
                continue  # it lives
            with lock, self._transaction():
                self._adopt(self._archive.glob(f"*/{run_id}.warc.gz"))
                self._database.execute("UPDATE runs SET finished = 1 WHERE run_id = ?", (run_id,))
            lock.release(force=True)

    def _adopt(self, files: Iterable[Path]) -> None:
        for path in files:
            # what cannot be read of a file is reported by those who read it for its content
            stored = read_captures(path, self._archive, [])
            self._add(
                (one.capture.source_id, one.capture.url, one.capture.kind)
                for one in stored
                if one.capture.kind in {"page", "entry"}
            )

    def _add(self, rows: Iterable[tuple[str, str, str]]) -> None:
        self._database.executemany("INSERT OR IGNORE INTO captured VALUES (?, ?, ?)", rows)

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
            raise StorageError(
                f"{self._path}: cannot be used: {error}. If it is damaged, move it away: it is made anew from the archive"
            ) from error
        except OSError as error:
            raise StorageError(f"{self._path}: cannot be written: {error.strerror or error}") from error
