"""A page's JSON-LD: what it says of the article, of the site, and of the way from the front page."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from lxml.etree import _Element as Element

from pipelines.text.escapes import read_json, unescape, without_controls

_ARTICLES = re.compile(r"(?:Article|BlogPosting|Report|LiveBlogPosting|WebPage)$")
_SITES = re.compile(r"(?:Organization|WebSite)$")
# Keys whose value may be only a reference to another object of the page.
_REFERENCES = ("author", "image", "publisher")
_LONGEST = 2_000_000  # characters; with a copy of the text in it, twice what the longest text has


@dataclass(frozen=True, slots=True)
class JsonLd:
    """What is used of it; whatever is broken or odd counts as absent.

    Attributes:
        article: the object that describes the article, before one that describes a mere page; {} if none.
        sites: names of the site and of who publishes it.
        sections: names on the way from the front page to the article, without both.
    """

    article: Mapping[str, Any]
    sites: tuple[str, ...]
    sections: tuple[str, ...]


def read_json_ld(root: Element) -> JsonLd:
    """Reads all JSON-LD of a page; references to objects of the same page are followed."""
    things = [thing for script in root.iter("script") for thing in _things(script)]
    articles = [thing for thing in things if _ARTICLES.search(_type(thing))]
    articles.sort(key=lambda thing: _type(thing).endswith("WebPage"))
    known = {thing["@id"]: thing for thing in things if isinstance(thing.get("@id"), str)}
    article = dict(articles[0]) if articles else {}
    for key in _REFERENCES:
        if key in article:
            article[key] = _follow(article[key], known)
    publisher = article.get("publisher")
    sites = [string(thing.get("name")) for thing in things if _SITES.search(_type(thing))]
    sites += [string(publisher.get("name"))] if isinstance(publisher, dict) else []
    ways = [_way(thing) for thing in things if _type(thing) == "BreadcrumbList"]
    return JsonLd(article, tuple(name for name in sites if name), ways[0] if ways else ())


def string(value: Any) -> str:
    """A value as text, entities read; "" if it is none."""
    return without_controls(unescape(value)).strip() if isinstance(value, str) else ""


def _things(script: Element) -> Iterator[dict[str, Any]]:
    if "ld+json" not in (script.get("type") or "").lower():
        return
    text = script.text or ""
    if not text or len(text) > _LONGEST:
        return
    try:
        data = read_json(text.strip().rstrip(";"), strict=False)
    except ValueError:
        return
    todo = data if isinstance(data, list) else [data]
    for item in todo:
        if isinstance(item, dict):
            yield item
            graph = item.get("@graph")
            yield from (one for one in (graph if isinstance(graph, list) else []) if isinstance(one, dict))


def _type(thing: Mapping[str, Any]) -> str:
    kind = thing.get("@type")
    return string(kind[0] if isinstance(kind, list) and kind else kind)


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


def is_front_page(address: str) -> bool:
    """Whether an address leads to a site's front page."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return not parts.path.strip("/") and not parts.query
