"""What a crawl asks for, what it gets, and what is made of it; knows no Scrapy."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from pipelines.archive.fetch_log import FetchOutcome
from pipelines.records import FeedEntry


@dataclass(frozen=True, slots=True)
class Window:
    """What a run is after.

    Attributes:
        first: first wanted day.
        last: last wanted day.
        live: whether new entries of all other days are wanted too, and pages that are due for a recheck.
        due_only: whether feeds and sitemaps are left alone until they are due.
    """

    first: date
    last: date
    live: bool
    due_only: bool = False

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class ListTarget:
    """A feed, sitemap or listing page to ask.

    Attributes:
        depth: of a sitemap, how many indexes led here.
        day: of a listing page, the day whose articles it lists.
        template: of a listing page, the position in the source's file.
        page: of a listing page, its number.
    """

    source_id: str
    url: str
    kind: Literal["feed", "sitemap", "listing"]
    section: str | None = None
    depth: int = 0
    day: date | None = None
    template: int = 0
    page: int = 1

    @property
    def is_scheduled(self) -> bool:
        """Whether it is named in the source's file and polled again and again."""
        return self.kind != "listing" and self.depth == 0


@dataclass(frozen=True, slots=True)
class PageTarget:
    """An article to fetch; `day` is the partition that it belongs to, `recheck` whether it is held already."""

    source_id: str
    url: str
    day: date
    entry: FeedEntry | None
    recheck: bool = False
    kind: Literal["page"] = "page"


Target = ListTarget | PageTarget


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP response: 2xx or 304, after redirects and content decoding.

    Attributes:
        moved_to: where a chain of permanent redirects led, None if there was none or one was temporary.
    """

    final_url: str
    status: int
    headers: tuple[tuple[str, str], ...]
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


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of an answer, for the log, and where it leads."""

    outcome: FetchOutcome
    error: str | None = None
    targets: tuple[Target, ...] = ()
