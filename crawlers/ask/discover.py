"""`naba sources new URL`: what a site can be read from, and the file that says so."""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytz

from crawlers.ask.once import fetch_all, unnamed_source, with_advice
from crawlers.fetch.wanted import Fetched, Wanted
from crawlers.lists.kind import Site
from crawlers.lists.kinds import KINDS
from crawlers.rules.domains import domain_of
from pipelines.errors import BadInputError
from pipelines.settings import Settings
from pipelines.text.encoding import decode
from pipelines.urls import canonical_url

_MAX_CANDIDATES = 40
_LANGUAGE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True, slots=True)
class FoundList:
    """A list that a site has; `entries` counts the lists that it names where it names no articles."""

    url: str
    kind: str
    table: str
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
    """Looks for the lists of a site and writes its source file.

    Args:
        settings: where source files are.
        url: the site's front page.
        country: folder of the file; None: what the domain ends in.
        source_id: stem of the file; None: from the domain.
        allow_private: whether the site stands in one's own network.

    Raises:
        BadInputError: the site cannot be read, has no list, or there is such a source.
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
    site, lists = _look(settings, homepage, allow_private=allow_private)
    if not lists:
        raise BadInputError(
            f"{homepage}: neither feed nor sitemap found; its listing pages may do ([[listings]])"
        )
    text = _toml(site, homepage, country, lists, allow_private=allow_private)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return NewSource(path, tuple(lists))


def _look(settings: Settings, homepage: str, *, allow_private: bool) -> tuple[Site, list[FoundList]]:
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
    found = Site(page.final_url, page.body, page.content_type, decode(robots.body).text)
    candidates = [
        address
        for kind in KINDS
        for one in kind.addresses_on(found)
        if (address := canonical_url(one, homepage))
    ]
    wanted = [Wanted(source=site, url=url) for url in dict.fromkeys(candidates)]
    lists: dict[str, FoundList] = {}
    bodies: set[bytes] = set()
    for answer in fetch_all(settings, wanted[:_MAX_CANDIDATES]):
        # One list often has several addresses.
        recognised = None if answer.body in bodies else _recognise(answer)
        if recognised is not None:
            bodies.add(answer.body)
            lists.setdefault(recognised.url, recognised)
    return found, list(lists.values())


def _recognise(answer: Fetched) -> FoundList | None:
    """The list that an answer is; one that names nothing is none."""
    for kind in KINDS:
        listing = kind.recognise(answer.body, url=answer.final_url, content_type=answer.content_type)
        if listing is not None:
            newest = max((one.published_at for one in listing.entries if one.published_at), default=None)
            count = len(listing.entries) or len(listing.links)
            return FoundList(answer.final_url, kind.kind, kind.table, count, newest)
    return None


def _toml(site: Site, homepage: str, country: str, lists: list[FoundList], *, allow_private: bool) -> str:
    root = site.root
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
        lines += ["", f"[[{one.table}]]", f"url = {_quoted(one.url)}"]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A TOML basic string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in escaped) + '"'
