"""`naba sources new URL…`: what sites can be read from, and the files that say so."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urljoin

from crawlers.ask.once import fetch_all, unnamed_source, with_advice
from crawlers.fetch.wanted import Fetched, Wanted
from crawlers.lists.feed import Feed
from crawlers.lists.kind import Listing, Site
from crawlers.lists.kinds import KINDS
from crawlers.registry.new_files import NewFile, check_homepage, path_of, write_file
from pipelines.errors import BadInputError
from pipelines.settings import Settings
from pipelines.text.encoding import decode
from pipelines.urls import canonical_url

_MAX_CANDIDATES = 40
_HOME_WORDS = "home ?page|home|الصفحة الرئيسية|الرئيسية|صفحه اصلی|صفحه نخست|page d'accueil|accueil|inicio|startseite|главная|ana ?sayfa"
_HOME = re.compile(rf"^(?:{_HOME_WORDS})\s*[|\-–—:»]\s*|\s*[|\-–—:«]\s*(?:{_HOME_WORDS})$", re.IGNORECASE)
# Of a feed's articles that a feed before it names, too: a site has the same in several formats.
_SAME_SHARE = 0.8


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


@dataclass(frozen=True, slots=True)
class NotFound:
    """Why a site gave no source file, in one line."""

    url: str
    problem: str


def new_sources(
    settings: Settings,
    urls: Sequence[str],
    *,
    country: str | None = None,
    source_id: str | None = None,
    allow_private: bool = False,
) -> list[NewSource | NotFound]:
    """Looks for the lists of sites, side by side, and writes their source files; one that fails stops no other.

    Args:
        settings: where source files are.
        urls: the sites' front pages.
        country: folder of the files; None: what each domain ends in.
        source_id: stem of the file of a single site; None: from its domain.
        allow_private: whether the sites stand in one's own network.
    """
    outcomes: dict[str, NewSource | NotFound] = {}
    homepages: dict[str, str] = {}
    for url in dict.fromkeys(urls):
        try:
            homepages[url] = check_homepage(url)
            path_of(settings.sources, homepages[url], country, source_id)
        except BadInputError as error:
            homepages.pop(url, None)
            outcomes[url] = NotFound(url, str(error))
    sites = _front_pages(settings, homepages, outcomes, allow_private=allow_private)
    for url, lists in _lists_of(settings, sites, allow_private=allow_private).items():
        homepage, site = homepages[url], sites[url]
        if not lists:
            problem = f"{homepage}: neither feed nor sitemap found; its listing pages may do ([[listings]])"
            outcomes[url] = NotFound(url, problem)
            continue
        new = NewFile(
            homepage=homepage,
            lists=tuple((one.table, one.url) for one in lists),
            name=_name_of(site),
            country=country,
            source_id=source_id,
            language=site.root.get("lang"),
            allow_private=allow_private,
        )
        try:
            outcomes[url] = NewSource(write_file(settings.sources, new), tuple(lists))
        except BadInputError as error:
            outcomes[url] = NotFound(url, str(error))
    return [outcomes[url] for url in dict.fromkeys(urls)]


def _front_pages(
    settings: Settings,
    homepages: Mapping[str, str],
    outcomes: dict[str, NewSource | NotFound],
    *,
    allow_private: bool,
) -> dict[str, Site]:
    """The front page and robots.txt of each site; those that cannot be read go to `outcomes`."""
    wanted = []
    for homepage in homepages.values():
        source = unnamed_source(homepage, allow_private=allow_private)
        wanted += [
            Wanted(source=source, url=homepage),
            Wanted(source=source, url=urljoin(homepage, "/robots.txt"), kind="robots"),
        ]
    answers = fetch_all(settings, wanted) if wanted else []
    sites: dict[str, Site] = {}
    for url, page, robots in zip(homepages, answers[::2], answers[1::2], strict=True):
        if page.problem:
            outcomes[url] = NotFound(url, f"{homepages[url]}: {with_advice(page)}")
        else:
            sites[url] = Site(page.final_url, page.body, page.content_type, decode(robots.body).text)
    return sites


def _lists_of(
    settings: Settings, sites: Mapping[str, Site], *, allow_private: bool
) -> dict[str, list[FoundList]]:
    """The lists of each site, each once, though it often has several addresses."""
    places = {url: [one for kind in KINDS for one in kind.addresses_on(site)] for url, site in sites.items()}
    answers = _fetched(settings, sites, places, allow_private=allow_private)
    found = {url: _distinct(answers[url]) for url in sites}
    # Where the front page leads to a page about feeds, that one links them.
    further = {
        url: [
            place
            for answer in answers[url]
            if not answer.problem
            for place in Feed.linked_on(Site(answer.final_url, answer.body, answer.content_type, ""))
        ]
        for url, lists in found.items()
        if not any(one.kind == Feed.kind for one in lists)
    }
    more = _fetched(settings, sites, further, allow_private=allow_private)
    return found | {url: _distinct([*answers[url], *more[url]]) for url in further}


def _fetched(
    settings: Settings, sites: Mapping[str, Site], places: Mapping[str, Sequence[str]], *, allow_private: bool
) -> dict[str, list[Fetched]]:
    """What some places of each site answer, side by side; they may be relative to its front page."""
    addresses: dict[str, list[str]] = {}
    wanted: dict[str, Wanted] = {}
    for url, named in places.items():
        unique = dict.fromkeys(address for one in named if (address := canonical_url(one, sites[url].url)))
        addresses[url] = list(unique)[:_MAX_CANDIDATES]
        source = unnamed_source(sites[url].url, allow_private=allow_private)
        wanted |= {address: Wanted(source=source, url=address) for address in addresses[url]}
    answers = dict(zip(wanted, fetch_all(settings, list(wanted.values())) if wanted else [], strict=True))
    return {url: [answers[address] for address in of_site] for url, of_site in addresses.items()}


def _distinct(answers: Sequence[Fetched]) -> list[FoundList]:
    """The lists among some answers; of feeds that name the same articles, the first."""
    found: dict[str, FoundList] = {}
    bodies: set[bytes] = set()
    articles: set[str] = set()
    for answer in answers:
        recognised = None if answer.body in bodies else _recognise(answer)
        if recognised is None or recognised[0].url in found:
            continue
        bodies.add(answer.body)
        one, listing = recognised
        urls = {entry.url for entry in listing.entries}
        if one.kind == Feed.kind and len(urls & articles) >= _SAME_SHARE * len(urls):
            continue
        if one.kind == Feed.kind:
            articles |= urls
        found[one.url] = one
    return list(found.values())


def _name_of(site: Site) -> str | None:
    names = [
        *site.root.xpath("//meta[@property='og:site_name']/@content"),
        # Front pages are often titled "Home | Name".
        *(_HOME.sub("", " ".join(one.split())) for one in site.root.xpath("//title/text()")),
    ]
    return next((name for one in names if (name := " ".join(one.split()))), None)


def _recognise(answer: Fetched) -> tuple[FoundList, Listing] | None:
    """The list that an answer is, and what it says; one that names nothing is none."""
    for kind in KINDS:
        listing = kind.recognise(answer.body, url=answer.final_url, content_type=answer.content_type)
        if listing is not None:
            newest = max((one.published_at for one in listing.entries if one.published_at), default=None)
            count = len(listing.entries) or len(listing.links)
            return FoundList(answer.final_url, kind.kind, kind.table, count, newest), listing
    return None
