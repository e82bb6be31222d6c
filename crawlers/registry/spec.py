"""What a source's file may say: its keys, their types, and what is wrong with a value."""

import re
from functools import cache
from typing import Annotated, Any, Self
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, create_model, model_validator

from crawlers.lists.kind import ListSpec
from crawlers.lists.kinds import KINDS
from crawlers.rules.spec_values import Css, HttpUrl, Line
from pipelines.records import SOURCE_ID, SourceFacts, SourceRules

COUNTRY = re.compile("[a-z]{2}")
"""A country's code as ISO 3166-1 has it, in lower case."""
LANGUAGE = re.compile("[a-z]{2,3}")
"""A language's code of ISO 639."""

# Reading the names of all zones takes milliseconds, and there are thousands of source files.
_zones = cache(available_timezones)


def _timezone(value: str) -> str:
    if value not in _zones():
        raise ValueError(f"expected an IANA time zone such as Asia/Riyadh, got {value!r}")
    return value


def _language(value: str) -> str:
    if not LANGUAGE.fullmatch(value):
        raise ValueError(f"expected an ISO 639 code such as ar, got {value!r}")
    return value


def _ascending(value: tuple[float, ...]) -> tuple[float, ...]:
    if list(value) != sorted(set(value)):
        raise ValueError(f"expected hours in ascending order such as [6, 48], got {list(value)}")
    return value


def _header_name(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9-]+", value):
        raise ValueError(f"expected the name of an HTTP header such as Accept-Language, got {value!r}")
    return value


def _one_line(value: str) -> str:
    if not value.isprintable():
        raise ValueError(f"expected one line of text, got {value!r}")
    return value


def _source_id(value: str) -> str:
    if not SOURCE_ID.fullmatch(value):
        raise ValueError(f"expected an id such as bbc-arabic, got {value!r}")
    return value


def _variable(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", value):
        raise ValueError(f"expected the name of an environment variable such as NABA_COOKIES, got {value!r}")
    return value


_STRICT = ConfigDict(frozen=True, extra="forbid")


class Selectors(BaseModel):
    """CSS for pages that the general extractor does not get right."""

    model_config = _STRICT
    title: Css | None = None
    body: Css | None = None
    drop: tuple[Css, ...] = ()


class Budget(BaseModel):
    """The most that one crawl asks of a source; what is left is for the next one.

    Attributes:
        requests: lists and articles together.
        megabytes: of all answers, after decompression.
        minutes: from the beginning of the crawl.
    """

    model_config = _STRICT
    requests: int = Field(default=20_000, ge=1)
    megabytes: float = Field(default=4_000, gt=0)
    minutes: float = Field(default=360, gt=0)


class RequestOptions(BaseModel):
    """How a source is asked, where the usual way does not do.

    Attributes:
        headers: HTTP headers, sent to the source's own sites only.
        user_agent: instead of Naba's own, which names a contact; publishers that are asked to may want another.
        cookies_from: environment variable with the text of a Cookie header, such as of a subscription.
        proxy: HTTP proxy for this source.
        verify_tls: whether its certificates must be valid; each crawl warns where they need not be.
    """

    model_config = _STRICT
    headers: dict[
        Annotated[str, AfterValidator(_header_name)], Annotated[str, AfterValidator(_one_line)]
    ] = {}
    user_agent: Annotated[str, AfterValidator(_one_line)] | None = None
    cookies_from: Annotated[str, AfterValidator(_variable)] | None = None
    proxy: HttpUrl | None = None
    verify_tls: bool = True


class SourceSpec(BaseModel):
    """A publisher that Naba fetches from; those that have a file are a `SourceFile`.

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
        budget: the most that one crawl asks of it.
        formerly: ids that it had before, the oldest first: what is held under them is its own.
        paused: whether it is left alone until the file says otherwise; what is held of it stays.
    """

    model_config = _STRICT
    id: str
    country: str
    name: Line = Field(min_length=1)
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
    formerly: tuple[Annotated[str, AfterValidator(_source_id)], ...] = ()
    paused: bool = False
    selectors: Selectors = Selectors()
    budget: Budget = Budget()
    requests: RequestOptions = RequestOptions()

    @property
    def lists(self) -> tuple[ListSpec, ...]:
        """The lists that its file names, kind by kind; none where it stands for a single address."""
        return tuple(spec for kind in KINDS for spec in getattr(self, kind.table, ()))

    def facts(self, source_id: str) -> SourceFacts:
        """What readers of the database may want to know of the source."""
        return SourceFacts(
            source_id,
            self.name,
            self.country,
            self.language,
            self.timezone,
            str(self.homepage),
            self.formerly,
        )

    def rules(self) -> SourceRules:
        """What cleaning may know of the source."""
        return SourceRules(
            language=self.language,
            timezone=self.timezone,
            title_selector=self.selectors.title,
            body_selector=self.selectors.body,
            drop_selectors=self.selectors.drop,
        )


class _WithLists(SourceSpec):
    @model_validator(mode="after")
    def _lists_something(self) -> Self:
        if not self.lists:
            *others, last = (f"[[{kind.table}]]" for kind in KINDS)
            raise ValueError(f"expected at least one {', '.join(others)} or {last} with a url")
        return self


_tables: dict[str, Any] = {kind.table: (tuple[kind, ...], ()) for kind in KINDS}  # type: ignore[valid-type]  # made at run time

SourceFile: type[SourceSpec] = create_model("SourceFile", __base__=_WithLists, **_tables)
"""A source's whole file: what `SourceSpec` says, and one array of tables for each kind of list."""
