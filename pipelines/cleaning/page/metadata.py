"""What a page says of itself outside its text: JSON-LD, OpenGraph, meta tags, headings."""

import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml.etree import _Element as Element

from pipelines.cleaning.page.byline import people, visible_byline
from pipelines.cleaning.page.json_ld import JsonLd, is_front_page, read_json_ld, string
from pipelines.cleaning.page.text_lines import one_line
from pipelines.cleaning.page.tree import names_of
from pipelines.dates.pick import settles
from pipelines.dates.reading import DateCandidate, DateOrigin, candidate
from pipelines.text.escapes import unescape, without_controls
from pipelines.text.fold import fold

# The first name of a list that a page has is used; publication before anything that may be a change.
_DATE_METAS = (
    "article:published_time", "og:article:published_time", "og:published_time", "article:published", "datepublished",
    "publishdate", "publish-date", "publish_date", "published_time", "pubdate", "dc.date.issued", "dcterms.issued",
    "dc.date", "dcterms.date", "dc.date.created", "dcterms.created", "date", "parsely-pub-date", "sailthru.date",
    "cxenseparse:recs:publishtime", "article.published", "citation_publication_date", "publication_date", "og:pubdate",
)  # fmt: skip
_AUTHOR_METAS = (
    "author",
    "article:author",
    "dc.creator",
    "parsely-author",
    "sailthru.author",
    "twitter:creator",
)
_KEYWORD_METAS = ("news_keywords", "article:tag", "keywords", "parsely-tags")
# What templates put where no section is chosen.
_NO_SECTIONS = frozenset(
    {"featured", "uncategorized", "general", "غير مصنف", "non classé", "home", "الرئيسية"}
)
_META_MAX = 5_000  # characters; a list of keywords, an address with all its parameters
_METAS = 50  # of one name: `article:tag` stands once for each tag
_SECTION_MAX = 80
_SECTIONS = 10  # a trail of them, the own one first or last
_IMAGE_METAS = (
    "og:image",
    "og:image:secure_url",
    "og:image:url",
    "twitter:image",
    "twitter:image:src",
    "image",
)
# Pictures of the site, which stand in where an article has none.
_SITE_IMAGE = re.compile(r"logo|placeholder|default|blank|no-?image|favicon", re.IGNORECASE)
_DATE_CLASS = re.compile(r"date|time|publish|posted|tarikh|tari5", re.IGNORECASE)
_DATE_TEXT_MAX = 120
_DATE_ELEMENTS = 12  # a page's own date is among the first; the ones below belong to other articles
_ITEMS = etree.XPath("//*[@itemprop]")  # in C: a page has a thousand elements, and few of these
_BREADCRUMBS = ("nav", "ol", "ul", "div", "section", "p")
_SUFFIX = re.compile(r"\s+[-–—|:·»«•]+\s+|\s*[|»«•]\s*")
_HEADING_MIN = 10
_HEADINGS = 100  # of one level, as on a front page
_TITLE_MAX = 500  # a title of more is a broken page's text; each separator in it costs a comparison
_KEYWORD_MAX = 60  # some templates put the whole headline into the keywords


@dataclass(frozen=True, slots=True)
class Metadata:
    """A page's own statements, unjudged.

    Attributes:
        title: without the site's name.
        title_is_weak: it comes from `<title>` alone.
        author: names, joined by commas.
        declared_language: as declared.
        canonical_url: absolute; None if the page names none that is usable.
        section: as the page names it, several levels in one text if it does so.
        image_url: the lead image, absolute.
        keywords: of meta tags or JSON-LD.
        article_body: JSON-LD's copy of the text, "" if none.
        dates: publication dates with where they stood, the surest first; none after one that settles it.
    """

    title: str | None
    title_is_weak: bool
    author: str | None
    declared_language: str | None
    canonical_url: str | None
    section: str | None
    image_url: str | None
    keywords: tuple[str, ...]
    article_body: str
    dates: tuple[DateCandidate, ...]


def read_metadata(root: Element, url: str, *, timezone: str, now: datetime | None) -> Metadata:
    """Reads a page's metadata; broken JSON-LD and odd values count as absent.

    Args:
        root: the page.
        url: its address, for relative links.
        timezone: IANA name in which its times without an offset are read.
        now: the time of capture, for relative dates.
    """
    metas = _metas(root)
    data = read_json_ld(root)
    thing = data.article
    sites = _sites(metas, data)
    title, weak = _title(root, metas, thing, sites)
    keywords = thing.get("keywords") or next((metas[name] for name in _KEYWORD_METAS if name in metas), [])
    return Metadata(
        title=title,
        title_is_weak=weak,
        author=_author(root, metas, thing, sites, url),
        declared_language=_language(root, metas, thing),
        canonical_url=_canonical(root, metas, url),
        section=_section(root, metas, data, title),
        image_url=_image(root, metas, thing, url),
        keywords=tuple(dict.fromkeys(word for word in islice(_keywords(keywords), _METAS) if word != title)),
        article_body=string(thing.get("articleBody")),
        dates=tuple(_dates(root, metas, thing, timezone, now)),
    )


