"""Sitemaps, news sitemaps and sitemap indexes."""

import zlib
from collections.abc import Mapping

from lxml import etree

from pipelines.feeds.parsed import ChildSitemap, NotAFeedError, ParsedSitemap
from pipelines.feeds.reading import one_line, plain, w3c_date
from pipelines.records import FeedEntry
from pipelines.text.encoding import decode
from pipelines.urls import canonical_url

MAX_SITEMAP_BYTES = 20_000_000
"""A gzipped sitemap is read up to this size; what stands behind it is not."""

MAX_SITEMAP_ENTRIES = 50_000
"""As many as sitemaps.org allows in one file; what stands behind them is not read."""


def parse_sitemap(body: bytes, *, url: str, content_type: str = "") -> ParsedSitemap:
    """Reads a sitemap, news sitemap or sitemap index, gzipped or not.

    Args:
        body: as received, after content decoding (a `.xml.gz` file is still gzipped then).
        url: address of the sitemap.
        content_type: HTTP Content-Type; its charset is believed only where the bytes allow it.

    Raises:
        NotAFeedError: the document's root is neither `urlset` nor `sitemapindex`.
    """
    problems = []
    if body.startswith(b"\x1f\x8b"):
        body, problem = _gunzip(body)
        problems += [problem] if problem else []
    # entities stay unresolved and huge_tree off: entity bombs and deep nesting are refused by libxml2
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, encoding="utf-8"
    )
    try:
        root = etree.fromstring(decode(body, content_type).text.strip().encode(), parser)
    except etree.XMLSyntaxError as error:
        raise NotAFeedError(f"{url}: not a sitemap: {one_line(str(error))}") from None
    kind = None if root is None else _local_name(root)
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
        entries=() if is_index else tuple(_sitemap_entry(link, item) for link, item in usable),
        children=tuple(ChildSitemap(link, w3c_date(item.get("lastmod", ""))) for link, item in usable)
        if is_index
        else (),
        is_news=any("publication_date" in item for item in items),
        problem="; ".join(problems) or None,
    )


def _sitemap_entry(link: str, item: Mapping[str, str]) -> FeedEntry:
    return FeedEntry(
        url=link,
        title=plain(item.get("title")),
        published_at=w3c_date(item.get("publication_date", "")) or w3c_date(item.get("lastmod", "")),
    )


def _leaves(item: etree._Element) -> dict[str, str]:
    # first one wins: news:title comes before image:title, loc before image:loc
    leaves: dict[str, str] = {}
    for element in item.iter():
        if isinstance(element.tag, str) and element.text and element.text.strip():
            leaves.setdefault(_local_name(element), element.text.strip())
    return leaves


def _local_name(element: etree._Element) -> str:
    return str(etree.QName(element).localname).lower()


def _gunzip(body: bytes) -> tuple[bytes, str | None]:
    decompressor = zlib.decompressobj(wbits=31)
    try:
        content = decompressor.decompress(body, MAX_SITEMAP_BYTES)
    except zlib.error as error:
        raise NotAFeedError(f"not a sitemap: damaged gzip: {error}") from None
    if decompressor.eof:
        return content, None
    return content, "too large, read in part" if decompressor.unconsumed_tail else "truncated gzip"
