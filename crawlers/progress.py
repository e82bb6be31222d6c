"""How far a crawl is: a bar on a terminal; where its lines are kept, as in Dagster, one of them every few seconds."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Protocol, TextIO

MARK = "crawling: "
"""What a line about a crawl that is under way begins with."""

_LINE_SECONDS = 5.0
_SOURCES_IN_A_LINE = 30


@dataclass(frozen=True, slots=True)
class SourceProgress:
    """What is known to be asked of one source, and what is done of it; articles that are held are not in it.

    Attributes:
        lists: feeds, sitemaps and listing pages.
        pages: articles.
        captured: captures stored.
        failed: articles that gave nothing usable.
    """

    lists: int = 0
    lists_done: int = 0
    pages: int = 0
    pages_done: int = 0
    captured: int = 0
    failed: int = 0

    @property
    def to_go(self) -> int:
        """Requests that have no answer yet."""
        return self.lists + self.pages - self.lists_done - self.pages_done

    def counts(self) -> str:
        """`12/40 (1 failed)`, or `0/2 feeds` until one of its feeds has named articles."""
        if not self.pages:
            return f"{self.lists_done}/{self.lists} feeds"
        return f"{self.pages_done}/{self.pages}" + (f" ({self.failed} failed)" if self.failed else "")


@dataclass(frozen=True, slots=True)
class CrawlProgress:
    """Of a crawl; sources by id."""

    sources: Mapping[str, SourceProgress]

    def total(self, name: str) -> int:
        """The sum of one attribute over all sources."""
        return sum(getattr(source, name) for source in self.sources.values())

    def counts(self) -> str:
        """`3 of 4 feeds, 120 of 310 pages, 118 captured, 2 failed`; sitemaps and listings count as feeds."""
        return (
            f"{self.total('lists_done')} of {self.total('lists')} feeds, "
            f"{self.total('pages_done')} of {self.total('pages')} pages, "
            f"{self.total('captured')} captured, {self.total('failed')} failed"
        )

    def unfinished(self) -> list[tuple[str, SourceProgress]]:
        """The sources that have something to go, those with most of it first."""
        waiting = [(key, source) for key, source in self.sources.items() if source.to_go]
        return sorted(waiting, key=lambda one: -one[1].to_go)

    def line(self) -> str:
        """All of it on one line."""
        waiting = self.unfinished()
        named = [f"{key} {source.counts()}" for key, source in waiting[:_SOURCES_IN_A_LINE]]
        named += [f"{len(waiting) - len(named)} more"] if len(waiting) > len(named) else []
        return f"{MARK}{self.counts()}" + (f"; {', '.join(named)}" if named else "")


class ProgressView(Protocol):
    """Whatever shows how far a crawl is."""

    def update(self, progress: CrawlProgress) -> None:
        """Takes where the crawl stands; called several times a second."""

    def say(self, line: str) -> None:
        """Takes a line about something else than the network, such as a file that is read."""


class _Lines:
    def __init__(self, log: Callable[[str], None], clock: Callable[[], float]) -> None:
        self._log = log
        self._clock = clock
        self._next = clock() + _LINE_SECONDS

    def update(self, progress: CrawlProgress) -> None:
        if self._clock() >= self._next:
            self._next = self._clock() + _LINE_SECONDS
            self._log(progress.line())

    def say(self, line: str) -> None:
        self._log(f"{MARK}{line}")


class _Together:
    def __init__(self, *views: ProgressView) -> None:
        self._views = views

    def update(self, progress: CrawlProgress) -> None:
        for view in self._views:
            view.update(progress)

    def say(self, line: str) -> None:
        for view in self._views:
            view.say(line)


def on_terminal() -> bool:
    """Whether stderr is a terminal that is looked at: not one that a background process has merely inherited."""
    return _is_looked_at(sys.stderr)


@contextmanager
def open_terminal() -> Iterator[TextIO | None]:
    """The terminal that this process belongs to, wherever its output goes; None if it has none, or stands behind."""
    try:
        terminal = Path("/dev/tty").open("w", encoding="utf-8")  # noqa: SIM115  closed below
    except OSError:
        yield None
        return
    with terminal:
        yield terminal if _is_looked_at(terminal) else None


@contextmanager
def shown(
    log: Callable[[str], None] | None,
    terminal: TextIO | None,
    *,
    clock: Callable[[], float] = monotonic,
) -> Iterator[ProgressView]:
    """A view for one crawl: a bar on a terminal, lines in a log, or neither.

    Args:
        log: takes a line every few seconds.
        terminal: where the bar is drawn, if it is a terminal that is looked at.
        clock: seconds, from any start.
    """
    lines = [_Lines(log, clock)] if log else []
    if terminal is None or not _is_looked_at(terminal):
        yield _Together(*lines)
        return
    from crawlers.bar import live_bar  # noqa: PLC0415  slow, and most crawls have no terminal

    with live_bar(terminal) as bar:
        yield _Together(*lines, bar)


def _is_looked_at(terminal: TextIO) -> bool:
    try:
        return os.tcgetpgrp(terminal.fileno()) == os.getpgrp()
    except (OSError, ValueError):  # no terminal, or not this process's; no file
        return False
