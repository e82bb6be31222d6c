"""What crawls remember of each other: feeds as they last were, and which articles the archive holds.

The state is an index of the archive and can always be made from it again: the WARC record is written first,
then the state. A run holds a lock while it lives; one that died without its lock is found by the next run,
which reads the dead run's WARC files and adds what the state missed.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import TypeAdapter

from crawlers.polling import Schedule
from crawlers.shared_file import SharedFile
from crawlers.twins import twin_urls
from pipelines.captures import StoredCapture, archive_files, read_captures
from pipelines.errors import StorageError
from pipelines.records import Capture, CaptureKind

_SCHEDULE = TypeAdapter(Schedule)

_VERSION = 2
_SCHEMA = """
CREATE TABLE lists (
    source_id TEXT, url TEXT, etag TEXT, last_modified TEXT, sha256 TEXT NOT NULL,
    warc_file TEXT NOT NULL, warc_offset INTEGER NOT NULL,
    PRIMARY KEY (source_id, url)
) WITHOUT ROWID;
CREATE TABLE schedules (source_id TEXT, url TEXT, facts TEXT NOT NULL, PRIMARY KEY (source_id, url)) WITHOUT ROWID;
CREATE TABLE seen (
    source_id TEXT, url TEXT, list_url TEXT, seen_at TEXT NOT NULL,
    PRIMARY KEY (source_id, url, list_url)
) WITHOUT ROWID;
CREATE TABLE captured (
    source_id TEXT, url TEXT, kind TEXT, day TEXT NOT NULL, captured_at TEXT NOT NULL,
    warc_file TEXT NOT NULL, warc_offset INTEGER NOT NULL,
    rechecks INTEGER, -- made so far, NULL for the twin address of another capture
    PRIMARY KEY (source_id, url, kind)
) WITHOUT ROWID;
CREATE INDEX captured_when ON captured (source_id, captured_at);
CREATE TABLE runs (run_id TEXT PRIMARY KEY, finished INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE imports (
    file TEXT PRIMARY KEY, bytes INTEGER NOT NULL, sources TEXT NOT NULL
) WITHOUT ROWID
"""
_TABLES = ("lists", "schedules", "seen", "captured", "runs", "imports")


@dataclass(frozen=True, slots=True)
class ListMemory:
    """A feed or sitemap as it last was; its body is the capture at `warc_offset` of `warc_file`."""

    etag: str | None
    last_modified: str | None
    sha256: str
    warc_file: str
    warc_offset: int


@dataclass(frozen=True, slots=True)
class Held:
    """An article page that the archive holds: where it stands, and what is known of its rechecks."""

    url: str
    day: date
    captured_at: datetime
    warc_file: str
    warc_offset: int
    rechecks: int


class CrawlState(SharedFile):
    """The SQLite file that all crawls share, also those that run at the same time.

    Every method raises `StorageError` if the file cannot be used.
    """

    synchronous = "NORMAL"
    if_damaged = "move it away: it is made anew from the archive"

    def __init__(self, path: Path, archive: Path) -> None:
        super().__init__(path)
        self._archive = archive

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

    def forget_conditions(self, source_id: str, url: str) -> None:
        """Makes the next request for a feed or sitemap unconditional; what it last was stays known."""
        with self._readable_errors():
            self._database.execute(
                "UPDATE lists SET etag = NULL, last_modified = NULL WHERE source_id = ? AND url = ?",
                (source_id, url),
            )

    def forget_list(self, source_id: str, url: str) -> None:
        """Forgets what a feed or sitemap last was; the next request is unconditional."""
        with self._readable_errors():
            self._database.execute("DELETE FROM lists WHERE source_id = ? AND url = ?", (source_id, url))

    def schedule(self, source_id: str, url: str) -> Schedule:
        """When a feed or sitemap, or a page that failed, is to be asked again."""
        with self._readable_errors():
            row = self._database.execute(
                "SELECT facts FROM schedules WHERE source_id = ? AND url = ?", (source_id, url)
            ).fetchone()
        return _SCHEDULE.validate_json(row[0]) if row else Schedule()

    def reschedule(self, source_id: str, url: str, schedule: Schedule) -> None:
        """Remembers when to ask again."""
        with self._readable_errors():
            self._database.execute(
                "REPLACE INTO schedules VALUES (?, ?, ?)",
                (source_id, url, _SCHEDULE.dump_json(schedule).decode()),
            )

    def saw(self, source_id: str, list_url: str, urls: Iterable[str], at: datetime) -> None:
        """Remembers in which feed, sitemap or listing articles first stood, and when."""
        with self._transaction():
            self._database.executemany(
                "INSERT OR IGNORE INTO seen VALUES (?, ?, ?, ?)",
                ((source_id, url, list_url, at.isoformat()) for url in urls),
            )

    def sightings(self, url: str) -> list[tuple[str, str, datetime]]:
        """Where an article was listed: (source, feed, first time), oldest first."""
        with self._readable_errors():
            rows = self._database.execute(
                "SELECT source_id, list_url, seen_at FROM seen WHERE url = ? ORDER BY seen_at", (url,)
            ).fetchall()
        return [(source_id, list_url, datetime.fromisoformat(at)) for source_id, list_url, at in rows]

    def is_captured(self, source_id: str, url: str, kind: CaptureKind) -> bool:
        """Whether the archive holds this page, or this entry's full text, of the source."""
        with self._readable_errors():
            row = self._database.execute(
                "SELECT 1 FROM captured WHERE source_id = ? AND url = ? AND kind = ?", (source_id, url, kind)
            ).fetchone()
        return row is not None

    def held(self, source_id: str, url: str) -> Held | None:
        """The newest page of this address, or of its twin, that the archive holds."""
        return next(iter(self._held("url = ? AND kind = 'page'", source_id, url)), None)

    def held_of_days(self, source_id: str, first: date, last: date) -> list[Held]:
        """The articles of some days that the archive holds, twins left out."""
        return self._held(
            "day BETWEEN ? AND ? AND kind = 'page' AND rechecks IS NOT NULL",
            source_id,
            first.isoformat(),
            last.isoformat(),
        )

    def holdings(self, url: str) -> list[tuple[str, CaptureKind, date, str, int]]:
        """What the archive holds of an address: (source, kind, day, WARC file, offset)."""
        with self._readable_errors():
            rows = self._database.execute(
                "SELECT source_id, kind, day, warc_file, warc_offset FROM captured WHERE url = ? ORDER BY captured_at",
                (url,),
            ).fetchall()
        return [
            (source_id, kind, date.fromisoformat(day), file, at) for source_id, kind, day, file, at in rows
        ]

    def captured_between(self, source_id: str, after: datetime, before: datetime) -> list[Held]:
        """Pages first captured in a span of time, twins left out."""
        return self._held(
            "captured_at BETWEEN ? AND ? AND kind = 'page' AND rechecks IS NOT NULL",
            source_id,
            after.isoformat(),
            before.isoformat(),
        )

    def store_once(
        self, capture: Capture, store: Callable[[], tuple[str, int]], twins: Iterable[str] = ()
    ) -> bool:
        """Calls `store`, which writes to the archive, unless the archive has it, also from another process.

        Args:
            capture: what is stored; its source, address and kind decide.
            store: returns file and offset.
            twins: further addresses of the same article; they count as captured from now on.

        Returns:
            Whether `store` was called.
        """
        with self._transaction():
            if self.is_captured(capture.source_id, capture.url, capture.kind):
                return False
            warc_file, offset = store()
            self._add(StoredCapture(capture, warc_file, offset), twins)
        return True

    def rechecked(self, source_id: str, url: str, revision: Callable[[], tuple[str, int]] | None) -> None:
        """Counts a recheck of a page; `revision` stores what changed and returns where, None if nothing did."""
        with self._transaction():
            if revision is not None:
                warc_file, offset = revision()
                self._database.execute(
                    "UPDATE captured SET warc_file = ?, warc_offset = ? WHERE source_id = ? AND url = ? AND kind = 'page'",
                    (warc_file, offset, source_id, url),
                )
            self._database.execute(
                "UPDATE captured SET rechecks = rechecks + 1 WHERE source_id = ? AND url = ? AND kind = 'page'",
                (source_id, url),
            )

    def is_imported(self, file: Path, sources: str) -> bool:
        """Whether a file of this name and size was imported for these sources."""
        with self._readable_errors():
            row = self._database.execute(
                "SELECT bytes, sources FROM imports WHERE file = ?", (str(file),)
            ).fetchone()
            return bool(row == (file.stat().st_size, sources))

    def imported(self, file: Path, sources: str) -> None:
        """Remembers a file as imported for these sources."""
        with self._readable_errors():
            self._database.execute(
                "REPLACE INTO imports VALUES (?, ?, ?)", (str(file), file.stat().st_size, sources)
            )

    def _held(self, condition: str, *parameters: str) -> list[Held]:
        with self._readable_errors():
            rows = self._database.execute(
                f"SELECT url, day, captured_at, warc_file, warc_offset, coalesce(rechecks, 0) FROM captured "  # noqa: S608  conditions are literals of this class
                f"WHERE source_id = ? AND {condition} ORDER BY captured_at, url",
                parameters,
            ).fetchall()
        return [
            Held(url, date.fromisoformat(day), datetime.fromisoformat(at), file, offset, rechecks)
            for url, day, at, file, offset, rechecks in rows
        ]

    def _create(self) -> None:
        with self._transaction():
            (version,) = self._database.execute("PRAGMA user_version").fetchone()
            if version == _VERSION:
                return
            if version > _VERSION:
                raise StorageError(f"{self._path}: of a newer version of Naba: move it away, it is made anew")
            for table in _TABLES:  # of an older version: an index of the archive is soon made anew
                self._database.execute(f"DROP TABLE IF EXISTS {table}")
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
            for one in read_captures(path, self._archive, []):
                if one.capture.kind in {"page", "entry"}:
                    self._add(one, twin_urls(one.capture))

    def _add(self, stored: StoredCapture, twins: Iterable[str]) -> None:
        capture = stored.capture
        at = capture.fetched_at.isoformat()
        place = (capture.kind, capture.day.isoformat(), at, stored.warc_file, stored.offset)
        rows: list[tuple[str | int | None, ...]] = [(capture.source_id, capture.url, *place, 0)]
        rows += [(capture.source_id, twin, *place, None) for twin in twins]
        self._database.executemany("INSERT OR IGNORE INTO captured VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
