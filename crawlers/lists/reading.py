"""From a source's file and an answer to a list of entries, whatever kind of list it is."""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from crawlers.registry.spec import SourceSpec
from crawlers.rules.page_facts import is_believable
from crawlers.rules.targets import ListTarget, Window
from pipelines.feeds import ChildSitemap, parse_feed, parse_listing, parse_sitemap
from pipelines.records import FeedEntry

MAX_SITEMAP_DEPTH = 3
"""An index may name indexes; deeper nesting is a mistake or a trap."""

MAX_CHILD_SITEMAPS = 100
"""Of one index, those that are likeliest to hold the wanted days."""

MAX_LISTING_PAGES = 50
"""Of one day."""

# a year alone may be a part's number
_YEAR_MONTH_DAY = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[-_/.]?(0[1-9]|1[0-2])(?:[-_/.]?(0[1-9]|[12]\d|3[01]))?(?!\d)"
)
_SLACK = timedelta(days=1)  # local dates in names, UTC in windows


@dataclass(frozen=True, slots=True)
class Listing:
    """What a feed, sitemap or listing page lists.

    Attributes:
        hint: how often it changes by its own word.
        is_news: whether it is a news sitemap, which lists what is new as a feed does.
    """

    entries: tuple[FeedEntry, ...]
    children: tuple[ChildSitemap, ...] = ()
    is_news: bool = False
    hint: timedelta | None = None


def read_listing(source: SourceSpec, target: ListTarget, body: bytes, content_type: str) -> Listing:
    """Reads a list.

    Raises:
        NotAFeedError: it is none.
    """
    if target.kind == "feed":
        feed = parse_feed(body, url=target.url, content_type=content_type)
        return Listing(feed.entries, hint=feed.update_hint)
    if target.kind == "listing":
        selector = source.listings[target.template].links
        return Listing(parse_listing(body, url=target.url, content_type=content_type, links=selector))
    sitemap = parse_sitemap(body, url=target.url)
    return Listing(sitemap.entries, sitemap.children, sitemap.is_news)


def first_targets(source: SourceSpec, window: Window) -> Iterator[ListTarget]:
    """The feeds, sitemaps and, where they are needed, listing pages that a source's file names.

    Listing pages are asked for past days, which no feed shows any more, and by sources that have nothing else.
    """
    for feed in source.feeds:
        yield ListTarget(source.id, feed.url, "feed", feed.section)
    for sitemap in source.sitemaps:
        yield ListTarget(source.id, sitemap.url, "sitemap")
    if window.live and (source.feeds or source.sitemaps):
        return
    days = [window.first + timedelta(days=n) for n in range((window.last - window.first).days + 1)]
    for template, listing in enumerate(source.listings):
        for day in days:
            url = listing.url_of(day, 1)
            yield ListTarget(source.id, url, "listing", listing.section, day=day, template=template)


def next_page(source: SourceSpec, target: ListTarget) -> ListTarget | None:
    """The listing page after this one, None if the template has no pages or they would be too many."""
    listing = source.listings[target.template]
    if target.day is None or not listing.has_pages or target.page >= MAX_LISTING_PAGES:
        return None
    page = target.page + 1
    return ListTarget(
        target.source_id,
        listing.url_of(target.day, page),
        "listing",
        target.section,
        day=target.day,
        template=target.template,
        page=page,
    )


def child_sitemaps(target: ListTarget, children: Iterable[ChildSitemap], window: Window) -> list[ListTarget]:
    """The parts of a sitemap index that can hold the wanted days, the likeliest first.

    A part that has not changed since the first wanted day lists nothing published after it; a part with a
    month or day in its name lists what was published then.
    """
    if target.depth >= MAX_SITEMAP_DEPTH:
        return []
    able = [
        child
        for child in children
        if (child.modified_at is None or child.modified_at.date() >= window.first)
        and _may_hold(child.url, window)
    ]
    # live: what changed last; a past day: what stopped changing soon after it
    ages = {child.url: child.modified_at.timestamp() if child.modified_at else 0.0 for child in able}
    able.sort(key=lambda child: ages[child.url], reverse=window.live)
    return [
        ListTarget(target.source_id, child.url, "sitemap", depth=target.depth + 1)
        for child in able[:MAX_CHILD_SITEMAPS]
    ]


def _may_hold(url: str, window: Window) -> bool:
    """Whether the dates in a sitemap's name, if there are any, leave room for the wanted days."""
    parts = urlsplit(url)
    matches = _YEAR_MONTH_DAY.finditer(f"{parts.path}?{parts.query}")
    match = max(matches, key=lambda one: len(one[0]), default=None)  # the most exact one
    if match is None:
        return True
    year, month = int(match[1]), int(match[2])
    first, last = date(year, month, 1), date(year, month, monthrange(year, month)[1])
    day = int(match[3]) if match[3] else None
    if day is not None:
        first = last = first + timedelta(days=min(day, last.day) - 1)
    return first - _SLACK <= window.last and last + _SLACK >= window.first


def day_of(entry: FeedEntry, at: datetime) -> date:
    """The day that an entry belongs to: its UTC date, or that of the fetch if it has none that can be true."""
    published = entry.published_at
    return published.date() if published is not None and is_believable(published, at) else at.date()
