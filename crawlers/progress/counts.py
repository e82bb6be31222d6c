"""How far a crawl is, in numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

MARK = "crawling: "
"""What a line about a crawl that is under way begins with."""

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
        """Takes where the crawl stands; called every second."""

    def say(self, line: str) -> None:
        """Takes a line about something else than the network, such as a file that is read."""
