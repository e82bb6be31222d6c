"""What a crawl is after, the articles that it asks for, and what it gets; knows no Scrapy."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import ClassVar

from pipelines.archive.fetch_log import FetchOutcome
from pipelines.records import FeedEntry, HttpHeaders


@dataclass(frozen=True, slots=True)
class Window:
    """What a crawl is after.

    Attributes:
        first: first wanted day.
        last: last wanted day.
        live: whether new entries of all other days are wanted too, and pages that are due for a recheck.
        due_only: whether lists are left alone until they are due.
    """

    first: date
    last: date
    live: bool
    due_only: bool = False

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class PageTarget:
    """An article to fetch.

    Attributes:
        url: its address, as it was listed.
        day: the partition that it belongs to, as far as its list tells.
        recheck: whether it is held already.
        led_to: the address that is asked instead, where a page led to it; None if `url` is.
        hops: pages that led there.
        items: entries that are parts of the page, and articles each; `url` is that of the page then.
    """

    source_id: str
    url: str
    day: date
    entry: FeedEntry | None
    recheck: bool = False
    led_to: str | None = None
    hops: int = 0
    items: tuple[FeedEntry, ...] = ()
    kind: ClassVar[str] = "page"
    max_bytes: ClassVar[int] = 10 * 1024 * 1024

    @property
    def asked(self) -> str:
        """The address that is asked."""
        return self.led_to or self.url


def one_for_each_page(targets: Iterable[PageTarget]) -> list[PageTarget]:
    """Targets whose addresses differ only in the fragment as one each page, with its parts as items."""
    pages: dict[tuple[str, bool], list[PageTarget]] = {}
    for target in targets:
        url, _, part = target.url.partition("#")
        pages.setdefault((url, bool(part)), []).append(target)
    return [
        replace(
            same[0],
            url=url,
            entry=replace(same[0].entry, url=url) if same[0].entry else None,
            items=tuple(one.entry for one in same if one.entry),
        )
        if is_part
        else one
        for (url, is_part), same in pages.items()
        for one in (same[:1] if is_part else same)
    ]


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP response: 2xx or 304, after redirects and content decoding.

    Attributes:
        moved_to: where a chain of permanent redirects led, None if there was none or one was temporary.
    """

    final_url: str
    status: int
    headers: HttpHeaders
    body: bytes
    at: datetime
    moved_to: str | None = None

    def header(self, name: str) -> str | None:
        """The first header of that name."""
        return next((value for key, value in self.headers if key.lower() == name), None)

    @property
    def content_type(self) -> str:
        """HTTP Content-Type, "" if none."""
        return self.header("content-type") or ""


@dataclass(frozen=True, slots=True)
class Failure:
    """A target that gave nothing usable.

    Attributes:
        outcome: its kind.
        error: one line.
        status: HTTP status, None if there was no answer.
        retry_after: that header as it came.
    """

    outcome: FetchOutcome
    error: str
    status: int | None = None
    retry_after: str | None = None
