"""RSS, RDF, Atom and JSON feeds."""

import re
from typing import ClassVar
from urllib.parse import urljoin

from crawlers.lists.kind import Listing, ListLink, ListSpec, ListTarget, Reached, Site
from crawlers.rules.addresses import without_feed_scheme
from crawlers.rules.targets import Window
from pipelines.feeds import parse_feed

_USUAL_PLACES = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/feed.json")
_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"}
)
# An address that has to do with feeds: rss.php, /feeds/, ?feed=rss2, /atom, sport-rss.xml; no articles about them.
_LOOKS_LIKE = re.compile(
    r"^feed:|(?:^|[/._?=&-])(?:rss2?|atom|feeds?|rdf)(?:[/._?=&\d]|-?xml|$)", re.IGNORECASE
)
# Sites link one for each section.
_MAX_LINKED = 30


MAX_PAGES = 20
"""Asked to close a gap; a feed that brought more since the poll before has lost them."""


class Feed(ListSpec):
    """A feed: what is new, at one address."""

    kind: ClassVar[str] = "feed"
    table: ClassVar[str] = "feeds"

    def read(self, body: bytes, *, url: str, content_type: str, timezone: str = "UTC") -> Listing:
        """Reads a feed of any format."""
        feed = parse_feed(body, url=url, content_type=content_type, timezone=timezone)
        return Listing(
            () if feed.is_of_comments else feed.entries,
            (ListLink(feed.next_url),) if feed.next_url else (),
            shows_new=True,
            hint=feed.update_hint,
            encoding=feed.encoding,
            hub=feed.hub_url,
            topic=feed.self_url,
            problem="a feed of comments: its entries are left out" if feed.is_of_comments else feed.problem,
        )

    def next_targets(
        self, target: ListTarget, listing: Listing, window: Window, reached: Reached
    ) -> list[ListTarget]:
        """The feed's next page, where entries came and went since the poll before, until known ones are met."""
        del window
        if reached.caught_up or reached.is_repeat or target.step >= MAX_PAGES or not listing.entries:
            return []
        return [target.next(link.url) for link in listing.links]

    @classmethod
    def recognise(cls, body: bytes, *, url: str, content_type: str) -> Listing | None:
        """As any list, but a next page alone, as of a feed of comments, is nothing to read articles from."""
        found = super().recognise(body, url=url, content_type=content_type)
        return found if found and found.entries else None

    @classmethod
    def addresses_on(cls, site: Site) -> list[str]:
        """The feeds that the front page names for programs, those it links for people, and where feeds usually are."""
        named = [
            link.get("href")
            for link in site.root.iterfind(".//link[@href]")
            if (link.get("type") or "").strip().lower() in _TYPES
        ]
        return [*(_address(site, href) for href in named), *cls.linked_on(site), *_USUAL_PLACES]

    @classmethod
    def linked_on(cls, site: Site) -> list[str]:
        """The feeds, and pages about feeds, that a page links for people; told by their addresses."""
        linked = [link.get("href") for link in site.root.iterfind(".//a[@href]")]
        return list(dict.fromkeys(_address(site, href) for href in linked if _LOOKS_LIKE.search(href)))[
            :_MAX_LINKED
        ]


def _address(site: Site, href: str) -> str:
    return urljoin(site.url, without_feed_scheme(href))
