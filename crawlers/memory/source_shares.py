"""Which crawl asks which source, where crawls on several machines are about the same days at the same time.

A crawl holds a lock for each source that it has under way. What it has finished, and sent to the archive, it notes with its
report, and the others leave that source out. The lock of a crawl that died is free, so another one takes the source over.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from math import ceil
from typing import Protocol

from crawlers.memory.crawl_state import CrawlState
from crawlers.memory.open_crawls import CRAWLED, announce
from crawlers.rules.report import SourceReport
from crawlers.rules.targets import Window

# Of its sources, a crawl has so many under way, so that another one that comes finds some left.
_LARGEST_SHARE = 1 / 4
_LEAST = 4
# Sources that other crawls may have under way; each try is a question to the database.
_TRIES = 50


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

    def finish(self, source_id: str, report: SourceReport) -> None:
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

    def finish(self, source_id: str, report: SourceReport) -> None:
        """Nobody wants to know."""


class Shared:
    """Of one among several machines. Every method raises `StorageError` if the database cannot be used."""

    def __init__(
        self,
        state: CrawlState,
        run_id: str,
        window: Window,
        sources: Iterable[str],
        *,
        now: Callable[[], datetime],
        send: Callable[[], None],
        joins: str | None = None,
    ) -> None:
        """Takes nothing yet.

        Args:
            state: with the connection of its database go the locks, and the right to write.
            run_id: of this crawl.
            window: what is wanted; crawls that want something else go on beside this one.
            sources: ids of those to crawl.
            now: the clock, in UTC.
            send: makes all that was captured visible to other machines.
            joins: the crawl that this one helps, None if it was asked for.
        """
        self._state = state
        self._database = database = state.database
        self._send = send
        self._now = now
        self._run_id = run_id
        self._days = f"{window.first}/{window.last}" + " live" * window.live + " due" * window.due_only
        # Each crawl in another order, so that they do not try the same one after the other.
        self._waiting = sorted(
            sources, key=lambda one: hashlib.blake2b(f"{run_id} {one}".encode(), digest_size=8).digest()
        )
        self._most = max(_LEAST, ceil(len(self._waiting) * _LARGEST_SHARE))
        self._mine: set[str] = set()
        self._done: dict[str, SourceReport] = {}
        self._elsewhere: dict[str, SourceReport] = {}
        announce(database, run_id, window, self._waiting, joins=joins, at=now())
        self._before: dict[str, str] = dict(
            database.select(
                "SELECT source_id, run_id FROM crawled WHERE days = ? AND report IS NOT NULL", (self._days,)
            )
        )

    @property
    def under_way(self) -> Collection[str]:
        """Sources that this crawl has taken and not finished."""
        return tuple(self._mine - self._done.keys())

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
        # Each time a few, as each makes an object of its own in object storage.
        if self._done and len(self._done) >= len(self._mine) / 2:
            self._note_done()
        room = self._most - len(self._mine)
        if room <= 0 or not self._waiting:
            return []
        taken: list[str] = []
        others: list[str] = []
        dead: set[str] = set()
        for source_id in self._waiting[:_TRIES]:
            if len(taken) == room or not self._database.try_lock(self._lock(source_id)):
                others.append(source_id)
                continue
            run_id, report = self._noted(source_id)
            if report is not None and run_id != self._before.get(source_id):
                self._elsewhere[source_id] = SourceReport.model_validate_json(report)
                self._database.unlock(self._lock(source_id))
            else:
                taken.append(source_id)
                dead |= {run_id} if run_id is not None and report is None else set()
        self._mine.update(taken)
        self._take_over(dead)
        self._note(dict.fromkeys(taken))
        # Those that others have under way are tried again after the rest.
        self._waiting = [*self._waiting[_TRIES:], *others]
        return taken

    def finish(self, source_id: str, report: SourceReport) -> None:
        """A source that was taken is done; it is noted as soon as it is worth sending."""
        self._done[source_id] = report

    def _note_done(self) -> None:
        """Notes what is done. Before that it is sent: another machine's run may go on with it at once."""
        self._send()
        self._note(self._done)
        for source_id in self._done:
            self._database.unlock(self._lock(source_id))
        self._mine -= self._done.keys()
        self._done.clear()

    def _take_over(self, dead: Collection[str]) -> None:
        """Adopts what crawls left behind whose sources are taken over: what they never sent is not held."""
        for run_id in dead:
            # Its locks end one after the other.
            with self._database.lock(run_id):
                pass
        if dead:
            self._state.recover()

    def _note(self, reports: Mapping[str, SourceReport | None]) -> None:
        at = self._now().isoformat()
        for source_id, report in reports.items():
            text = None if report is None else report.model_dump_json()
            self._database.upsert(CRAWLED, (self._days, source_id, self._run_id, text, at))

    def _noted(self, source_id: str) -> tuple[str | None, str | None]:
        """The crawl that took a source last, and its report as JSON; None for what is not there."""
        rows = self._database.select(
            "SELECT run_id, report FROM crawled WHERE days = ? AND source_id = ?", (self._days, source_id)
        )
        return rows[0] if rows else (None, None)

    def _lock(self, source_id: str) -> str:
        return f"source {source_id} {self._days}"
