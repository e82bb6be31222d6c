"""RSS, RDF, Atom and JSON feeds."""

from typing import ClassVar
from urllib.parse import urljoin

from crawlers.lists.kind import Listing, ListLink, ListSpec, ListTarget, Reached, Site
from crawlers.rules.targets import Window
from pipelines.feeds import parse_feed

_USUAL_PLACES = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/feed.json")
_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"}
)


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
        """The feeds that the front page links, and where feeds usually are."""
        linked = [
            urljoin(site.url, link.get("href"))
            for link in site.root.iterfind(".//link[@href]")
            if (link.get("type") or "").strip().lower() in _TYPES
        ]
        return [*linked, *_USUAL_PLACES]
