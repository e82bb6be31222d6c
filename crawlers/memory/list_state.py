"""What crawls remember of lists: how each last was, when it is due, what it named, and which of that has to be retried."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from pydantic import TypeAdapter

from crawlers.memory.database import Database, Table, one_of
from crawlers.rules.schedule import Schedule
from crawlers.rules.targets import PageTarget
from pipelines.archive.captures import is_archived
from pipelines.records import FeedEntry
from pipelines.settings import Bucket
from pipelines.urls import same_addresses

_SCHEDULE = TypeAdapter(Schedule)
_ENTRY: TypeAdapter[FeedEntry | None] = TypeAdapter(FeedEntry | None)

LISTS = Table(
    "lists",
    (
        "source_id TEXT",
        "url TEXT",
        "etag TEXT",
        "last_modified TEXT",
        "sha256 TEXT NOT NULL",
        "warc_file TEXT NOT NULL",
        "warc_offset BIGINT NOT NULL",
    ),
    ("source_id", "url"),
    frozenset({"url"}),
    ("url",),
)
SCHEDULES = Table(
    "schedules",
    ("source_id TEXT", "url TEXT", "facts TEXT NOT NULL"),
    ("source_id", "url"),
    frozenset({"url"}),
    ("url",),
)
SEEN = Table(
    "seen",
    ("source_id TEXT", "url TEXT", "list_url TEXT", "seen_at TEXT NOT NULL"),
    ("source_id", "url", "list_url"),
    frozenset({"url", "list_url"}),
    ("url",),
)
RETRIES = Table(
    "retries",
    ("source_id TEXT", "url TEXT", "day TEXT NOT NULL", "entry TEXT NOT NULL", "first_at TEXT NOT NULL"),
    ("source_id", "url"),
    frozenset({"url"}),
    ("url",),
)
"""Articles that failed, which their lists may not name any more."""
CAPTURED = Table(
    "captured",
    (
        "source_id TEXT",
        "url TEXT",
        "kind TEXT",
        "day TEXT NOT NULL",
        "captured_at TEXT NOT NULL",
        "warc_file TEXT NOT NULL",
        "warc_offset BIGINT NOT NULL",
        # Made so far.
        "rechecks BIGINT NOT NULL",
    ),
    ("source_id", "url", "kind"),
    frozenset({"url"}),
    ("url", "captured_at"),
)
ADDRESSES = Table(
    "addresses",
    ("source_id TEXT", "url TEXT", "held_as TEXT NOT NULL"),
    ("source_id", "url"),
    frozenset({"url"}),
    ("url",),
)
"""Further ones, of an article that is held as another."""
CLUES = Table(
    "clues",
    ("source_id TEXT", "clue TEXT", "url TEXT"),
    ("source_id", "clue", "url"),
    frozenset({"clue", "url"}),
    ("clue",),
)
"""What may tell an article when its address has changed."""
RUNS = Table("runs", ("run_id TEXT", "finished BIGINT NOT NULL"), ("run_id",))
IMPORTS = Table(
    "imports",
    ("file TEXT", "bytes BIGINT NOT NULL", "sources TEXT NOT NULL"),
    ("file",),
    frozenset({"file"}),
    ("file",),
)
TABLES = (LISTS, SCHEDULES, SEEN, RETRIES, CAPTURED, ADDRESSES, CLUES, RUNS, IMPORTS)


@dataclass(frozen=True, slots=True)
class ListMemory:
    """A feed or sitemap as it last was; its body is the capture at `warc_offset` of `warc_file`."""

    etag: str | None
    last_modified: str | None
    sha256: str
    warc_file: str
    warc_offset: int


class ListState:
    """The part of the crawl's state that is about lists; see `CrawlState`."""

    def __init__(self, database: Database, archive: Path | Bucket) -> None:
        self._database = database
        self._archive = archive

    def list_memory(self, source_id: str, url: str) -> ListMemory | None:
        """A feed or sitemap as it last was, if its body is still in the archive."""
        rows = self._database.select(
            "SELECT etag, last_modified, sha256, warc_file, warc_offset FROM lists WHERE source_id = ? AND url = ?",
            (source_id, url),
        )
        memory = ListMemory(*rows[0]) if rows else None
        return memory if memory and is_archived(self._archive, memory.warc_file) else None

    def remember_list(self, source_id: str, url: str, memory: ListMemory) -> None:
        """Remembers a feed or sitemap that was read and is in the archive."""
        self._database.upsert(
            LISTS, (source_id, url, *(getattr(memory, name) for name in ListMemory.__slots__))
        )

    def forget_conditions(self, source_id: str, url: str) -> None:
        """Makes the next request for a feed or sitemap unconditional; what it last was stays known."""
        self._database.execute(
            "UPDATE lists SET etag = NULL, last_modified = NULL WHERE source_id = ? AND url = ?",
            (source_id, url),
        )

    def forget_list(self, source_id: str, url: str) -> None:
        """Forgets what a feed or sitemap last was; the next request is unconditional."""
        self._database.execute("DELETE FROM lists WHERE source_id = ? AND url = ?", (source_id, url))

    def schedule(self, source_id: str, url: str) -> Schedule:
        """When a feed or sitemap, or a page that failed, is to be asked again."""
        rows = self._database.select(
            "SELECT facts FROM schedules WHERE source_id = ? AND url = ?", (source_id, url)
        )
        return _SCHEDULE.validate_json(rows[0][0]) if rows else Schedule()

    def reschedule(self, source_id: str, url: str, schedule: Schedule) -> None:
        """Remembers when to ask again."""
        self._database.upsert(SCHEDULES, (source_id, url, _SCHEDULE.dump_json(schedule).decode()))

    def saw(self, source_id: str, list_url: str, urls: Iterable[str], at: datetime) -> None:
        """Remembers in which feed, sitemap or listing articles first stood, and when."""
        with self._database.transaction(source_id):
            self._database.insert_new(SEEN, ((source_id, url, list_url, at.isoformat()) for url in urls))

    def was_seen(self, source_id: str, urls: Sequence[str], *, before: datetime) -> bool:
        """Whether one of some articles stood in a list of the source before a moment."""
        return bool(
            self._database.select(
                f"SELECT 1 FROM seen WHERE source_id = ? AND seen_at < ? AND {one_of('url', urls)} LIMIT 1",  # noqa: S608  a literal
                (source_id, before.isoformat(), *urls),
            )
        )

    def sightings(self, url: str) -> list[tuple[str, str, datetime]]:
        """Where an article was listed: (source, feed, first time), oldest first."""
        addresses = same_addresses(url)
        rows = self._database.select(
            f"SELECT source_id, list_url, seen_at FROM seen WHERE {one_of('url', addresses)} ORDER BY seen_at",  # noqa: S608  a literal
            addresses,
        )
        return [(source_id, list_url, datetime.fromisoformat(at)) for source_id, list_url, at in rows]

    def retry_later(self, target: PageTarget, at: datetime) -> None:
        """Keeps an article that failed, so that it is tried again when its list does not name it any more."""
        entry = _ENTRY.dump_json(target.entry).decode()
        self._database.insert_new(
            RETRIES, [(target.source_id, target.url, target.day.isoformat(), entry, at.isoformat())]
        )

    def retries(self, source_id: str, since: datetime) -> list[PageTarget]:
        """The articles of a source that failed, first at or after a moment; older ones are given up."""
        with self._database.transaction(source_id):
            self._database.execute(
                "DELETE FROM retries WHERE source_id = ? AND first_at < ?", (source_id, since.isoformat())
            )
            rows = self._database.select(
                "SELECT url, day, entry FROM retries WHERE source_id = ? ORDER BY first_at, url", (source_id,)
            )
        return [
            PageTarget(source_id, url, date.fromisoformat(day), _ENTRY.validate_json(entry))
            for url, day, entry in rows
        ]

    def retried(self, source_id: str, url: str) -> None:
        """Takes an article out of the queue: the archive has it now."""
        self._database.execute("DELETE FROM retries WHERE source_id = ? AND url = ?", (source_id, url))
