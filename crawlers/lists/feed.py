"""RSS, RDF, Atom and JSON feeds."""

from typing import ClassVar
from urllib.parse import urljoin

from crawlers.lists.kind import Listing, ListSpec, Site
from pipelines.feeds import parse_feed

_USUAL_PLACES = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/feed.json")
_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"}
)


class Feed(ListSpec):
    """A feed: what is new, at one address."""

    kind: ClassVar[str] = "feed"
    table: ClassVar[str] = "feeds"

    def read(self, body: bytes, *, url: str, content_type: str) -> Listing:
        """Reads a feed of any format."""
        feed = parse_feed(body, url=url, content_type=content_type)
        return Listing(
            feed.entries, shows_new=True, hint=feed.update_hint, encoding=feed.encoding, problem=feed.problem
        )

    @classmethod
    def addresses_on(cls, site: Site) -> list[str]:
        """The feeds that the front page links, and where feeds usually are."""
        linked = [
            urljoin(site.url, link.get("href"))
            for link in site.root.iterfind(".//link[@href]")
            if (link.get("type") or "").strip().lower() in _TYPES
        ]
        return [*linked, *_USUAL_PLACES]
