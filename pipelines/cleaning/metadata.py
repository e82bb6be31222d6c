"""What a page says of itself outside its text: JSON-LD, OpenGraph, meta tags, headings."""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml.etree import _Element as Element

from pipelines.cleaning.textlines import one_line
from pipelines.dates import DateCandidate, DateOrigin, candidate
from pipelines.text.fold import fold

_ARTICLE_TYPES = re.compile(r"(?:Article|BlogPosting|Report|LiveBlogPosting|WebPage)$")
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
_NAME_MAX = 200  # of an author
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
_SUFFIX = re.compile(r"\s+[-–—|:·»«•]+\s+|\s*[|»«•]\s*")
_JSON_MAX = 2_000_000  # characters; with a copy of the text in it, twice what the longest text has
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
        dates: publication dates with where they stood.
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
    thing = _article_json(root)
    title, weak = _title(root, metas, thing)
    keywords = thing.get("keywords") or next((metas[name] for name in _KEYWORD_METAS if name in metas), [])
    return Metadata(
        title=title,
        title_is_weak=weak,
        author=_author(metas, thing, url),
        declared_language=_language(root, metas, thing),
        canonical_url=_canonical(root, metas, url),
        section=_section(root, metas, thing, title),
        image_url=_image(root, metas, thing, url),
        keywords=tuple(dict.fromkeys(word for word in islice(_keywords(keywords), _METAS) if word != title)),
        article_body=_string(thing.get("articleBody")),
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


def _article_json(root: Element) -> dict[str, Any]:
    """The JSON-LD object that describes the page's article; articles before mere web pages."""
    things = [thing for script in root.iter("script") for thing in _json_things(script)]
    articles = [thing for thing in things if _ARTICLE_TYPES.search(_type(thing))]
    articles.sort(key=lambda thing: _type(thing).endswith("WebPage"))
    return articles[0] if articles else {}


def _json_things(script: Element) -> Iterator[dict[str, Any]]:
    if "ld+json" not in (script.get("type") or "").lower():
        return
    text = script.text or ""
    if not text or len(text) > _JSON_MAX:
        return
    try:
        data = json.loads(text.strip().rstrip(";"), strict=False)
    except (ValueError, RecursionError):
        return
    todo = data if isinstance(data, list) else [data]
    for item in todo:
        if isinstance(item, dict):
            yield item
            graph = item.get("@graph")
            yield from (one for one in (graph if isinstance(graph, list) else []) if isinstance(one, dict))


def _type(thing: dict[str, Any]) -> str:
    kind = thing.get("@type")
    return _string(kind[0] if isinstance(kind, list) and kind else kind)


def _string(value: Any) -> str:
    return html.unescape(value).strip() if isinstance(value, str) else ""


def _title(root: Element, metas: dict[str, list[str]], thing: dict[str, Any]) -> tuple[str | None, bool]:
    headings = _headings(root, "h1")
    named = [
        _string(thing.get("headline")),
        *(metas.get(name, [""])[0] for name in ("og:title", "twitter:title")),
    ]
    in_head = next(
        (" ".join(one.text[:_TITLE_MAX].split()) for one in root.iter("title") if one.text),
        "",
    )
    titles = headings + _headings(root, "h2")
    sites = {fold(name).strip() for name in metas.get("og:site_name", []) + metas.get("application-name", [])}
    for stated in named:
        if text := " ".join(html.unescape(stated[:_TITLE_MAX]).split()):
            return _without_site(text, titles, sites), False
    # A heading counts if <title> repeats it (the site's name is often a heading too), or nothing else is there.
    for heading in headings:
        if len(heading) >= _HEADING_MIN and (not in_head or fold(heading) in fold(in_head)):
            return heading, False
    if in_head:
        return _without_site(in_head, titles, sites, cut_unknown=True), True
    return (headings[0], False) if headings else (None, False)


def _headings(root: Element, tag: str) -> list[str]:
    return [text for one in islice(root.iter(tag), _HEADINGS) if (text := one_line(one))]


def _without_site(title: str, headings: list[str], sites: set[str], *, cut_unknown: bool = False) -> str:
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
    for heading in headings:
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


def _author(metas: dict[str, list[str]], thing: dict[str, Any], url: str) -> str | None:
    said = thing.get("author")
    people = said if isinstance(said, list) else [said]
    names = [_string(one.get("name")) if isinstance(one, dict) else _string(one) for one in people]
    names += [metas[name][0] for name in _AUTHOR_METAS if name in metas][:1] if not any(names) else []
    # The site itself is no author: what is named as its host, or names it.
    sites = [fold(name).strip() for name in metas.get("og:site_name", [])]
    host = (urlsplit(url).hostname or "").split(".")
    people_only = (
        " ".join(name.split())
        for name in names
        if len(name) <= _NAME_MAX
        and not name.startswith(("http", "@", "//"))
        and fold(name).strip() not in host
        and not any(site in fold(name) for site in sites)
    )
    return ", ".join(dict.fromkeys(name for name in people_only if name)) or None


def _language(root: Element, metas: dict[str, list[str]], thing: dict[str, Any]) -> str | None:
    said = [_string(thing.get("inLanguage")), _string(root.get("lang")), _string(root.get("xml:lang"))]
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


def _section(
    root: Element, metas: dict[str, list[str]], thing: dict[str, Any], title: str | None
) -> str | None:
    said = thing.get("articleSection")
    names = [_string(one) for one in (said if isinstance(said, list) else [said])]
    names += metas.get("article:section", []) + metas.get("section", [])
    marked = (
        element
        for element in root.iter("a", "span", "li", "meta")
        if (element.get("itemprop") or "").lower() == "articlesection"
    )
    names += [element.get("content") or one_line(element) for element in islice(marked, _SECTIONS)]
    for name in names:
        text = " ".join(html.unescape(name).split())
        if 0 < len(text) <= _SECTION_MAX and text.lower() not in _NO_SECTIONS and text != title:
            return text
    return None


def _image(root: Element, metas: dict[str, list[str]], thing: dict[str, Any], url: str) -> str | None:
    said = thing.get("image")
    first = said[0] if isinstance(said, list) and said else said
    addresses = [value for name in _IMAGE_METAS for value in metas.get(name, [])[:1]]
    addresses.append(
        _string(first.get("url") or first.get("@id")) if isinstance(first, dict) else _string(first)
    )
    addresses += [
        one.get("href") or "" for one in root.iter("link") if "image_src" in (one.get("rel") or "").lower()
    ]
    for address in addresses:
        try:
            target = urljoin(url, address.strip())
            parts = urlsplit(target)
        except ValueError:
            continue
        if address and parts.scheme in {"http", "https"} and not _SITE_IMAGE.search(parts.path):
            return target
    return None


def _keywords(value: Any) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        for word in re.split(r"[,،;؛]", _string(one)):
            if 0 < len(word.strip()) <= _KEYWORD_MAX:
                yield " ".join(word.split())


def _dates(
    root: Element, metas: dict[str, list[str]], thing: dict[str, Any], timezone: str, now: datetime | None
) -> Iterator[DateCandidate]:
    said: list[tuple[str, DateOrigin]] = [
        (_string(thing.get(key)), "json_ld") for key in ("datePublished", "dateCreated")
    ]
    said += [(value, "meta") for name in _DATE_METAS for value in metas.get(name, [])]
    said += [(value, "time") for value in _time_elements(root)]
    said += [(value, "text") for value in _date_elements(root)]
    for text, origin in said:
        found = candidate(text, origin, timezone=timezone, now=now) if text else None
        if found:
            yield found


def _time_elements(root: Element) -> list[str]:
    """Values of `<time>` and `itemprop=datePublished`; those marked as publication first."""
    marked: list[str] = []
    others: list[str] = []
    for element in root.iter("time", "span", "div", "abbr", "p", "meta"):
        published = (element.get("itemprop") or "").lower() == "datepublished" or element.get(
            "pubdate"
        ) is not None
        if element.tag != "time" and not published:
            continue
        chosen = marked if published else others
        if len(chosen) >= (_DATE_ELEMENTS if published else 1):
            continue
        chosen.append(
            element.get("datetime") or element.get("content") or element.get("title") or one_line(element)
        )
    return marked + others


def _date_elements(root: Element) -> list[str]:
    """Short texts of elements whose class names a date, from the first heading on."""
    found: list[str] = []
    after_heading = root.find(".//h1") is None
    for element in root.iter():
        if element.tag == "h1":
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
