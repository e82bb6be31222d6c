"""A page's JSON-LD: what it says of the article, of the site, and of the way from the front page.

It is read however it is wrapped or broken: in CDATA or comments, several objects one behind the other, commas too
many, escaped as HTML.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml.etree import _Element as Element

from pipelines.cleaning.page.recipe import recipe_lines
from pipelines.text import normalize
from pipelines.text.escapes import mend_json, unescape, without_controls
from pipelines.urls import is_front_page

_ARTICLES = re.compile(r"(?:Article|BlogPosting|Report|LiveBlogPosting|SocialMediaPosting)$")
# What a page may be in an article's place, with an author and a day of its own.
_WORKS = re.compile(r"(?:Recipe|HowTo|Review)$")
_INSTRUCTIONS = re.compile(r"(?:Recipe|HowTo)$")
_PAGES = re.compile(r"(?:WebPage|ItemPage)$")
_SITES = re.compile(r"(?:Organization|WebSite|Blog|Newspaper|Periodical)$")
_PERSON = re.compile(r"Person$")
# Keys whose value may be only a reference to another object of the page.
_REFERENCES = ("author", "creator", "image", "publisher", "mainEntity")
# Keys whose value may be a thing that the page is about, not one that it only mentions.
_HOLDERS = ("@graph", "mainEntity", "mainEntityOfPage")
_DEPTH = 4
_LONGEST = 2_000_000  # characters; with a copy of the text in it, twice what the longest text has
_WRAPPING = re.compile(
    r"/\*\s*<!\[CDATA\[\s*\*/|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*\s*\]\]>\s*\*/|//\s*\]\]>|\]\]>|<!--|-->"
)
_COMMA_TOO_MANY = re.compile(r",(?=\s*[}\]])|(?<=[{\[])\s*,")
_DECODER = json.JSONDecoder(strict=False)
_OBJECTS = 200  # of one script; more is no description of an article


@dataclass(frozen=True, slots=True)
class JsonLd:
    """What is used of it; whatever is broken or odd counts as absent.

    Attributes:
        article: the object that describes the article, before a recipe or review, before a mere page; {} if none.
        sites: names of the site and of who publishes it.
        sections: names on the way from the front page to the article, without both.
        recipe: the lines of the recipe or instructions on the page.
        kinds: the types of all things.
        states_article: one of them is an article, a recipe or a review.
    """

    article: Mapping[str, Any]
    sites: tuple[str, ...]
    sections: tuple[str, ...]
    recipe: tuple[str, ...]
    kinds: frozenset[str]
    states_article: bool


def read_json_ld(
    scripts: Iterable[Element], addresses: Collection[str] = (), titles: Collection[str] = ()
) -> JsonLd:
    """Reads all JSON-LD of a page; references to objects of the same page are followed.

    Of several articles the one counts that names the page's address, else the one whose headline the page has as
    its own, else the first.

    Args:
        scripts: the page's `<script>` elements.
        addresses: its own address and what it calls its canonical one.
        titles: what it calls itself elsewhere: og:title, `<title>`, first heading.
    """
    things = [thing for script in scripts for thing in _things(script)]
    known = {thing["@id"]: thing for thing in things if isinstance(thing.get("@id"), str)}
    found = _own(things, addresses, titles)
    article = dict(found) if found else {}
    for key in _REFERENCES:
        if key in article:
            article[key] = _follow(article[key], known)
    publisher = article.get("publisher")
    # A blogger's site may be published by "Person and Organization".
    sites = [string(thing.get("name")) for thing in things if is_organization(thing)]
    sites += [string(publisher.get("name"))] if isinstance(publisher, dict) else [string(publisher)]
    ways = [_way(thing) for thing in things if "BreadcrumbList" in _types(thing)]
    return JsonLd(
        article,
        tuple(dict.fromkeys(name for name in sites if name)),
        ways[0] if ways else (),
        recipe_lines(thing for thing in things if _is(thing, _INSTRUCTIONS)),
        frozenset(kind for thing in things for kind in _types(thing)),
        any(_is(thing, _ARTICLES) or _is(thing, _WORKS) for thing in things),
    )


def string(value: Any) -> str:
    """A value as text, entities read; "" if it is none."""
    return without_controls(unescape(value)).strip() if isinstance(value, str) else ""


def number_or_string(value: Any) -> str:
    """A value as text, also where it is a number, as seconds since 1970 are."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else string(value)


