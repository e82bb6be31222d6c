"""Feeds and sitemaps as publishers really write them, read into entries.

The only user of feedparser. It gets bytes that were decoded here first: what the HTTP header, the XML
prolog and the bytes themselves say about the encoding often disagrees, and feedparser believes the header.
"""

import re
import zlib
from calendar import timegm
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from io import BytesIO
from typing import Any

import feedparser
from lxml import etree
from w3lib.encoding import http_content_type_encoding, read_bom, resolve_encoding
from w3lib.html import remove_tags

from pipelines.errors import NabaError
from pipelines.records import FeedEntry
from pipelines.urls import canonical_url

MIN_CONTENT_CHARACTERS = 200
"""A `content:encoded` or Atom content with less text than this is an excerpt, not the full text."""

MIN_DESCRIPTION_CHARACTERS = 600
"""A description is a summary unless its text is at least this long."""

MAX_SITEMAP_BYTES = 20_000_000
"""A gzipped sitemap is read up to this size; what stands behind it is not."""

_EARLIEST_YEAR = 1995  # no news on the web before; 0001 and 1970 are what broken software writes
_ENCODINGS_SERVERS_ADD = frozenset(("cp1252", "iso8859-1", "ascii"))  # as Python names them
_WIDE = (
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00<", "utf-16-be"),
    (b"<\x00", "utf-16-le"),
)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_PROLOG = re.compile(r"\s*<\?xml[^>]*\?>")
_PROLOG_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._:-]+)["']""")
_MAIL = re.compile(r"[\w.+-]+@[\w.-]+")
_ARABIC_WORDS = re.compile("[\u0621-\u063a\u0641-\u064a]{3,}")
_NOT_ASCII = re.compile("[^\x00-\x7f]")


class NotAFeedError(NabaError):
    """The document is neither a feed nor a sitemap, or is too broken to be read as one."""


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """What one feed document says.

    Attributes:
        entries: in document order; only those with a usable link.
        version: feedparser's name of the format, such as `rss20`, or "" if the document names none.
        title: plain text, None if the feed has none.
        encoding: what the bytes were decoded as.
        problem: what was wrong but could be lived with, one line, or None.
    """

    entries: tuple[FeedEntry, ...]
    version: str
    title: str | None
    encoding: str
    problem: str | None


@dataclass(frozen=True, slots=True)
class ChildSitemap:
    """A sitemap that a sitemap index names; `modified_at` is UTC, None if not given or not readable."""

    url: str
    modified_at: datetime | None


@dataclass(frozen=True, slots=True)
class ParsedSitemap:
    """What one sitemap document says.

    Attributes:
        entries: pages; `published_at` is `news:publication_date`, else `lastmod`, else None.
        children: further sitemaps, if the document is an index.
        is_news: whether it is a news sitemap, that is, lists what was published in the last days.
        problem: what was wrong but could be lived with, one line, or None.
    """

    entries: tuple[FeedEntry, ...]
    children: tuple[ChildSitemap, ...]
    is_news: bool
    problem: str | None


def parse_feed(body: bytes, *, url: str, content_type: str = "") -> ParsedFeed:
    """Reads an RSS, RDF or Atom feed.

    Args:
        body: as received, after content decoding.
        url: address of the feed; relative links are resolved against it.
        content_type: HTTP Content-Type; its charset is believed only where the bytes allow it.

    Raises:
        NotAFeedError: the document holds no entries, and names no feed format or is malformed.
    """
    text, encoding = _decode(body, content_type)
    problems = []
    document, forbidden = _NOT_XML.subn("", _PROLOG.sub("", text, count=1))
    if forbidden:
        problems.append(f"{forbidden} characters that XML forbids")
    try:
        parsed = feedparser.parse(
            BytesIO(document.lstrip().encode()),
            # no content-location: feedparser would resolve "www.site.example/a" as a relative link
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,  # what publishers wrote goes to the archive; cleaning is a later step
            resolve_relative_uris=False,
        )
    except Exception as error:  # feedparser raises whatever its handlers stumble over; it costs this feed
        raise NotAFeedError(f"{url}: feedparser failed: {type(error).__name__}: {error}") from error
    version = parsed.get("version") or ""
    # feedparser names a format as soon as it sees its tag, however much garbage stands around it
    if not parsed.entries and (not version or parsed.get("bozo")):
        raise NotAFeedError(f"{url}: not a feed: {_looks_like(document)}")
    if parsed.get("bozo"):
        problems.append(_one_line(str(parsed.bozo_exception)) or type(parsed.bozo_exception).__name__)
    entries = tuple(entry for raw in parsed.entries if (entry := _entry(raw, url)) is not None)
    if len(entries) < len(parsed.entries):
        problems.append(f"{len(parsed.entries) - len(entries)} entries without a usable link")
    return ParsedFeed(
        entries=entries,
        version=version,
        title=_plain(parsed.feed.get("title")),
        encoding=encoding,
        problem="; ".join(problems) or None,
    )


