"""Sitemaps, news sitemaps and sitemap indexes."""

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import datetime

from lxml import etree

from pipelines.feeds.limits import MAX_SITEMAP_TAGS, check_markup, in_time
from pipelines.feeds.parsed import MAX_DOCUMENT_BYTES, ChildSitemap, NotAFeedError, ParsedSitemap
from pipelines.feeds.reading import feed_date, one_line, plain
from pipelines.feeds.xml_feed import parse_xml_feed
from pipelines.records import FeedEntry
from pipelines.text.encoding import decode
from pipelines.text.packed import unpacked
from pipelines.urls import canonical_url

_MONTH_ALONE = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")

# Characters before a document, such as a warning of PHP.
_JUNK_MAX = 10_000
_ROOT = re.compile(r"<(?:\?xml\b|(?:[\w.-]+:)?(?:urlset|sitemapindex|rss|feed|RDF)\b)")
# A bare one, or what must be left as it is.
_AMPERSAND = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|&(?!#?[a-zA-Z0-9]{1,32};)", re.DOTALL)

MAX_SITEMAP_ENTRIES = 50_000
"""As many as sitemaps.org allows in one file; what stands behind them is not read."""


def parse_sitemap(body: bytes, *, url: str, content_type: str = "", timezone: str = "UTC") -> ParsedSitemap:
    """Reads a sitemap, news sitemap or sitemap index, gzipped or not; also as a feed or as lines of text.

    Args:
        body: as received, after content decoding (a `.xml.gz` file is still gzipped then).
        url: address of the sitemap.
        content_type: HTTP Content-Type; its charset is believed only where the bytes allow it.
        timezone: IANA name in which dates without a zone are read.

    Raises:
        NotAFeedError: the document is none of these, or it is too much to be read.
    """
    with in_time(url):
        return _parse(body, url, content_type, timezone)


def _parse(body: bytes, url: str, content_type: str, timezone: str) -> ParsedSitemap:
    body, packing = unpacked(body, MAX_DOCUMENT_BYTES)
    if packing and not body:
        raise NotAFeedError(f"{url}: not a sitemap: {packing}")
    problems = [packing] if packing else []
    text = decode(body, content_type).text.strip()
    if text.startswith(("http://", "https://")):
        return _text_sitemap(text, problems)
    text = _repaired(text)
    # Entities stay unresolved and huge_tree off: entity bombs and deep nesting are refused by libxml2.
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, encoding="utf-8"
    )
    check_markup(text, MAX_SITEMAP_TAGS, url)
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise NotAFeedError(f"{url}: not a sitemap: {one_line(str(error))}") from None
    kind = None if root is None else _local_name(root)
    if kind in {"rss", "feed", "rdf"}:
        feed = parse_xml_feed(text, url=url, encoding="utf-8", timezone=timezone)
        if feed.is_of_comments:
            return ParsedSitemap(
                (), (), is_news=False, problem="a feed of comments: its entries are left out"
            )
        return ParsedSitemap(feed.entries, (), is_news=False, problem=feed.problem)
    if root is None or kind not in {"urlset", "sitemapindex"}:
        raise NotAFeedError(
            f"{url}: not a sitemap: the root is <{kind}>" if kind else f"{url}: not a sitemap: no XML"
        )
    if parser.error_log:
        problems.append(one_line(parser.error_log[0].message))
    elements = [element for element in root if isinstance(element.tag, str)]
    if len(elements) > MAX_SITEMAP_ENTRIES:
        problems.append(f"{len(elements)} entries, read the first {MAX_SITEMAP_ENTRIES}")
    items = [_leaves(element) for element in elements[:MAX_SITEMAP_ENTRIES]]
    usable = [(link, item) for item in items if (link := canonical_url(item.get("loc", ""), url))]
    if len(usable) < len(items):
        problems.append(f"{len(items) - len(usable)} entries without a usable link")
    is_index = kind == "sitemapindex"
    return ParsedSitemap(
        entries=() if is_index else tuple(_sitemap_entry(link, item, timezone) for link, item in usable),
        children=tuple(
            ChildSitemap(link, _change(item.get("lastmod", ""), timezone)) for link, item in usable
        )
        if is_index
        else (),
        is_news=any("publication_date" in item for item in items),
        problem="; ".join(problems) or None,
    )


def _repaired(text: str) -> str:
    """A document without what a program wrote before it, and with bare ampersands as XML wants them: links have many."""
    start = _ROOT.search(text, 0, _JUNK_MAX)
    text = text[start.start() :] if start else text
    return _AMPERSAND.sub(lambda match: "&amp;" if match[0] == "&" else match[0], text)


def _sitemap_entry(link: str, item: Mapping[str, str], timezone: str) -> FeedEntry:
    return FeedEntry(
        url=link,
        title=plain(item.get("title")),
        published_at=feed_date(item.get("publication_date", ""), timezone),
        changed_at=_change(item.get("lastmod", ""), timezone),
    )


def _change(text: str, timezone: str) -> datetime | None:
    """A `lastmod`; of a month alone its end, before which the change was."""
    if match := _MONTH_ALONE.fullmatch(text.strip()):
        text = f"{match[0]}-{monthrange(int(match[1]), int(match[2]))[1]}"
    return feed_date(text, timezone)


def _leaves(item: etree._Element) -> dict[str, str]:
    # The first one wins: news:title comes before image:title, loc before image:loc.
    leaves: dict[str, str] = {}
    for element in item.iter():
        if isinstance(element.tag, str) and element.text and element.text.strip():
            leaves.setdefault(_local_name(element), element.text.strip())
    return leaves


def _local_name(element: etree._Element) -> str:
    return str(etree.QName(element).localname).lower()


def _text_sitemap(text: str, problems: list[str]) -> ParsedSitemap:
    """A sitemap of one address a line (https://www.sitemaps.org/protocol.html#otherformats)."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MAX_SITEMAP_ENTRIES:
        problems.append(f"{len(lines)} entries, read the first {MAX_SITEMAP_ENTRIES}")
        lines = lines[:MAX_SITEMAP_ENTRIES]
    links = [
        link for line in lines if line.startswith(("http://", "https://")) and (link := canonical_url(line))
    ]
    if len(links) < len(lines):
        problems.append(f"{len(lines) - len(links)} entries without a usable link")
    entries = tuple(FeedEntry(link) for link in dict.fromkeys(links))
    return ParsedSitemap(entries, (), is_news=False, problem="; ".join(problems) or None)
