"""Sitemaps, news sitemaps and sitemap indexes (https://www.sitemaps.org/protocol.html)."""

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import ClassVar
from urllib.parse import unquote, urlsplit

from crawlers.lists.kind import Listing, ListLink, ListSpec, ListTarget, Reached, Site
from crawlers.rules.entry_days import EntryDays
from crawlers.rules.spec_values import Pattern
from crawlers.rules.targets import Window
from pipelines.feeds import parse_sitemap
from pipelines.records import FeedEntry

MAX_DEPTH = 3
"""An index may name indexes; deeper nesting is a mistake or a trap."""

MAX_PARTS = 100
"""Of one index, those that are likeliest to hold the wanted days."""

_USUAL_PLACES = (
    "/news-sitemap.xml",
    "/sitemap_news.xml",
    "/sitemap-news.xml",
    "/sitemap.xml",
    "/sitemap_index.xml",
)
_ROBOTS_LINE = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
# A year alone may be a part's number.
_YEAR_MONTH_DAY = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[-_/.]?(0[1-9]|1[0-2])(?:[-_/.]?(0[1-9]|[12]\d|3[01]))?(?!\d)"
)
# Parts of an index that WordPress's plugins make for what is no article: Yoast, Rank Math, AIOSEO, Jetpack; WordPress
# itself; Google XML Sitemaps, and who names parts as it does.
_NO_ARTICLE_PART = re.compile(
    r"/(?:page|category|post_tag|tags?|author|attachment|media|product[\w-]*|elementor[\w-]*|post-archive|post_format|"
    r"addl|local|image|video|guest-author)-sitemap-?\d*\.xml"
    r"|/wp-sitemap-(?:taxonomies|users|posts-page)-"
    r"|/sitemap[-_](?:tax-|pt-page|authors?|archives|misc|externals|categor\w+|tags?|users?|images?|videos?|static)\b",
    re.IGNORECASE,
)
# Pages of a site, a tag, an author, as WordPress, Drupal, Blogger and most systems name them; deeper ones may be articles.
_NO_ARTICLE = re.compile(
    r"(?:/[a-z]{2})?/(?:(?:tags?|category|categories|authors?|search|label|writers?|keywords?|topics?|attachment|about|"
    r"about-us|contact|contact-us|privacy|privacy-policy|terms|وسم|تصنيف|كاتب)(?:/[^/\d]+){0,2}/?|"
    r"(?:taxonomy/term|users?|profiles?|members?)/[^/]+/?|(?:.*/)?page/\d+/?)?",
    re.IGNORECASE,
)
# Names have local dates, windows have UTC ones.
_SLACK = timedelta(days=1)


class Sitemap(ListSpec):
    """A sitemap: all that a site has, with the date of its last change; a news sitemap shows what is new.

    Attributes:
        include: regular expressions; only addresses, of pages and of an index's parts, in which one is found are taken.
            Without them, what plainly lists no articles is left out: pages of tags, categories, authors, attachments.
        exclude: those in which one is found are left out in any case.
    """

    kind: ClassVar[str] = "sitemap"
    table: ClassVar[str] = "sitemaps"
    # All sitemaps of a source together: indexes of indexes would lead to a million.
    max_linked: ClassVar[int] = 500

    include: tuple[Pattern, ...] = ()
    exclude: tuple[Pattern, ...] = ()

    def read(self, body: bytes, *, url: str, content_type: str, timezone: str = "UTC") -> Listing:
        """Reads a sitemap or sitemap index, gzipped or not."""
        sitemap = parse_sitemap(body, url=url, content_type=content_type, timezone=timezone)
        links = tuple(ListLink(child.url, child.modified_at) for child in sitemap.children)
        return Listing(sitemap.entries, links, shows_new=sitemap.is_news, problem=sitemap.problem)

    def wants(self, entry: FeedEntry, days: EntryDays, listing: Listing, window: Window) -> bool:
        """As any list, but only what is dated: a plain sitemap lists everything that a site ever published."""
        if not days.is_told or not self._takes(entry.url):
            return False
        return super().wants(entry, days, listing, window)

    def _takes(self, url: str) -> bool:
        """Whether an address may be an article's, by the patterns of the source's file, or by its looks."""
        parts = urlsplit(url)
        path = unquote(parts.path)
        if any(pattern.search(url) or pattern.search(path) for pattern in map(re.compile, self.exclude)):
            return False
        if self.include:
            return any(
                pattern.search(url) or pattern.search(path) for pattern in map(re.compile, self.include)
            )
        return bool(parts.query) or not _NO_ARTICLE.fullmatch(path)

    def next_targets(
        self, target: ListTarget, listing: Listing, window: Window, reached: Reached
    ) -> list[ListTarget]:
        """The parts of an index that can hold the wanted days."""
        del reached
        if target.step >= MAX_DEPTH:
            return []
        parts = [part for part in listing.links if self._takes_part(part.url)]
        return [target.next(part.url) for part in likeliest_parts(parts, window)]

    def _takes_part(self, url: str) -> bool:
        """Whether a part of an index may list articles; `include` is about pages where no part's name fits it."""
        if any(re.search(pattern, url) for pattern in self.exclude):
            return False
        return any(re.search(pattern, url) for pattern in self.include) or not _NO_ARTICLE_PART.search(url)

    @classmethod
    def recognise(cls, body: bytes, *, url: str, content_type: str) -> Listing | None:
        """As any list, but a sitemap of nothing but pages, tags and categories names no article."""
        listing = super().recognise(body, url=url, content_type=content_type)
        if listing is None:
            return None
        spec = cls(url=url)
        entries = tuple(entry for entry in listing.entries if spec._takes(entry.url))
        links = tuple(link for link in listing.links if spec._takes_part(link.url))
        return replace(listing, entries=entries, links=links) if entries or links else None

    @classmethod
    def addresses_on(cls, site: Site) -> list[str]:
        """The sitemaps that robots.txt names, and where sitemaps usually are."""
        return [*_ROBOTS_LINE.findall(site.robots), *_USUAL_PLACES]


def likeliest_parts(parts: Iterable[ListLink], window: Window) -> list[ListLink]:
    """The parts of a sitemap index that can hold the wanted days, the likeliest first.

    A part that has not changed since the first wanted day lists nothing published after it; a part with a
    month or day in its name lists what was published then.
    """
    able = [
        part
        for part in parts
        if (part.modified_at is None or part.modified_at.date() >= window.first)
        and _may_hold(part.url, window)
    ]
    # Live: what changed last. A past day: what stopped changing soon after it.
    able.sort(key=lambda part: part.modified_at.timestamp() if part.modified_at else 0.0, reverse=window.live)
    return able[:MAX_PARTS]


def _may_hold(url: str, window: Window) -> bool:
    """Whether the dates in a sitemap's name, if there are any, leave room for the wanted days."""
    address = urlsplit(url)
    # The most exact one.
    match = max(
        _YEAR_MONTH_DAY.finditer(f"{address.path}?{address.query}"),
        key=lambda one: len(one[0]),
        default=None,
    )
    if match is None:
        return True
    year, month = int(match[1]), int(match[2])
    first, last = date(year, month, 1), date(year, month, monthrange(year, month)[1])
    day = int(match[3]) if match[3] else None
    if day is not None:
        first = last = first + timedelta(days=min(day, last.day) - 1)
    return first - _SLACK <= window.last and last + _SLACK >= window.first