def _own(
    things: list[dict[str, Any]], addresses: Collection[str], titles: Collection[str]
) -> dict[str, Any] | None:
    articles = [thing for thing in things if _is(thing, _ARTICLES)]
    if len(articles) > 1:
        own = {_place(address) for address in addresses} - {""}
        for thing in articles:
            if not own.isdisjoint(map(_place, _addresses(thing))):
                return thing
        said = [words for title in titles if (words := normalize(title))]
        for thing in articles:
            headline = normalize(string(thing.get("headline") or thing.get("name")))
            if headline and any(headline in words or words in headline for words in said):
                return thing
    if articles:
        return articles[0]
    others = (thing for kinds in (_WORKS, _PAGES) for thing in things if _is(thing, kinds))
    return next(others, None)


def _addresses(thing: Mapping[str, Any]) -> list[str]:
    page = thing.get("mainEntityOfPage")
    said = [thing.get("url"), thing.get("@id"), page]
    said += [page.get("@id"), page.get("url")] if isinstance(page, dict) else []
    return [string(one) for one in said]


def _place(address: str) -> str:
    """What of an address names the article: no scheme, no `www`, no fragment, no closing slash."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    path = unquote(parts.path).rstrip("/")
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.netloc.lower().removeprefix('www.')}{path}{query}" if path or query else ""


def _things(script: Element) -> Iterator[dict[str, Any]]:
    if "ld+json" not in (script.get("type") or "").lower():
        return
    text = script.text or ""
    if not text or len(text) > _LONGEST:
        return
    for data in _values(text):
        yield from _within(data, _DEPTH)


def _values(text: str) -> list[Any]:
    """The JSON values of a script; broken ones are left out."""
    text = mend_json(text)
    try:
        return [_DECODER.decode(text.strip())]
    except (ValueError, RecursionError):
        pass
    text = _WRAPPING.sub(" ", text)
    if "&quot;" in text and '"' not in text:
        text = unescape(text)
    text = _COMMA_TOO_MANY.sub("", text)
    found: list[Any] = []
    at = 0
    while len(found) < _OBJECTS and (match := re.compile(r"[{\[]").search(text, at)):
        try:
            value, at = _DECODER.raw_decode(text, match.start())
        except (ValueError, RecursionError):
            break
        found.append(value)
    return found


def _within(data: Any, depth: int) -> Iterator[dict[str, Any]]:
    """The things that a value describes: itself, what a list or graph holds, and what it says its page is about."""
    if depth and isinstance(data, list):
        for one in data[:_OBJECTS]:
            yield from _within(one, depth - 1)
    elif depth and isinstance(data, dict):
        yield data
        for key in _HOLDERS:
            if isinstance(data.get(key), list | dict):
                yield from _within(data[key], depth - 1)


def _types(thing: Mapping[str, Any]) -> list[str]:
    kind = thing.get("@type")
    return [string(one) for one in kind] if isinstance(kind, list) else [string(kind)]


def _is(thing: Mapping[str, Any], kinds: re.Pattern[str]) -> bool:
    return any(map(kinds.search, _types(thing)))


def is_organization(thing: Mapping[str, Any]) -> bool:
    """Whether an object says that it is a company, an outlet or a site, and no person."""
    return _is(thing, _SITES) and not _is(thing, _PERSON)


def _follow(value: Any, known: Mapping[str, dict[str, Any]]) -> Any:
    if isinstance(value, list):
        return [_follow(one, known) for one in value]
    if isinstance(value, dict) and isinstance(value.get("@id"), str):
        return known.get(value["@id"], {}) | value
    return value


def _way(thing: Mapping[str, Any]) -> tuple[str, ...]:
    """Names of a breadcrumb list without the front page."""
    items = thing.get("itemListElement")
    names = []
    for one in items if isinstance(items, list) else []:
        if not isinstance(one, dict):
            continue
        target = one.get("item")
        inner = target if isinstance(target, dict) else {}
        name = string(one.get("name")) or string(inner.get("name"))
        address = string(target) or string(inner.get("@id")) or string(inner.get("url"))
        if name and not (address and is_front_page(address)):
            names.append(name)
    return tuple(names)
