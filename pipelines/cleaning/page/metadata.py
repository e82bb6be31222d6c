"""What a page says of itself outside its text: JSON-LD, OpenGraph, meta tags, headings."""

import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import islice
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml.etree import _Element as Element

from pipelines.cleaning.page.dating.page_dates import page_dates
from pipelines.cleaning.page.header import HeaderLine, header_lines
from pipelines.cleaning.page.json_ld import JsonLd, read_json_ld, string
from pipelines.cleaning.page.marks import Marks
from pipelines.cleaning.page.other_parts import OtherParts
from pipelines.cleaning.page.people.byline import find_author
from pipelines.cleaning.page.text_lines import one_line
from pipelines.cleaning.page.title import Stated, find_title, site_names
from pipelines.dates.reading import DateCandidate
from pipelines.text import normalize
from pipelines.text.escapes import unescape
from pipelines.text.stored import stored
from pipelines.urls import is_front_page

_KEYWORD_METAS = ("news_keywords", "article:tag", "keywords", "parsely-tags")
_TITLE_METAS = ("og:title", "twitter:title", "dc.title", "title")
_SITE_METAS = (
    "og:site_name",
    "application-name",
    "apple-mobile-web-app-title",
    "twitter:site",
    "al:ios:app_name",
    "publisher",
    "dc.publisher",
)
# What templates put where no section is chosen.
_NO_SECTIONS = frozenset(
    {
        "featured",
        "featured article",
        "featured articles",
        "top stories",
        "slider",
        "uncategorized",
        "general",
        "home",
        "الرئيسية",
    }
    | {
        "غير مصنف",
        "بدون تصنيف",
        "دسته‌بندی نشده",
        "non classé",
        "sin categoría",
        "sem categoria",
        "senza categoria",
    }
    | {"nicht kategorisiert", "allgemein", "без рубрики", "без категории", "未分类", "未分類"}
    | {"all", "archive", "archives", "article", "articles", "post", "posts", "main section", "search results"}
)
# An address, a number, a part of one, and a button that leads back; an address's own words (`pto-policies-best-practices`).
_NO_SECTION = re.compile(
    r"\W*\d+\W*|https?:.*|[<←«‹].*|(?:back to|zurück zu|retour (?:à|aux?)|volver a|torna a|العودة إلى) .*|[a-z\d]+(?:-[a-z\d]+){2,}",
    re.IGNORECASE,
)
# The share of words that a title and what stands at the end of the way to its page have in common, of either's.
_OWN_SHARE = 0.6
_METAS = 50  # of one name: `article:tag` stands once for each tag
_HEADLINES = 3  # of the first level; a front page has more
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
_BREADCRUMBS = ("nav", "ol", "ul", "div", "section", "p")
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
        recipe: JSON-LD's ingredients and steps, as lines.
        kinds: types of JSON-LD's things.
        states_article: one of them is an article, a recipe or a review.
        dates: publication dates with where they stood, the surest first; none after one that settles it.
        is_for_subscribers: JSON-LD says that not everyone may read it.
    """

    title: str | None = None
    title_is_weak: bool = False
    author: str | None = None
    declared_language: str | None = None
    canonical_url: str | None = None
    section: str | None = None
    image_url: str | None = None
    keywords: tuple[str, ...] = ()
    article_body: str = ""
    recipe: tuple[str, ...] = ()
    kinds: frozenset[str] = frozenset()
    states_article: bool = False
    dates: tuple[DateCandidate, ...] = ()
    is_for_subscribers: bool = False


def read_metadata(marks: Marks, url: str, *, timezone: str, now: datetime | None) -> Metadata:
    """Reads a page's metadata; broken JSON-LD and odd values count as absent.

    Args:
        marks: of the page.
        url: its address, for relative links.
        timezone: IANA name in which its times without an offset are read.
        now: the time of capture, for relative dates.
    """
    root, metas, tab = marks.root, marks.metas, marks.tab
    canonical = _canonical(marks, url)
    named = [value for name in _TITLE_METAS for value in metas.get(name, [])[:1]]
    data = read_json_ld(
        marks.scripts, [address for address in (url, canonical) if address], [*named, tab, *_headlines(marks)]
    )
    thing = data.article
    said = [value.lstrip("@") for name in _SITE_METAS for value in metas.get(name, [])[:1]]
    stated = Stated(
        [text for text in (string(thing.get("headline")), *named) if text], tab, [*said, *data.sites], url
    )
    sites = site_names(marks, stated.sites)
    title = find_title(marks, stated, sites)
    lang = _language(root, metas, thing)
    others = OtherParts.beside(title.heading)

    @cache
    def lines() -> list[HeaderLine]:
        return header_lines(root, title.heading, title.text or "")

    keywords = thing.get("keywords") or next((metas[name] for name in _KEYWORD_METAS if name in metas), [])
    author = find_author(marks, thing, lines, others, sites=sites, hosts=_host_parts(url))

    def around() -> list[HeaderLine]:
        return [*lines(), *_beside_title(tab, title.text)]

    own_title = _kept(title.text)
    words = (stored(word) for word in islice(_keywords(keywords), _METAS))
    return Metadata(
        title=own_title,
        title_is_weak=title.is_weak,
        author=_kept(author),
        declared_language=lang,
        canonical_url=canonical,
        section=_kept(_section(marks, data, title.text)),
        image_url=_image(root, marks, thing, url),
        keywords=tuple(dict.fromkeys(word for word in words if word and word != own_title)),
        article_body=stored(string(thing.get("articleBody"))),
        kinds=data.kinds,
        states_article=data.states_article,
        recipe=tuple(line for said in data.recipe if (line := stored(said))),
        dates=tuple(
            page_dates(marks, thing, around, others, timezone=timezone, now=now, language=lang, url=url)
        ),
        is_for_subscribers=str(thing.get("isAccessibleForFree")).lower() == "false",
    )


def _beside_title(tab: str, title: str | None) -> list[HeaderLine]:
    """What `<title>` has beside the title, as a line above it: old systems put the day there."""
    before, found, after = " ".join(tab.split()).partition(title or "\n")
    return [HeaderLine(f"{before} {after}", "", is_above=True)] if found else []


def _headlines(marks: Marks) -> list[str]:
    return [one_line(one) for one in marks.headings if one.tag == "h1"][:_HEADLINES]


def _kept(text: str | None) -> str | None:
    """A text as it is stored, on one line; None if nothing is left of it."""
    return " ".join(stored(text).split()) or None if text else None


def _host_parts(url: str) -> list[str]:
    try:
        return (urlsplit(url).hostname or "").split(".")
    except ValueError:
        return []


def _language(root: Element, metas: dict[str, list[str]], thing: Mapping[str, Any]) -> str | None:
    said = [string(thing.get("inLanguage")), string(root.get("lang")), string(root.get("xml:lang"))]
    said += [metas[name][0] for name in ("og:locale", "language", "content-language") if name in metas]
    return next((one for one in said if one), None)


def _canonical(marks: Marks, url: str) -> str | None:
    links: list[str] = [
        one.get("href") or "" for one in marks.links if "canonical" in (one.get("rel") or "").lower().split()
    ]
    for link in links + marks.metas.get("og:url", []):
        try:
            target = urljoin(url, link.strip())
            parts = urlsplit(target)
        except ValueError:
            continue
        # A template's canonical is often the site's front page; that is no article's address.
        if parts.scheme in {"http", "https"} and parts.netloc and not is_front_page(target):
            return target
    return None


def _section(marks: Marks, data: JsonLd, title: str | None) -> str | None:
    said = data.article.get("articleSection")
    ways: tuple[Callable[[], list[str]], ...] = (
        lambda: [string(one) for one in (said if isinstance(said, list) else [said])],
        lambda: marks.metas.get("article:section", []) + marks.metas.get("section", []),
        lambda: [
            element.get("content") or one_line(element)
            for element in islice(marks.named_items("articlesection"), _SECTIONS)
            if element.tag in {"a", "span", "li", "meta"}
        ],
        # From the front page down; the last one is nearest to the article.
        lambda: [*reversed(data.sections)],
        lambda: [*reversed(_breadcrumbs(marks))],
        lambda: _categories(marks),
    )
    for way in ways:
        for name in way():
            text = " ".join(unescape(name).split())
            if _is_section(text, title):
                return text
    return None


def _is_section(text: str, title: str | None) -> bool:
    if not 0 < len(text) <= _SECTION_MAX or text.lower() in _NO_SECTIONS or _NO_SECTION.fullmatch(text):
        return False
    own, words = set(normalize(title or "").split()), set(normalize(text).split())
    return not own or len(words & own) < _OWN_SHARE * max(len(words), len(own))


def _breadcrumbs(marks: Marks) -> list[str]:
    """The links of the page's way from the front page, without that."""
    for element in marks.named["breadcrumb"]:
        if element.tag not in _BREADCRUMBS:
            continue
        # One that leads nowhere is the page itself.
        ways = [(link, link.get("href") or "#") for link in element.iter("a")]
        links = [link for link, address in ways if not (address[0] == "#" or is_front_page(address))]
        if names := [name for link in links if (name := one_line(link))]:
            return names
    return []


def _categories(marks: Marks) -> list[str]:
    """What links to categories say, the nearest to the headline first: cards of other articles have some, too."""
    heading = next((one for one in marks.headings if one.tag == "h1"), None)
    place = 0 if heading is None else marks.order[heading]
    near = sorted(marks.categories, key=lambda one: abs(marks.order[one] - place))
    return [one_line(one) for one in near[:_SECTIONS]]


def _image(root: Element, marks: Marks, thing: Mapping[str, Any], url: str) -> str | None:
    said = thing.get("image")
    first = said[0] if isinstance(said, list) and said else said
    addresses = [value for name in _IMAGE_METAS for value in marks.metas.get(name, [])[:1]]
    addresses.append(
        string(first.get("url") or first.get("contentUrl")) if isinstance(first, dict) else string(first)
    )
    addresses += [
        one.get("href") or "" for one in marks.links if "image_src" in (one.get("rel") or "").lower()
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
