"""A page that lists the articles of a day, as archives of news sites do."""

from pipelines.feeds.limits import in_time
from pipelines.feeds.parsed import NotAFeedError
from pipelines.feeds.reading import plain
from pipelines.records import FeedEntry
from pipelines.text.page_tree import UnreadablePageError, read_page
from pipelines.urls import canonical_url

MAX_LISTING_LINKS = 1000
"""Of one page."""


def parse_listing(body: bytes, *, url: str, content_type: str, links: str) -> tuple[FeedEntry, ...]:
    """The articles that a listing page links to, in page order, each once.

    Args:
        body: as received, after content decoding.
        url: address of the page; relative links are resolved against it.
        content_type: HTTP Content-Type.
        links: CSS selector of the links (`a` elements).

    Raises:
        NotAFeedError: the page is no HTML, or too much to be read.
    """
    with in_time(url):
        return _parse(body, url, content_type, links)


def _parse(body: bytes, url: str, content_type: str, links: str) -> tuple[FeedEntry, ...]:
    try:
        found = read_page(body, content_type).cssselect(links)
    except UnreadablePageError as error:
        raise NotAFeedError(f"{url}: {error}") from None
    entries: dict[str, FeedEntry] = {}
    for link in found[:MAX_LISTING_LINKS]:
        href = (link.get("href") or "").strip()
        if href and (address := canonical_url(href, url)):
            entries.setdefault(address, FeedEntry(address, title=plain(link.text_content())))
    return tuple(entries.values())
