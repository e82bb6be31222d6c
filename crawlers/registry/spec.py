"""What a source's file may say: its keys, their types, and what is wrong with a value."""

import re
from datetime import date
from string import Formatter
from typing import Annotated, Self
from zoneinfo import ZoneInfo, available_timezones

from cssselect import HTMLTranslator, SelectorError
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from pipelines.records import SourceRules
from pipelines.urls import canonical_url


def _http_url(value: str) -> str:
    if canonical_url(value) is None or not value.startswith(("http://", "https://")):
        raise ValueError(f"expected a URL such as https://news.example/rss.xml, got {value!r}")
    return value


def _timezone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError(f"expected an IANA time zone such as Asia/Riyadh, got {value!r}")
    return ZoneInfo(value).key


def _language(value: str) -> str:
    if not re.fullmatch("[a-z]{2,3}", value):
        raise ValueError(f"expected an ISO 639 code such as ar, got {value!r}")
    return value


def _ascending(value: tuple[float, ...]) -> tuple[float, ...]:
    if list(value) != sorted(set(value)):
        raise ValueError(f"expected hours in ascending order such as [6, 48], got {list(value)}")
    return value


def _css(value: str) -> str:
    try:
        HTMLTranslator().css_to_xpath(value)
    except SelectorError as error:
        raise ValueError(f"expected a CSS selector such as article h1, got {value!r} ({error})") from None
    return value


def _fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def _template(value: str) -> str:
    # nothing but these names: a format string could otherwise reach into objects
    try:
        known = {"year", "month", "day"} <= _fields(value) <= {"year", "month", "day", "n"}
        example = value.format(year=2026, month=1, day=31, n=1) if known else ""
    except (ValueError, LookupError):
        example = ""
    if not example:
        raise ValueError(
            "expected a URL such as https://news.example/{year}/{month:02}/{day:02}/page/{n}, "
            f"got {value!r}"
        )
    _http_url(example)
    return value


HttpUrl = Annotated[str, AfterValidator(_http_url)]

Css = Annotated[str, AfterValidator(_css)]

_STRICT = ConfigDict(frozen=True, extra="forbid")


class FeedSpec(BaseModel):
    """A feed of a source; `section` is added to the sections of its entries."""

    model_config = _STRICT
    url: HttpUrl
    section: str | None = None


class SitemapSpec(BaseModel):
    """A sitemap, news sitemap or sitemap index of a source."""

    model_config = _STRICT
    url: HttpUrl


class ListingSpec(BaseModel):
    """Pages that list the articles of a day, for days that no feed shows any more.

    Attributes:
        url: template with `{year}`, `{month}`, `{day}` (`{month:02}` has two digits) and, where a day has
            several pages, `{n}`.
        links: CSS of the links to articles.
        section: added to the sections of its articles.
    """

    model_config = _STRICT
    url: Annotated[str, AfterValidator(_template)]
    links: Css
    section: str | None = None

    @property
    def has_pages(self) -> bool:
        """Whether a day has more than one page."""
        return "n" in _fields(self.url)

    def url_of(self, day: date, page: int) -> str:
        """The address of one page of a day, the first being 1."""
        return self.url.format(year=day.year, month=day.month, day=day.day, n=page)


class Selectors(BaseModel):
    """CSS for pages that the general extractor does not get right."""

    model_config = _STRICT
    title: Css | None = None
    body: Css | None = None
    drop: tuple[Css, ...] = ()


class SourceSpec(BaseModel):
    """A publisher that Naba fetches from.

    Attributes:
        id: stem of its file, the same everywhere; lower-case words joined by hyphens.
        country: folder of its file, ISO 3166 (`un` for the United Nations).
        name: as its readers know it, in its own script.
        language: ISO 639-1, of most of what it publishes.
        timezone: IANA name; local times on its pages are read in it.
        note: for whoever edits the file.
        allow_private: whether its addresses may be private ones (a newsroom in one's own network).
        delay_seconds: least time between two requests to it; a longer Crawl-delay of its robots.txt counts.
        recheck_hours: how long after an article was fetched it is fetched again, to catch corrections.
    """

    model_config = _STRICT
    id: str
    country: str
    name: str = Field(min_length=1)
    language: Annotated[str, AfterValidator(_language)]
    timezone: Annotated[str, AfterValidator(_timezone)]
    homepage: HttpUrl
    note: str | None = None
    allow_private: bool = False
    delay_seconds: float = Field(default=1.0, ge=0, le=3600)
    recheck_hours: Annotated[
        tuple[Annotated[float, Field(gt=0, le=24 * 30)], ...], AfterValidator(_ascending)
    ] = (
        6,
        48,
    )
    feeds: tuple[FeedSpec, ...] = ()
    sitemaps: tuple[SitemapSpec, ...] = ()
    listings: tuple[ListingSpec, ...] = ()
    selectors: Selectors = Selectors()

    @model_validator(mode="after")
    def _lists_something(self) -> Self:
        if not self.feeds and not self.sitemaps and not self.listings:
            raise ValueError("expected at least one [[feeds]], [[sitemaps]] or [[listings]] with a url")
        return self

    def rules(self) -> SourceRules:
        """What cleaning may know of the source."""
        return SourceRules(
            language=self.language,
            timezone=self.timezone,
            title_selector=self.selectors.title,
            body_selector=self.selectors.body,
            drop_selectors=self.selectors.drop,
        )