def parse_sitemap(body: bytes, *, url: str) -> ParsedSitemap:
    """Reads a sitemap, news sitemap or sitemap index, gzipped or not.

    Args:
        body: as received, after content decoding (a `.xml.gz` file is still gzipped then).
        url: address of the sitemap.

    Raises:
        NotAFeedError: the document's root is neither `urlset` nor `sitemapindex`.
    """
    problems = []
    if body.startswith(b"\x1f\x8b"):
        body, problem = _gunzip(body)
        problems += [problem] if problem else []
    # entities stay unresolved and huge_tree off: entity bombs and deep nesting are refused by libxml2
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(body.strip(), parser)
    except etree.XMLSyntaxError as error:
        raise NotAFeedError(f"{url}: not a sitemap: {_one_line(str(error))}") from None
    kind = None if root is None else _local_name(root)
    if root is None or kind not in {"urlset", "sitemapindex"}:
        raise NotAFeedError(
            f"{url}: not a sitemap: the root is <{kind}>" if kind else f"{url}: not a sitemap: no XML"
        )
    if parser.error_log:
        problems.append(_one_line(parser.error_log[0].message))
    items = [_leaves(item) for item in root if isinstance(item.tag, str)]
    usable = [(link, item) for item in items if (link := canonical_url(item.get("loc", ""), url))]
    if len(usable) < len(items):
        problems.append(f"{len(items) - len(usable)} entries without a usable link")
    is_index = kind == "sitemapindex"
    return ParsedSitemap(
        entries=() if is_index else tuple(_sitemap_entry(link, item) for link, item in usable),
        children=tuple(ChildSitemap(link, _w3c_date(item.get("lastmod", ""))) for link, item in usable)
        if is_index
        else (),
        is_news=any("publication_date" in item for item in items),
        problem="; ".join(problems) or None,
    )


def _entry(raw: Any, feed_url: str) -> FeedEntry | None:
    link = _link(raw, feed_url)
    if link is None:
        return None
    terms = (_plain(tag.get("term")) for tag in raw.get("tags", ()))
    return FeedEntry(
        url=link,
        guid=_one_line(raw.get("id") or "") or None,
        title=_plain(raw.get("title")),
        published_at=_published_at(raw),
        author=_author(raw),
        content_html=_full_text(raw),
        section=tuple(dict.fromkeys(term for term in terms if term)),
    )


def _link(raw: Any, feed_url: str) -> str | None:
    # FeedBurner's own link leads through its counter; origlink is the article
    candidates = [raw.get("feedburner_origlink"), raw.get("link")]
    candidates += [link.get("href") for link in raw.get("links", ()) if link.get("rel") == "alternate"]
    guid = raw.get("id") or ""
    candidates += [guid] if guid.startswith(("http://", "https://")) else []
    return next((url for link in candidates if link and (url := canonical_url(link, feed_url))), None)


def _author(raw: Any) -> str | None:
    names = [author["name"] for author in raw.get("authors", ()) if author.get("name")]
    if len(names) > 1:
        return _plain(", ".join(names))
    # RSS writes "mail (name)"; feedparser splits that wrongly where the top-level domain is a long one
    return _plain(_MAIL.sub("", raw.get("author") or "").strip(" ()<>"))


