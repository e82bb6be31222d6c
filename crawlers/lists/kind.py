"""What a kind of list has to say of itself; the crawl asks it, and knows none by name.

A kind is a subclass of `ListSpec` in a file of its own. Its fields are the keys of its table in a source's TOML file;
its methods say what to ask first, how to read the answer, which entries are wanted, and what to ask next.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from crawlers.rules.entry_days import EntryDays
from crawlers.rules.spec_values import HttpUrl, Line
from crawlers.rules.targets import Answer, PageTarget, Window
from pipelines.feeds import NotAFeedError
from pipelines.records import FeedEntry
from pipelines.text.page_tree import page_tree

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ListLink:
    """A further list that a list names; `modified_at` is UTC, None where the list does not say."""

    url: str
    modified_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list says.

    Attributes:
        entries: the articles that it names, in its order.
        links: further lists that it names: parts of an index, the next page.
        shows_new: whether it shows what is new, so that entries of any day are wanted in a live crawl.
        hint: how often it changes by its own word.
        encoding: what its bytes were decoded as, None where that is not asked.
        problem: what was wrong but could be lived with, one line.
        hub: who tells when it changes (WebSub), None if it names nobody.
        topic: its own address by its own word, None if it says none.
    """

    entries: tuple[FeedEntry, ...]
    links: tuple[ListLink, ...] = ()
    shows_new: bool = False
    hint: timedelta | None = None
    encoding: str | None = None
    problem: str | None = None
    hub: str | None = None
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a list has led, for whoever decides whether to ask the next one.

    Attributes:
        answer: the response, None where the list was read from the archive.
        caught_up: whether it reaches back to what was known before this crawl, so that nothing lies between.
        is_repeat: whether this crawl has met all its entries in lists before.
    """

    answer: Answer | None
    caught_up: bool
    is_repeat: bool


@dataclass(frozen=True)
class Site:
    """A site's front page and robots.txt, for whoever looks for its lists."""

    url: str
    body: bytes
    content_type: str
    robots: str

    @cached_property
    def root(self) -> Any:
        """The front page's tree; an empty one where there is no page, or one that would keep the parser busy."""
        return page_tree(self.body, self.content_type)


class ListSpec(BaseModel, ABC):
    """A list as a source's file names it.

    Attributes:
        kind: name of the kind in logs, archive and messages.
        table: name of its tables in source files.
        is_polled: whether it shows what is new at one address that is asked again and again.
        is_whole: whether an entry's full text is all that its page holds, so that the page is not fetched.
        max_bytes: size limit of an answer, after decompression.
        max_linked: of one source, how many lists a crawl asks that others of this kind lead to.
        end_statuses: HTTP statuses of a next page that say that there is none.
        url: where it is.
        section: added to the sections of its articles.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: ClassVar[str]
    table: ClassVar[str]
    is_polled: ClassVar[bool] = True
    is_whole: ClassVar[bool] = False
    max_bytes: ClassVar[int] = 20 * MEGABYTE
    max_linked: ClassVar[int] = 5_000
    end_statuses: ClassVar[frozenset[int]] = frozenset((404, 410))

    url: HttpUrl
    section: Line | None = None

    def first_targets(self, source_id: str, window: Window, *, is_needed: bool) -> Iterable["ListTarget"]:
        """What a crawl asks first.

        Args:
            source_id: whose list it is.
            window: what the crawl is after.
            is_needed: whether nothing else of the source shows what is new.
        """
        del window, is_needed
        yield ListTarget(source_id, self.url, self, is_scheduled=True)

    @abstractmethod
    def read(self, body: bytes, *, url: str, content_type: str, timezone: str = "UTC") -> Listing:
        """Reads an answer.

        Args:
            body: as received, after content decoding.
            url: its address.
            content_type: HTTP Content-Type.
            timezone: IANA name in which dates without a zone are read.

        Raises:
            NotAFeedError: it is no such list.
        """

    def wants(self, entry: FeedEntry, days: EntryDays, listing: Listing, window: Window) -> bool:
        """Whether an entry is wanted: one that may be of the days asked for, or is new in a live crawl.

        Args:
            entry: as the list gives it.
            days: what is known of its day.
            listing: the list that it stands in.
            window: what the crawl is after.
        """
        del entry
        may_be_of_window = days.first <= window.last and days.last >= window.first
        return may_be_of_window or (window.live and listing.shows_new)

    def next_targets(
        self, target: "ListTarget", listing: Listing, window: Window, reached: Reached
    ) -> list["ListTarget"]:
        """What to ask after a list was read."""
        del target, listing, window, reached
        return []

    @classmethod
    def addresses_on(cls, site: Site) -> list[str]:
        """Where a site may have such a list, the likeliest first; may be relative to its front page."""
        del site
        return []

    @classmethod
    def recognise(cls, body: bytes, *, url: str, content_type: str) -> Listing | None:
        """What a document says that may be of this kind; None if it is not, or names nothing."""
        try:
            listing = cls(url=url).read(body, url=url, content_type=content_type)
        except NotAFeedError:
            return None
        return listing if listing.entries or listing.links else None


@dataclass(frozen=True, slots=True)
class ListTarget:
    """A list to ask.

    Attributes:
        spec: what the source's file says of it.
        step: how many lists led here; 0 for what is asked first.
        day: the day that all its articles are of, None where they may be of any.
        is_scheduled: whether it is polled again and again, and has a time when it is due.
    """

    source_id: str
    url: str
    spec: ListSpec
    step: int = 0
    day: date | None = field(default=None, kw_only=True)
    is_scheduled: bool = field(default=False, kw_only=True)

    @property
    def asked(self) -> str:
        """The address that is asked."""
        return self.url

    @property
    def kind(self) -> str:
        """Name of its kind."""
        return self.spec.kind

    @property
    def max_bytes(self) -> int:
        """Size limit of its answer."""
        return self.spec.max_bytes

    def next(self, url: str) -> "ListTarget":
        """The list at an address that this one leads to."""
        return replace(self, url=url, step=self.step + 1, is_scheduled=False)


Target = ListTarget | PageTarget
