"""A page that lists the articles of a day, as archives of news sites do."""

from lxml import etree, html

from pipelines.feeds.limits import in_time
from pipelines.feeds.parsed import NotAFeedError
from pipelines.feeds.reading import plain
from pipelines.records import FeedEntry
from pipelines.text.encoding import decode
from pipelines.text.markup import ATTRIBUTES_MAX, has_crowded_tag
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
    text = decode(body, content_type).text
    if has_crowded_tag(text, is_xml=False):
        raise NotAFeedError(f"{url}: a tag with more than {ATTRIBUTES_MAX} attributes: too much to be read")
    try:
        found = html.fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8")).cssselect(links)
    except (ValueError, etree.LxmlError) as error:
        raise NotAFeedError(f"{url}: not a listing page: {type(error).__name__}") from None
    entries: dict[str, FeedEntry] = {}
    for link in found[:MAX_LISTING_LINKS]:
        href = (link.get("href") or "").strip()
        if href and (address := canonical_url(href, url)):
            entries.setdefault(address, FeedEntry(address, title=plain(link.text_content())))
    return tuple(entries.values())