def _published_at(raw: dict[str, Any]) -> datetime | None:
    for key in ("published_parsed", "updated_parsed", "created_parsed"):
        # dict.get: feedparser's own answers "updated" with "published" and warns
        parsed = dict.get(raw, key)
        if parsed is not None and parsed.tm_year >= _EARLIEST_YEAR:
            try:
                return datetime.fromtimestamp(timegm(parsed), UTC)
            except (ValueError, OverflowError):
                continue
    return None


def _full_text(raw: Any) -> str | None:
    contents = [(part.get("value") or "", MIN_CONTENT_CHARACTERS) for part in raw.get("content", ())]
    contents.append((raw.get("summary") or "", MIN_DESCRIPTION_CHARACTERS))
    lengths = [(len(_plain(html) or ""), html, needed) for html, needed in contents]
    full = [(length, html) for length, html, needed in lengths if length >= needed]
    return max(full)[1] if full else None


def _sitemap_entry(link: str, item: Mapping[str, str]) -> FeedEntry:
    return FeedEntry(
        url=link,
        title=_plain(item.get("title")),
        published_at=_w3c_date(item.get("publication_date", "")) or _w3c_date(item.get("lastmod", "")),
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


def _w3c_date(text: str) -> datetime | None:
    text = text.strip()
    if re.fullmatch(r"\d{4}-\d{2}", text):
        text += "-01"
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        try:
            parsed = parsedate_to_datetime(text)
        except (ValueError, IndexError):
            return None
    parsed = parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed
    try:
        parsed = parsed.astimezone(UTC)
    except OverflowError:
        return None
    return parsed if parsed.year >= _EARLIEST_YEAR else None


def _gunzip(body: bytes) -> tuple[bytes, str | None]:
    decompressor = zlib.decompressobj(wbits=31)
    try:
        content = decompressor.decompress(body, MAX_SITEMAP_BYTES)
    except zlib.error as error:
        raise NotAFeedError(f"not a sitemap: damaged gzip: {error}") from None
    if decompressor.eof:
        return content, None
    return content, "too large, read in part" if decompressor.unconsumed_tail else "truncated gzip"


def _decode(body: bytes, content_type: str) -> tuple[str, str]:
    """The text and the encoding it was read as: BOM, valid UTF-8, what is declared, what it looks like."""
    encoding, bom = read_bom(body)
    if encoding and bom:
        return body[len(bom) :].decode(encoding, "replace"), encoding
    for candidate in _candidates(body, content_type):
        try:
            return body.decode(candidate), candidate
        except (UnicodeDecodeError, LookupError):
            continue
    return body.decode("cp1252", "replace"), "cp1252"


def _candidates(body: bytes, content_type: str) -> Iterable[str]:
    # UTF-16 and UTF-32 without a BOM are valid UTF-8 full of NULs: their "<" gives them away
    yield from (encoding for start, encoding in _WIDE if body.startswith(start))
    yield "utf-8"
    declared = _PROLOG_ENCODING.search(body)
    prolog = resolve_encoding(declared[1].decode("ascii")) if declared else None
    header = http_content_type_encoding(content_type)
    # a charset that servers add to everything says nothing against the document's own word
    if header and not (header in _ENCODINGS_SERVERS_ADD and prolog):
        yield from _unless_latin(header, body)
    if prolog:
        yield from _unless_latin(prolog, body)
    yield from _unless_latin("cp1252", body)


def _unless_latin(encoding: str, body: bytes) -> Iterable[str]:
    """Arabic in windows-1256 that is declared, if at all, as one of the Latin encodings."""
    if encoding in _ENCODINGS_SERVERS_ADD:
        guess = body.decode("cp1256", "replace")
        in_words = sum(map(len, _ARABIC_WORDS.findall(guess)))
        if in_words > 0.6 * len(_NOT_ASCII.findall(guess)):
            yield "cp1256"
    yield encoding


def _plain(html: str | None) -> str | None:
    return (_one_line(unescape(remove_tags(html))) if html else "") or None


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _looks_like(text: str) -> str:
    start = text[:1000].lstrip().lower()
    if not start:
        return "the document is empty"
    return "it is an HTML page" if "<html" in start or "<!doctype html" in start else "no feed format in it"
