"""Which crawl asks which source, where crawls on several machines are about the same days at the same time.

A crawl holds a lock for each source that it has under way. What it has finished, it notes with its report, and the others
leave that source out. The lock of a crawl that died is free, so another one takes the source over.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from math import ceil
from typing import Protocol

from crawlers.memory.database import Database, Table
from crawlers.rules.report import SourceReport
from crawlers.rules.targets import Window

CRAWLED = Table(
    "crawled",
    # `days`: of what; `finished_at`: by the clock of who crawled, to clear up by.
    (
        "days TEXT",
        "source_id TEXT",
        "run_id TEXT NOT NULL",
        "report TEXT NOT NULL",
        "finished_at TEXT NOT NULL",
    ),
    ("days", "source_id"),
)

# Of its sources, a crawl has so many under way, so that another one that comes finds some left.
_LARGEST_SHARE = 1 / 4
_LEAST = 4
# Sources that other crawls may have under way; each try is a question to the database.
_TRIES = 50
# Longer than any crawl goes on.
_KEPT = timedelta(days=3)


class Shares(Protocol):
    """The sources of a crawl, handed out to it."""

    @property
    def under_way(self) -> Collection[str]:
        """Sources that this crawl has taken and not finished."""

    @property
    def is_over(self) -> bool:
        """Whether there is nothing left to take, nor to wait for."""

    @property
    def crawled_elsewhere(self) -> Mapping[str, SourceReport]:
        """What other crawls did of this one's sources, meanwhile."""

    def take(self) -> list[str]:
        """The sources to begin now."""

    def finish(self, source_id: str, report: SourceReport, at: datetime) -> None:
        """A source that was taken is done."""


class AllAtOnce:
    """Of a machine that shares nothing: all sources are begun together."""

    under_way: Collection[str] = ()
    crawled_elsewhere: Mapping[str, SourceReport] = {}

    def __init__(self, sources: Iterable[str]) -> None:
        self._waiting = list(sources)

    @property
    def is_over(self) -> bool:
        """Whether they were taken."""
        return not self._waiting

    def take(self) -> list[str]:
        """All of them, once."""
        taken, self._waiting = self._waiting, []
        return taken

    def finish(self, source_id: str, report: SourceReport, at: datetime) -> None:
        """Nobody wants to know."""


class Shared:
    """Of one among several machines. Every method raises `StorageError` if the database cannot be used."""

    def __init__(
        self, database: Database, run_id: str, window: Window, sources: Iterable[str], now: datetime
    ) -> None:
        """Takes nothing yet.

        Args:
            database: of the crawl state: with its connection go the locks, and the right to write.
            run_id: of this crawl.
            window: what is wanted; crawls that want something else go on beside this one.
            sources: ids of those to crawl.
            now: the time, in UTC.
        """
        self._database = database
        self._run_id = run_id
        self._days = f"{window.first}/{window.last}" + " live" * window.live + " due" * window.due_only
        # Each crawl in another order, so that they do not try the same one after the other.
        self._waiting = sorted(
            sources, key=lambda one: hashlib.blake2b(f"{run_id} {one}".encode(), digest_size=8).digest()
        )
        self._most = max(_LEAST, ceil(len(self._waiting) * _LARGEST_SHARE))
        self._mine: set[str] = set()
        self._elsewhere: dict[str, SourceReport] = {}
        with database.transaction("tables"):
            database.make(CRAWLED)
            database.execute("DELETE FROM crawled WHERE finished_at < ?", ((now - _KEPT).isoformat(),))
        self._before: dict[str, str] = dict(
            database.select("SELECT source_id, run_id FROM crawled WHERE days = ?", (self._days,))
        )

    @property
    def under_way(self) -> Collection[str]:
        """Sources that this crawl has taken and not finished."""
        return tuple(self._mine)

    @property
    def is_over(self) -> bool:
        """Whether all are crawled, by this crawl or by others."""
        return not self._mine and not self._waiting

    @property
    def crawled_elsewhere(self) -> Mapping[str, SourceReport]:
        """What other crawls did of this one's sources, since this one began."""
        return self._elsewhere

    def take(self) -> list[str]:
        """Some that no other crawl has under way, or has done since this one began."""
        room = self._most - len(self._mine)
        if room <= 0 or not self._waiting:
            return []
        taken: list[str] = []
        others: list[str] = []
        for source_id in self._waiting[:_TRIES]:
            if len(taken) == room or not self._database.try_lock(self._lock(source_id)):
                others.append(source_id)
            elif (report := self._finished_since(source_id)) is not None:
                self._elsewhere[source_id] = report
                self._database.unlock(self._lock(source_id))
            else:
                taken.append(source_id)
        self._mine.update(taken)
        # Those that others have under way are tried again after the rest.
        self._waiting = [*self._waiting[_TRIES:], *others]
        return taken

    def finish(self, source_id: str, report: SourceReport, at: datetime) -> None:
        """A source that was taken is done."""
        row = (self._days, source_id, self._run_id, report.model_dump_json(), at.isoformat())
        self._database.upsert(CRAWLED, row)
        self._database.unlock(self._lock(source_id))
        self._mine.remove(source_id)

    def _finished_since(self, source_id: str) -> SourceReport | None:
        """What another crawl did of a source since this one began, None if none has finished it."""
        rows = self._database.select(
            "SELECT run_id, report FROM crawled WHERE days = ? AND source_id = ?", (self._days, source_id)
        )
        if not rows or rows[0][0] == self._before.get(source_id):
            return None
        return SourceReport.model_validate_json(rows[0][1])

    def _lock(self, source_id: str) -> str:
        return f"source {source_id} {self._days}"
