"""What crawls remember of lists: how each last was, when it is due, what it named, and which of that has to be retried."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from pydantic import TypeAdapter

from crawlers.memory.sqlite_file import SharedFile
from crawlers.rules.schedule import Schedule
from crawlers.rules.targets import PageTarget
from pipelines.archive.captures import is_archived
from pipelines.records import FeedEntry
from pipelines.settings import Bucket
from pipelines.urls import same_addresses

_SCHEDULE = TypeAdapter(Schedule)
_ENTRY: TypeAdapter[FeedEntry | None] = TypeAdapter(FeedEntry | None)

SCHEMA = """
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
CREATE TABLE retries ( -- articles that failed, which their lists may not name any more
    source_id TEXT, url TEXT, day TEXT NOT NULL, entry TEXT NOT NULL, first_at TEXT NOT NULL, PRIMARY KEY (source_id, url)
) WITHOUT ROWID;
CREATE TABLE captured (
    source_id TEXT, url TEXT, kind TEXT, day TEXT NOT NULL, captured_at TEXT NOT NULL,
    warc_file TEXT NOT NULL, warc_offset INTEGER NOT NULL,
    rechecks INTEGER NOT NULL, -- made so far
    PRIMARY KEY (source_id, url, kind)
) WITHOUT ROWID;
CREATE TABLE addresses ( -- further ones, of an article that is held as another
    source_id TEXT, url TEXT, held_as TEXT NOT NULL, PRIMARY KEY (source_id, url)
) WITHOUT ROWID;
CREATE TABLE clues ( -- what may tell an article when its address has changed
    source_id TEXT, clue TEXT, url TEXT, PRIMARY KEY (source_id, clue, url)
) WITHOUT ROWID;
CREATE INDEX captured_when ON captured (source_id, captured_at);
CREATE TABLE runs (run_id TEXT PRIMARY KEY, finished INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE imports (
    file TEXT PRIMARY KEY, bytes INTEGER NOT NULL, sources TEXT NOT NULL
) WITHOUT ROWID
"""
TABLES = ("lists", "schedules", "seen", "retries", "captured", "addresses", "clues", "runs", "imports")


@dataclass(frozen=True, slots=True)
class ListMemory:
    """A feed or sitemap as it last was; its body is the capture at `warc_offset` of `warc_file`."""

    etag: str | None
    last_modified: str | None
    sha256: str
    warc_file: str
    warc_offset: int


class ListState(SharedFile):
    """The part of the crawl's state that is about lists; see `CrawlState`."""

    _archive: Path | Bucket

    def list_memory(self, source_id: str, url: str) -> ListMemory | None:
        """A feed or sitemap as it last was, if its body is still in the archive."""
        with self._readable_errors():
            row = self._database.execute(
                "SELECT etag, last_modified, sha256, warc_file, warc_offset FROM lists WHERE source_id = ? AND url = ?",
                (source_id, url),
            ).fetchone()
        memory = ListMemory(*row) if row else None
        return memory if memory and is_archived(self._archive, memory.warc_file) else None

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

    def was_seen(self, source_id: str, urls: Sequence[str], *, before: datetime) -> bool:
        """Whether one of some articles stood in a list of the source before a moment."""
        with self._readable_errors():
            row = self._database.execute(
                f"SELECT 1 FROM seen WHERE source_id = ? AND seen_at < ? AND {one_of('url', urls)} LIMIT 1",  # noqa: S608  a literal
                (source_id, before.isoformat(), *urls),
            ).fetchone()
        return row is not None

    def sightings(self, url: str) -> list[tuple[str, str, datetime]]:
        """Where an article was listed: (source, feed, first time), oldest first."""
        addresses = same_addresses(url)
        with self._readable_errors():
            rows = self._database.execute(
                f"SELECT source_id, list_url, seen_at FROM seen WHERE {one_of('url', addresses)} ORDER BY seen_at",  # noqa: S608  a literal
                addresses,
            ).fetchall()
        return [(source_id, list_url, datetime.fromisoformat(at)) for source_id, list_url, at in rows]

    def retry_later(self, target: PageTarget, at: datetime) -> None:
        """Keeps an article that failed, so that it is tried again when its list does not name it any more."""
        with self._readable_errors():
            self._database.execute(
                "INSERT OR IGNORE INTO retries VALUES (?, ?, ?, ?, ?)",
                (
                    target.source_id,
                    target.url,
                    target.day.isoformat(),
                    _ENTRY.dump_json(target.entry).decode(),
                    at.isoformat(),
                ),
            )

    def retries(self, source_id: str, since: datetime) -> list[PageTarget]:
        """The articles of a source that failed, first at or after a moment; older ones are given up."""
        with self._transaction():
            self._database.execute(
                "DELETE FROM retries WHERE source_id = ? AND first_at < ?", (source_id, since.isoformat())
            )
            rows = self._database.execute(
                "SELECT url, day, entry FROM retries WHERE source_id = ? ORDER BY first_at, url", (source_id,)
            ).fetchall()
        return [
            PageTarget(source_id, url, date.fromisoformat(day), _ENTRY.validate_json(entry))
            for url, day, entry in rows
        ]

    def retried(self, source_id: str, url: str) -> None:
        """Takes an article out of the queue: the archive has it now."""
        with self._readable_errors():
            self._database.execute("DELETE FROM retries WHERE source_id = ? AND url = ?", (source_id, url))


def one_of(column: str, values: Collection[str]) -> str:
    """A condition that a column is one of as many values as there are."""
    return f"{column} IN ({', '.join('?' * len(values))})"
