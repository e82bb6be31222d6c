"""The WordPress REST API (https://developer.wordpress.org/rest-api/reference/posts/): a site's posts, of any day.

Every WordPress has it unless its owner closed it. It gives whole texts, dates in UTC, and pages of 100 posts between
any two moments, so that a past day costs a few requests, and no page of an article is fetched.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any, ClassVar
from urllib.parse import urlencode, urljoin

from crawlers.lists.kind import MEGABYTE, Listing, ListSpec, ListTarget, Reached, Site
from crawlers.rules.targets import Window
from pipelines.feeds import NotAFeedError
from pipelines.feeds.full_text import full_text
from pipelines.feeds.reading import feed_date, one_line, plain
from pipelines.records import FeedEntry
from pipelines.text.encoding import decode
from pipelines.text.escapes import read_json
from pipelines.urls import canonical_url

MAX_PAGES = 200
"""Of one crawl: 20,000 posts."""

# The most that WordPress gives at once, and what a poll asks for: twice a feed's usual ten.
_PAST_POSTS = 100
_NEW_POSTS = 20

# What `after` and `before` mean differs: since WordPress 5.3 their zone counts, before it they were local times.
# Zones lie between UTC-12 and UTC+14.
_WEST, _EAST = timedelta(hours=12), timedelta(hours=14)

# Only what is read of a post: authors and categories come as links that are embedded.
_FIELDS = "id,date_gmt,link,title,content,_links,_embedded"
_EMBEDDED = "author,wp:term"


class WordPress(ListSpec):
    """The posts of a WordPress site; `url` is that of its posts, such as `https://news.example/wp-json/wp/v2/posts`."""

    kind: ClassVar[str] = "wordpress"
    table: ClassVar[str] = "wordpress"
    is_whole: ClassVar[bool] = True
    max_bytes: ClassVar[int] = 40 * MEGABYTE
    # A page behind the last one is refused as a bad request.
    end_statuses: ClassVar[frozenset[int]] = frozenset((400, 404, 410))

    def first_targets(self, source_id: str, window: Window, *, is_needed: bool) -> Iterable[ListTarget]:
        """The newest posts in a live crawl, else all of the wanted days."""
        del is_needed
        yield ListTarget(source_id, self._page(window, 1), self, is_scheduled=window.live)

    def read(self, body: bytes, *, url: str, content_type: str, timezone: str = "UTC") -> Listing:
        """Reads a page of posts."""
        del timezone
        decoded = decode(body, content_type)
        try:
            posts = read_json(decoded.text)
        except ValueError as error:
            raise NotAFeedError(f"{url}: not a list of posts: {one_line(str(error))}") from None
        if not isinstance(posts, list):
            code = posts.get("code") if isinstance(posts, dict) else None
            raise NotAFeedError(f"{url}: not a list of posts" + (f": {code}" if code else ""))
        entries = tuple(entry for post in posts if isinstance(post, dict) and (entry := _entry(post, url)))
        if posts and not entries:
            raise NotAFeedError(f"{url}: not a list of posts: none has link, title and content")
        left_out = len(posts) - len(entries)
        problem = f"{left_out} posts without a usable link" if left_out else None
        return Listing(entries, shows_new=True, encoding=decoded.encoding, problem=problem)

    def next_targets(
        self, target: ListTarget, listing: Listing, window: Window, reached: Reached
    ) -> list[ListTarget]:
        """The next page of the wanted days; in a live crawl, only until posts that were known before."""
        page = target.step + 2
        pages = reached.answer.header("x-wp-totalpages") if reached.answer else None
        if pages is not None and pages.isascii() and pages.isdigit():
            is_last = page > int(pages[:9])
        else:
            is_last = len(listing.entries) < (_NEW_POSTS if window.live else _PAST_POSTS)
        is_enough = reached.caught_up if window.live else reached.is_repeat
        if is_last or is_enough or page > MAX_PAGES:
            return []
        return [target.next(self._page(window, page))]

    @classmethod
    def addresses_on(cls, site: Site) -> list[str]:
        """The posts of the API that the front page names, as every WordPress does unless told otherwise."""
        roots = site.root.xpath("//link[@rel='https://api.w.org/']/@href")
        return [f"{urljoin(site.url, root)}wp/v2/posts" for root in roots]

    def _page(self, window: Window, page: int) -> str:
        query = {"_fields": _FIELDS, "_embed": _EMBEDDED, "per_page": _NEW_POSTS}
        if not window.live:
            after = datetime.combine(window.first, time(), UTC) - _WEST
            before = datetime.combine(window.last, time(), UTC) + timedelta(days=1) + _EAST
            query |= {
                "per_page": _PAST_POSTS,
                "after": f"{after:%Y-%m-%dT%H:%M:%SZ}",
                "before": f"{before:%Y-%m-%dT%H:%M:%SZ}",
            }
        if page > 1:
            query["page"] = page
        # A site without pretty addresses has the route itself in the query: ?rest_route=/wp/v2/posts
        return f"{self.url}{'&' if '?' in self.url else '?'}{urlencode(query, safe=',:')}"


def _entry(post: dict[str, Any], url: str) -> FeedEntry | None:
    link, content = post.get("link"), post.get("content")
    address = canonical_url(link, url) if isinstance(link, str) and link else None
    if address is None or not isinstance(content, dict):
        return None
    identity = post.get("id")
    embedded = post.get("_embedded")
    authors, terms = (
        (embedded.get("author"), embedded.get("wp:term")) if isinstance(embedded, dict) else ((), ())
    )
    categories = (term for group in _objects(terms, list) for term in _objects(group, dict))
    return FeedEntry(
        url=address,
        guid=str(identity) if isinstance(identity, int) else None,
        title=_rendered(post.get("title")),
        # In UTC, and said without a zone.
        published_at=feed_date(str(post.get("date_gmt") or ""), "UTC"),
        author=", ".join(_names(_objects(authors, dict))) or None,
        # Of a post with a password there is no content.
        content_html=full_text([str(content.get("rendered") or "")], ""),
        section=tuple(
            dict.fromkeys(_names(term for term in categories if term.get("taxonomy") == "category"))
        ),
    )


def _rendered(value: Any) -> str | None:
    return plain(str(value.get("rendered") or "")) if isinstance(value, dict) else None


def _objects(values: Any, kind: type) -> list[Any]:
    return [one for one in values if isinstance(one, kind)] if isinstance(values, list) else []


def _names(values: Iterable[dict[str, Any]]) -> Iterator[str]:
    for value in values:
        if name := plain(str(value.get("name") or "")):
            yield name
