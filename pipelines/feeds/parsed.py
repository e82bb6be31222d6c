"""What feeds and sitemaps are read into."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pipelines.errors import NabaError
from pipelines.records import FeedEntry

MAX_FEED_ENTRIES = 2000
"""Of one feed; Media Cloud's limit after years of feeds that list everything they ever published."""


MAX_DOCUMENT_BYTES = 20_000_000
"""A gzipped feed or sitemap is read up to this size; what stands behind it is not."""


class NotAFeedError(NabaError):
    """The document is neither a feed nor a sitemap, or is too broken to be read as one."""


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """What one feed document says.

    Attributes:
        entries: in document order; only those with a usable link.
        version: feedparser's name of the format, such as `rss20`, `json` for a JSON Feed, or "" if the
            document names none.
        title: plain text, None if the feed has none.
        encoding: what the bytes were decoded as.
        problem: what was wrong but could be lived with, one line, or None.
        update_hint: how often the publisher says that it changes (`ttl`, `sy:updatePeriod`), or None.
        next_url: address of its next page, with older entries (RFC 5005, JSON Feed's `next_url`), or None.
        is_of_comments: whether its entries are what readers wrote beside articles.
        hub_url: who tells when it changes (WebSub), or None.
        self_url: its own address by its own word, or None.
    """

    entries: tuple[FeedEntry, ...]
    version: str
    title: str | None
    encoding: str
    problem: str | None
    update_hint: timedelta | None = None
    next_url: str | None = None
    is_of_comments: bool = False
    hub_url: str | None = None
    self_url: str | None = None


@dataclass(frozen=True, slots=True)
class ChildSitemap:
    """A sitemap that a sitemap index names; `modified_at` is UTC, None if not given or not readable."""

    url: str
    modified_at: datetime | None


@dataclass(frozen=True, slots=True)
class ParsedSitemap:
    """What one sitemap document says.

    Attributes:
        entries: pages; `published_at` is `news:publication_date`, `changed_at` is `lastmod`.
        children: further sitemaps, if the document is an index.
        is_news: whether it is a news sitemap, that is, lists what was published in the last days.
        problem: what was wrong but could be lived with, one line, or None.
    """

    entries: tuple[FeedEntry, ...]
    children: tuple[ChildSitemap, ...]
    is_news: bool
    problem: str | None