def _metas(root: Element) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        content = (meta.get("content") or "").strip()
        if name and 0 < len(content) <= _META_MAX:
            values = found.setdefault(name.strip().lower(), [])
            if len(values) < _METAS:
                values.append(content)
    return found


def _sites(metas: dict[str, list[str]], data: JsonLd) -> set[str]:
    """Names of the site, folded."""
    named = metas.get("og:site_name", []) + metas.get("application-name", []) + [*data.sites]
    return {name for one in named if (name := fold(one).strip())}


def _title(
    root: Element, metas: dict[str, list[str]], thing: Mapping[str, Any], sites: set[str]
) -> tuple[str | None, bool]:
    named = [
        string(thing.get("headline")),
        *(metas.get(name, [""])[0] for name in ("og:title", "twitter:title")),
    ]
    in_head = next(
        (" ".join(one.text[:_TITLE_MAX].split()) for one in root.iter("title") if one.text),
        "",
    )
    for stated in named:
        if text := " ".join(without_controls(unescape(stated[:_TITLE_MAX])).split()):
            return _without_site(text, root, sites), False
    headings = _headings(root, "h1")
    # A heading counts if <title> repeats it (the site's name is often a heading too), or nothing else is there.
    for heading in headings:
        if len(heading) >= _HEADING_MIN and (not in_head or fold(heading) in fold(in_head)):
            return heading, False
    if in_head:
        return _without_site(in_head, root, sites, cut_unknown=True), True
    return (headings[0], False) if headings else (None, False)


def _headings(root: Element, tag: str) -> list[str]:
    return [text for one in islice(root.iter(tag), _HEADINGS) if (text := one_line(one))]


def _without_site(title: str, root: Element, sites: set[str], *, cut_unknown: bool = False) -> str:
    """Drops the site's name from a title: what a heading lacks, what the page names as its site.

    With `cut_unknown` also a last part of at most four words behind a much longer rest: titles of browser
    tabs end with the site's name nearly always.
    """
    parts = list(_SUFFIX.finditer(title))
    if not parts:
        return title
    pieces = {fold(title[: part.start()]).strip() for part in parts} | {
        fold(title[part.end() :]).strip() for part in parts
    }
    for level in ("h1", "h2"):
        for heading in _headings(root, level):
            if len(heading) >= _HEADING_MIN and fold(heading).strip() in pieces:
                return heading
    last, first = title[parts[-1].end() :], title[: parts[0].start()]
    if fold(last).strip() in sites:
        return title[: parts[-1].start()].strip()
    if fold(first).strip() in sites:
        return title[parts[0].end() :].strip()
    if cut_unknown and len(last.split()) <= 4 and 2 * len(last) < parts[-1].start():
        return title[: parts[-1].start()].strip()
    return title


def _author(
    root: Element, metas: dict[str, list[str]], thing: Mapping[str, Any], sites: set[str], url: str
) -> str | None:
    said = thing.get("author")
    named = said if isinstance(said, list) else [said]
    hosts = (urlsplit(url).hostname or "").split(".")
    ways: tuple[Callable[[], list[str]], ...] = (
        lambda: [string(one.get("name")) if isinstance(one, dict) else string(one) for one in named],
        lambda: [metas[name][0] for name in _AUTHOR_METAS if name in metas],
        lambda: [visible_byline(root) or ""],
    )
    for way in ways:
        if found := people(way(), sites=sites, hosts=hosts):
            return ", ".join(found)
    return None


def _language(root: Element, metas: dict[str, list[str]], thing: Mapping[str, Any]) -> str | None:
    said = [string(thing.get("inLanguage")), string(root.get("lang")), string(root.get("xml:lang"))]
    said += [metas[name][0] for name in ("og:locale", "language", "content-language") if name in metas]
    return next((one for one in said if one), None)


def _canonical(root: Element, metas: dict[str, list[str]], url: str) -> str | None:
    links: list[str] = [
        one.get("href") or ""
        for one in root.iter("link")
        if "canonical" in (one.get("rel") or "").lower().split()
    ]
    for link in links + metas.get("og:url", []):
        try:
            target = urljoin(url, link.strip())
            parts = urlsplit(target)
        except ValueError:
            continue
        # A template's canonical is often the site's front page; that is no article's address.
        if parts.scheme in {"http", "https"} and parts.netloc and (parts.path.strip("/") or parts.query):
            return target
    return None


