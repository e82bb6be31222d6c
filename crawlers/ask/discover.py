"""`naba sources new URL`: what a site can be read from, and the file that says so."""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytz
from lxml import html

from crawlers.ask.once import fetch_all, unnamed_source, with_advice
from crawlers.fetch.wanted import Fetched, Wanted
from crawlers.memory.domain_ledger import domain_of
from pipelines.errors import BadInputError
from pipelines.feeds import NotAFeedError, parse_feed, parse_sitemap
from pipelines.settings import Settings
from pipelines.text.encoding import decode
from pipelines.urls import canonical_url

_USUAL_FEEDS = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/feed.json")
_USUAL_SITEMAPS = (
    "/news-sitemap.xml",
    "/sitemap_news.xml",
    "/sitemap-news.xml",
    "/sitemap.xml",
    "/sitemap_index.xml",
)
_FEED_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"}
)
_MAX_CANDIDATES = 40
_SITEMAP_LINE = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_LANGUAGE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True, slots=True)
class FoundList:
    """A feed or sitemap that a site has."""

    url: str
    is_feed: bool
    entries: int
    newest_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewSource:
    """A source file that was written, and what its lists hold."""

    path: Path
    lists: tuple[FoundList, ...]


def new_source(
    settings: Settings, url: str, *, country: str | None, source_id: str | None, allow_private: bool = False
) -> NewSource:
    """Looks for the feeds and sitemaps of a site and writes its source file.

    Args:
        settings: where source files are.
        url: the site's front page.
        country: folder of the file; None: what the domain ends in.
        source_id: stem of the file; None: from the domain.
        allow_private: whether the site stands in one's own network.

    Raises:
        BadInputError: the site cannot be read, has neither feed nor sitemap, or there is such a source.
    """
    homepage = canonical_url(url)
    if homepage is None or not url.startswith(("http://", "https://")):
        raise BadInputError(f"{url!r} is no address: expected one such as https://news.example/")
    domain = domain_of(homepage)
    ending = domain.rpartition(".")[2]
    country = country or (ending if re.fullmatch("[a-z]{2}", ending) else None)
    if country is None or not re.fullmatch("[a-z]{2}", country):
        raise BadInputError(
            f"{domain} does not say its country: name it with --country, such as --country sa"
        )
    stem = source_id or re.sub(r"[^a-z0-9]+", "-", domain.partition(".")[0].lower()).strip("-")
    path = settings.sources / country / f"{stem}.toml"
    if path.exists():
        raise BadInputError(f"{path} is there already: name another with --id")
    page, lists = _look(settings, homepage, allow_private=allow_private)
    if not lists:
        raise BadInputError(
            f"{homepage}: neither feed nor sitemap found; its listing pages may do ([[listings]])"
        )
    text = _toml(page, homepage, country, lists, allow_private=allow_private)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return NewSource(path, tuple(lists))


def _look(settings: Settings, homepage: str, *, allow_private: bool) -> tuple[Fetched, list[FoundList]]:
    site = unnamed_source(homepage, allow_private=allow_private)
    page, robots = fetch_all(
        settings,
        [
            Wanted(source=site, url=homepage),
            Wanted(source=site, url=urljoin(homepage, "/robots.txt"), kind="robots"),
        ],
    )
    if page.problem:
        raise BadInputError(f"{homepage}: {with_advice(page)}")
    named = [*_linked_feeds(page), *_SITEMAP_LINE.findall(robots.body.decode("utf-8", "replace"))]
    usual = [urljoin(homepage, path) for path in (*_USUAL_FEEDS, *_USUAL_SITEMAPS)]
    candidates = [address for one in (*named, *usual) if (address := canonical_url(one, homepage))]
    wanted = [Wanted(source=site, url=url) for url in dict.fromkeys(candidates)]
    lists: dict[str, FoundList] = {}
    bodies: set[bytes] = set()
    for answer in fetch_all(settings, wanted[:_MAX_CANDIDATES]):
        if answer.body in bodies:  # one feed under several addresses
            continue
        found = _recognise(answer)
        if found is not None:
            bodies.add(answer.body)
            lists.setdefault(found.url, found)
    return page, list(lists.values())


def _root(page: Fetched) -> Any:
    text = decode(page.body, page.content_type)
    if not text.strip():
        return html.Element("html")
    return html.fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8"))


def _linked_feeds(page: Fetched) -> list[str]:
    links = _root(page).iterfind(".//link[@href]")
    return [
        urljoin(page.final_url, link.get("href"))
        for link in links
        if (link.get("type") or "").strip().lower() in _FEED_TYPES
    ]


def _recognise(answer: Fetched) -> FoundList | None:
    """The feed or sitemap that an answer is; one without entries is none."""
    try:
        entries = parse_feed(answer.body, url=answer.final_url, content_type=answer.content_type).entries
        count, is_feed = len(entries), True
    except NotAFeedError:
        try:
            sitemap = parse_sitemap(answer.body, url=answer.final_url)
        except NotAFeedError:
            return None
        entries, count, is_feed = sitemap.entries, len(sitemap.entries) + len(sitemap.children), False
    newest = max((entry.published_at for entry in entries if entry.published_at), default=None)
    return FoundList(answer.final_url, is_feed, count, newest) if count else None


def _toml(page: Fetched, homepage: str, country: str, lists: list[FoundList], *, allow_private: bool) -> str:
    root = _root(page)
    names = [*root.xpath("//meta[@property='og:site_name']/@content"), *root.xpath("//title/text()")]
    name = next((" ".join(one.split()) for one in names if one.strip()), urlsplit(homepage).hostname or "")
    language = (root.get("lang") or "").lower().partition("-")[0]
    zones = pytz.country_timezones.get(country, ["UTC"])
    lines = [
        f"name = {_quoted(name)}",
        f"language = {_quoted(language if _LANGUAGE.fullmatch(language) else 'ar')}",
        f"timezone = {_quoted(zones[0])}  # of the country: check it",
        f"homepage = {_quoted(homepage)}",
        *(["allow_private = true"] if allow_private else []),
    ]
    for one in lists:
        lines += ["", "[[feeds]]" if one.is_feed else "[[sitemaps]]", f"url = {_quoted(one.url)}"]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A TOML basic string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in escaped) + '"'
