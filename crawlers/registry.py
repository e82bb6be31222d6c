"""The sources: one TOML file each, `sources/<cc>/<id>.toml`, loaded and checked.

Adding a source is adding one file. A mistake in it names file, line, key and what was expected, and costs
that source only.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from string import Formatter
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo, available_timezones

from cssselect import HTMLTranslator, SelectorError
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from pipelines.errors import BadInputError
from pipelines.records import SourceRules
from pipelines.urls import canonical_url

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_COUNTRY = re.compile(r"[a-z]{2}")


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


@dataclass(frozen=True, slots=True)
class SourceProblem:
    """Why one file gives no source; `message` is one line that begins with file and line."""

    source_id: str
    message: str


@dataclass(frozen=True, slots=True)
class Registry:
    """All sources by id, sorted, and the files that could not be used."""

    sources: Mapping[str, SourceSpec]
    problems: tuple[SourceProblem, ...]

    def select(self, ids: tuple[str, ...]) -> dict[str, SourceSpec | SourceProblem]:
        """The sources of these ids, or what is wrong with their files; all sources if there are no ids.

        Raises:
            BadInputError: no file has one of the ids.
        """
        found: dict[str, SourceSpec | SourceProblem] = {
            problem.source_id: problem for problem in self.problems
        }
        found |= self.sources
        unknown = [one for one in ids if one not in found]
        if unknown:
            raise BadInputError(f"no source {', '.join(unknown)}: there are {', '.join(sorted(found))}")
        return {one: found[one] for one in sorted(ids or found)}


def load_registry(folder: Path) -> Registry:
    """Loads all source files; one that is wrong becomes a problem and stops no other.

    Raises:
        BadInputError: there is no such folder.
    """
    if not folder.is_dir():
        raise BadInputError(f"{folder}: no such folder of sources")
    sources: dict[str, SourceSpec] = {}
    problems: list[SourceProblem] = []
    files: dict[str, Path] = {}
    for path in sorted(folder.glob("*/*.toml"), key=lambda path: (path.stem, path)):
        found = _load(path)
        if path.stem in files:
            found = SourceProblem(path.stem, f"{path}: there is already {files[path.stem]} with this id")
        files.setdefault(path.stem, path)
        if isinstance(found, SourceSpec):
            sources[found.id] = found
        else:
            problems.append(found)
    return Registry(sources, tuple(problems))


def load_sources(folder: Path) -> dict[str, SourceSpec]:
    """Loads all source files, strictly.

    Raises:
        BadInputError: a file is wrong; the message is the first problem and the number of the others.
    """
    registry = load_registry(folder)
    if registry.problems:
        more = len(registry.problems) - 1
        raise BadInputError(registry.problems[0].message + (f" (and {more} more)" if more else ""))
    return dict(registry.sources)


def _load(path: Path) -> SourceSpec | SourceProblem:
    def problem(message: str) -> SourceProblem:
        return SourceProblem(path.stem, message)

    if not _ID.fullmatch(path.stem):
        return problem(
            f"{path}: file name: expected lower-case words joined by hyphens, such as bbc-arabic.toml"
        )
    if not _COUNTRY.fullmatch(path.parent.name):
        return problem(f"{path}: folder: expected a country code such as sa, got {path.parent.name!r}")
    try:
        text = path.read_text(encoding="utf-8")
        content = tomllib.loads(text)
    except OSError as error:
        return problem(f"{path}: cannot be read: {error.strerror}")
    except ValueError as error:  # no UTF-8, no TOML
        return problem(f"{path}: not TOML: {error}")
    return _check(path, text, content)


def _check(path: Path, text: str, content: dict[str, Any]) -> SourceSpec | SourceProblem:
    for key, said in (("id", path.stem), ("country", path.parent.name)):
        if content.setdefault(key, said) != said:
            where = f"{path}:{_line(text, (key,))}"
            return SourceProblem(path.stem, f"{where}: {key}: the path says {said!r}; leave the key out")
    try:
        return SourceSpec.model_validate(content)
    except ValidationError as error:
        return SourceProblem(path.stem, "; ".join(_messages(path, text, error)))


def _messages(path: Path, text: str, error: ValidationError) -> list[str]:
    found = []
    for one in error.errors(include_url=False):
        location = one["loc"]
        line = _line(text, location)
        key = ".".join(str(part) for part in location)
        what = f"{key}: " if key else ""
        match one["type"]:
            case "missing":
                what += "expected, but not there"
            case "extra_forbidden":
                table = _TABLES.get(str(location[0]), SourceSpec) if len(location) > 1 else SourceSpec
                what += f"no such key; there are {', '.join(table.model_fields)}"
            case _:
                what += one["msg"].removeprefix("Value error, ")
        found.append((line or 0, f"{path}{f':{line}' if line else ''}: {what}"))
    return [message for _, message in sorted(found)]


_TABLES: dict[str, type[BaseModel]] = {
    "feeds": FeedSpec,
    "sitemaps": SitemapSpec,
    "listings": ListingSpec,
    "selectors": Selectors,
}


def _line(text: str, location: tuple[Any, ...]) -> int | None:
    names = [part for part in location if isinstance(part, str)]
    nth = location[1] if len(location) > 1 and isinstance(location[1], int) else 0
    if not names:
        return None
    key = re.compile(rf"""\s*(\[+\s*)?["']?{re.escape(names[-1])}["']?\s*[=\]]""")
    section = re.compile(rf"\s*\[+\s*{re.escape(names[0])}\s*\]") if len(names) > 1 else None
    seen = -1
    for number, line in enumerate(text.splitlines(), start=1):
        if section and section.match(line):
            seen += 1
        if key.match(line) and (section is None or seen >= nth):
            return number
    return None
