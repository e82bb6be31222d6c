"""What a request asks for: stories that fit, and how its visitor reads, each checked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from pipelines.warehouse.ask.search.groups import Filter
from pipelines.warehouse.ask.search.words import LENGTH_MAX
from pipelines.web.localized import DEFAULT, Localized, chosen_language, localized
from pipelines.web.templating import address
from pipelines.web.zones import UNIVERSAL, Zone, zone_named

LANGUAGE, ZONE = "lang", "tz"
"""Parameters of an address that ask for a language and a time zone."""

PAGES_MAX = 10_000

_COPIES_MAX = 10_000
_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20]*")
# Keep what was asked for; nothing else is kept of a visitor.
_COOKIES = {LANGUAGE: "language", ZONE: "timezone"}
_COOKIE_SECONDS = 365 * 24 * 3600


class RefusedError(HTTPException):
    """A request that can't be answered, and why: a text of the interface."""

    def __init__(self, status: int, key: str, **values: Any) -> None:
        """With the key of a text, and what is put into it."""
        super().__init__(status, localized(DEFAULT).text(key, **values))
        self.key = key
        self.values = values


@dataclass(frozen=True, slots=True)
class Visitor:
    """How a visitor reads.

    Attributes:
        ui: the language of the interface: as the address says, else as was asked for before, else the browser's wish.
        zone: that times are shown in: as the address says, else as was asked for before, else UTC.
    """

    ui: Localized
    zone: Zone

    @classmethod
    def of(cls, request: Request) -> "Visitor":
        """The visitor that asks; what is not known is not heard."""
        query, cookies = request.query_params, request.cookies
        language = chosen_language(
            query.get(LANGUAGE), cookies.get(_COOKIES[LANGUAGE]), request.headers.get("accept-language", "")
        )
        zone = zone_named(query.get(ZONE)) or zone_named(cookies.get(_COOKIES[ZONE])) or UNIVERSAL
        return cls(localized(language), zone)

    def keep_asked(self, request: Request, response: Response) -> None:
        """Remembers what the address asked for, in cookies."""
        for name, value in ((LANGUAGE, self.ui.code), (ZONE, self.zone.name)):
            if request.query_params.get(name) == value:
                response.set_cookie(
                    _COOKIES[name], value, max_age=_COOKIE_SECONDS, httponly=True, samesite="lax", path="/"
                )


def refuse_unknown_zone(query: QueryParams) -> None:
    """Ends a request for a time zone that there is not.

    Raises:
        RefusedError: there is none of that name.
    """
    if (name := query.get(ZONE)) and zone_named(name) is None:
        raise RefusedError(400, "zone_expected", name=ZONE)


def same_page(request: Request, **changed: str) -> str:
    """The address of the page that is asked for, with some parameters changed."""
    return address(request.url.path, {**request.query_params, **changed})


def page_named(text: str) -> tuple[str, list[tuple[str, str]]]:
    """Path and parameters of a page of ours; the first page where an address leads elsewhere or is none."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return "/", []
    # Browsers take `//host` and `/\\host` for another place.
    is_ours = not parts.scheme and not parts.netloc and _PATH.fullmatch(parts.path)
    return (parts.path, parse_qsl(parts.query)) if is_ours else ("/", [])


def filter_asked(query: QueryParams, day: date | None) -> Filter:
    """The stories that are wanted.

    Raises:
        RefusedError: a parameter is not what it should be.
    """
    words = query.get("words", "").strip()
    if len(words) > LENGTH_MAX:
        raise RefusedError(400, "too_long", name="words", maximum=LENGTH_MAX)
    return Filter(
        day=day,
        outlet=query.get("outlet") or None,
        country=query.get("country") or None,
        language=query.get("language") or None,
        words=words,
        copies=number_asked(query, "copies", _COPIES_MAX),
        first=_day_asked(query, "from"),
        last=_day_asked(query, "to"),
    )


def days_title(wanted: Filter, ui: Localized) -> str:
    """What a list of stories is called by its days: `Stories of Sunday, 1 March 2026`."""
    first, last = wanted.first, wanted.last
    if wanted.day:
        return ui.plain("stories_of_day", day=ui.long_day(wanted.day))
    if first and last:
        return ui.plain("stories_from_to", first=ui.long_day(first), last=ui.long_day(last))
    if first:
        return ui.plain("stories_from", first=ui.long_day(first))
    return ui.plain("stories_to", last=ui.long_day(last)) if last else ui.plain("stories_of_all_days")


def list_title(wanted: Filter, ui: Localized, names: Mapping[str, str]) -> str:
    """The whole name of a list of stories, with all that narrows it: what a bookmark or a feed is called."""
    outlet = wanted.outlet and names.get(wanted.outlet, wanted.outlet)
    country = wanted.country and ui.country(wanted.country)
    language = wanted.language and ui.language(wanted.language)
    copies = wanted.copies and ui.plain("at_least", copies=ui.count("copy_count", wanted.copies).unescape())
    narrowed = [str(one) for one in (wanted.words, outlet, country, language, copies) if one]
    days = days_title(wanted, ui)
    return f"{days}: {ui.plain('and').join(narrowed)}" if narrowed else days


def day_named(text: str) -> date:
    """The day that an address names.

    Raises:
        RefusedError: it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise RefusedError(404, "no_such_day") from None


def number_asked(query: QueryParams, name: str, maximum: int) -> int:
    """A number from 0 on; 0 where none is given.

    Raises:
        RefusedError: it is none, or too large.
    """
    text = query.get(name) or "0"
    # Digits of any script: an Arabic keyboard writes ٣.
    if not (text.isdecimal() and len(text) <= len(str(maximum)) and int(text) <= maximum):
        raise RefusedError(400, "number_expected", name=name, maximum=maximum)
    return int(text)


def _day_asked(query: QueryParams, name: str) -> date | None:
    text = query.get(name)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise RefusedError(400, "day_expected", name=name) from None