def _section(root: Element, metas: dict[str, list[str]], data: JsonLd, title: str | None) -> str | None:
    said = data.article.get("articleSection")
    ways: tuple[Callable[[], list[str]], ...] = (
        lambda: [string(one) for one in (said if isinstance(said, list) else [said])],
        lambda: metas.get("article:section", []) + metas.get("section", []),
        lambda: [
            element.get("content") or one_line(element)
            for element in islice(_items(root, "articlesection"), _SECTIONS)
            if element.tag in {"a", "span", "li", "meta"}
        ],
        # From the front page down; the last one is nearest to the article.
        lambda: [*reversed(data.sections)],
        lambda: [*reversed(_breadcrumbs(root))],
    )
    for way in ways:
        for name in way():
            text = " ".join(without_controls(unescape(name)).split())
            if 0 < len(text) <= _SECTION_MAX and text.lower() not in _NO_SECTIONS and text != title:
                return text
    return None


def _breadcrumbs(root: Element) -> list[str]:
    """The links of the page's way from the front page, without that."""
    for element in root.iter(*_BREADCRUMBS):
        if "breadcrumb" not in names_of(element).lower():
            continue
        links = [link for link in element.iter("a") if not is_front_page(link.get("href") or "")]
        if names := [name for link in links if (name := one_line(link))]:
            return names
    return []


def _image(root: Element, metas: dict[str, list[str]], thing: Mapping[str, Any], url: str) -> str | None:
    said = thing.get("image")
    first = said[0] if isinstance(said, list) and said else said
    addresses = [value for name in _IMAGE_METAS for value in metas.get(name, [])[:1]]
    addresses.append(
        string(first.get("url") or first.get("contentUrl")) if isinstance(first, dict) else string(first)
    )
    addresses += [
        one.get("href") or "" for one in root.iter("link") if "image_src" in (one.get("rel") or "").lower()
    ]
    for address in itertools.chain(addresses, _figures(root)):
        try:
            target = urljoin(url, address.strip())
            parts = urlsplit(target)
        except ValueError:
            continue
        if address and parts.scheme in {"http", "https"} and not _SITE_IMAGE.search(parts.path):
            return target
    return None


def _figures(root: Element) -> Iterator[str]:
    """The first picture of the first figure, where the page names no other as its own."""
    for figure in root.iter("figure"):
        for picture in figure.iter("img"):
            yield picture.get("data-src") or picture.get("src") or ""
            return


def _keywords(value: Any) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        for word in re.split(r"[,،;؛]", string(one)):
            if 0 < len(word.strip()) <= _KEYWORD_MAX:
                yield " ".join(word.split())


def _dates(
    root: Element, metas: dict[str, list[str]], thing: Mapping[str, Any], timezone: str, now: datetime | None
) -> list[DateCandidate]:
    sources: tuple[tuple[DateOrigin, Callable[[], list[str]]], ...] = (
        ("json_ld", lambda: [string(thing.get(key)) for key in ("datePublished", "dateCreated")]),
        ("meta", lambda: [value for name in _DATE_METAS for value in metas.get(name, [])]),
        ("time", lambda: _time_elements(root)),
        ("text", lambda: _date_elements(root)),
    )
    found: list[DateCandidate] = []
    for origin, texts in sources:
        read = (candidate(text, origin, timezone=timezone, now=now) for text in texts() if text)
        found += [one for one in read if one]
        if settles(found, fetched_at=now):
            break  # most pages say it in JSON-LD, and to read all that looks like a date takes long
    return found


def _items(root: Element, name: str) -> list[Element]:
    return [element for element in _ITEMS(root) if element.get("itemprop", "").lower() == name]


def _time_elements(root: Element) -> list[str]:
    """Values of `<time>` and `itemprop=datePublished`; those marked as publication first."""
    marked: list[str] = []
    others: list[str] = []
    published = _items(root, "datepublished")[:_DATE_ELEMENTS]
    for element in dict.fromkeys((*published, *islice(root.iter("time"), _DATE_ELEMENTS))):
        value = element.get("datetime") or element.get("content") or element.get("title") or one_line(element)
        is_marked = element in published or element.get("pubdate") is not None
        (marked if is_marked else others).append(value)
    return marked[:_DATE_ELEMENTS] + others[:1]


def _date_elements(root: Element) -> list[str]:
    """Short texts of elements whose class names a date, from the first heading on, or right above it."""
    found: list[str] = []
    start = _start_of_article(root)
    after_heading = start is None
    for element in root.iter():
        if element is start:
            after_heading = True
        if (
            not after_heading
            or not isinstance(element.tag, str)
            or element.tag in {"script", "style", "body", "html"}
        ):
            continue
        if _DATE_CLASS.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
            text = one_line(element)
            if 0 < len(text) <= _DATE_TEXT_MAX:
                found.append(text)
        if len(found) >= _DATE_ELEMENTS:
            break
    return found


def _start_of_article(root: Element) -> Element | None:
    """The first heading, or what holds it with little before it; the day's date at a page's top is above that."""
    heading = root.find(".//h1")
    parent = None if heading is None else heading.getparent()
    if heading is None or parent is None or parent.tag in {"body", "html"}:
        return heading
    above = sum(len(one_line(one)) for one in heading.itersiblings(preceding=True))
    return parent if above <= _DATE_TEXT_MAX else heading
