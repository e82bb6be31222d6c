"""Reads the dates that news pages write, in any of their languages, calendars and forms.

Nothing here ever answers "now", and a missing day or year is never filled in.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from pipelines.dates.calendars import YEARS, day_of
from pipelines.dates.clocks import ZONE_NAMES, find_clock, find_offset, without_clock
from pipelines.dates.days import find_day
from pipelines.dates.relative import find_relative
from pipelines.dates.words import AROUND, tokens, words
from pipelines.text.fold import fold

DateOrigin = Literal["json_ld", "meta", "time", "feed", "text", "url", "update"]

ORIGINS: tuple[DateOrigin, ...] = ("json_ld", "meta", "time", "feed", "text", "url", "update")
"""Where a date stood, the surest first. `update` is a change that the page shows beside its headline: no publication,
but the latest day on which it can have been, where a page says no more."""

# Longer texts are sentences; a date that one mentions is not the page's.
_LONGEST = 300
_LONGEST_LINE = 90
_NUMBER = re.compile(r"\d+")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
# 2024/02/09, 2024-2-9, 20240209, 202402/09, 2024-02/09, 2024/0209 and 2024/feb/09 in the path; day or file name may follow.
_URL_DATE = re.compile(
    r"(?:^|[/_=.-])((?:19|20)\d{2})([-/_.])(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])(?=[/_.&?-]|t\d|$)"
)
# Where separators differ or lack, eight digits may be any number: only whole parts of the path count, of years that had
# pages, and no number of an article (`id=20131104`).
_URL_DIGITS = re.compile(
    r"(?:^|(?<=[/=])(?<!id=))((?:199[4-9]|20\d\d))(?:[-_.]?(0[1-9]|1[0-2])/?|/(0[1-9]|1[0-2]))(0[1-9]|[12]\d|3[01])(?=[/?&_.-]|$)"
)
_URL_NAMED = re.compile(r"/((?:19|20)\d{2})[-/]([a-z]{3,9})[-/](0?[1-9]|[12]\d|3[01])(?=[/_.-]|$)")
_URL_DAY_FIRST = re.compile(
    r"[/_-](0?[1-9]|[12]\d|3[01])([-/_.])(0?[1-9]|1[0-2])\2((?:19|20)\d{2})(?=[/_.-]|$)"
)


@dataclass(frozen=True, slots=True)
class DateCandidate:
    """A date that a page gives, and where.

    Attributes:
        at: aware; with the page's own UTC offset if it wrote one, else in the source's time zone.
        origin: where it stood.
        day_only: the page wrote no time of day (or 00:00, which servers print for none); `at` is then the
            midnight that begins that day.
        swapped: the same with day and month exchanged, where the writing leaves that open (3/4/2025).
        is_shown: it stands beside the headline, for readers.
    """

    at: datetime
    origin: DateOrigin
    day_only: bool = False
    swapped: datetime | None = None
    is_shown: bool = False


def parse_date(
    text: str, *, timezone: str = "UTC", now: datetime | None = None, month_first: bool | None = None
) -> datetime | None:
    """Reads a date in any of the writings that news pages use.

    Args:
        text: in any language of the tables in `words`; any digits; Gregorian, Hijri, Solar Hijri or Buddhist.
        timezone: IANA name in which a time without an offset is read.
        now: what relative dates (`منذ 3 ساعات`) count from; without it they are not read.
        month_first: how to read 3/4/2025; None: day first, but month first beside a clock with AM or PM
            in Latin letters and seconds, as en-US servers print it.

    Returns:
        Aware, with the offset that the text has, else in `timezone`. A day without a time gives the
        midnight that begins it. None if there is no full date: nothing is guessed.
    """
    found = candidate(text, "text", timezone=timezone, now=now, month_first=month_first)
    return found.at if found else None


def candidate(
    text: str,
    origin: DateOrigin,
    *,
    timezone: str = "UTC",
    now: datetime | None = None,
    month_first: bool | None = None,
) -> DateCandidate | None:
    """`parse_date`, with what `pick` wants to know."""
    folded = fold(text[:_LONGEST]).strip()
    # 1/1/20 has the fewest digits that a date can have, and only 20240209 and the like have one number.
    numbers = _NUMBER.findall(folded)
    if now is None and (
        sum(map(len, numbers)) < (3 if len(numbers) == 2 else 4)
        or (len(numbers) == 1 and len(numbers[0]) < 8)
    ):
        return None
    zone = ZoneInfo(timezone)
    if _EPOCH.fullmatch(folded):
        at = datetime.fromtimestamp(int(folded[:10]), tz=UTC)
        return DateCandidate(at, origin) if at.year in YEARS else None
    day = find_day(folded, month_first)
    rest = folded[: day.span[0]] + " " + folded[day.span[1] :] if day else folded
    if day is None:
        bare = without_clock(folded)
        day = find_day(bare, month_first) if bare != folded else None
    if day is None:
        relative = find_relative(folded, now.astimezone(zone)) if now else None
        return DateCandidate(relative, origin) if relative else None
    clock = find_clock(rest)
    after = timedelta(days=clock is not None and clock.next_day)
    at_time = clock.time if clock else time()
    try:
        offset = find_offset(rest) or zone
        at = datetime.combine(day.day, at_time, tzinfo=offset) + after
        swapped = datetime.combine(day.swapped, at_time, tzinfo=offset) + after if day.swapped else None
        # Pages are hostile: a date at the edge of the years may have no time in UTC.
        at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    is_midnight = clock is None or (clock.time == time() and not clock.next_day)
    return DateCandidate(at, origin, day_only=is_midnight, swapped=swapped)


def from_url(url: str, *, timezone: str = "UTC") -> DateCandidate | None:
    """The day in an address such as `/2020/8/24/…`, `/20240209/…` or `/2024/feb/09/…`; None if it holds none."""
    path = unquote(url.partition("#")[0]).lower()
    found = _numbers_in(path) or _month_in(path)
    if not found:
        return None
    return DateCandidate(datetime.combine(found, time(), tzinfo=ZoneInfo(timezone)), "url", day_only=True)


def _numbers_in(path: str) -> date | None:
    for match in _URL_DATE.finditer(path):
        if found := day_of(int(match[1]), int(match[3]), int(match[4])):
            return found
    for match in _URL_DIGITS.finditer(path):
        if found := day_of(int(match[1]), int(match[2] or match[3]), int(match[4])):
            return found
    for match in _URL_DAY_FIRST.finditer(path):
        if found := day_of(int(match[4]), int(match[3]), int(match[1])):
            return found
    return None


def _month_in(path: str) -> date | None:
    for match in _URL_NAMED.finditer(path):
        for month in words().months.get(match[2], ()):
            if month.calendar == "gregorian" and (
                found := day_of(int(match[1]), month.number, int(match[3]))
            ):
                return found
    return None


def is_only_date(text: str) -> bool:
    """Whether a line holds a full date and nothing else but words that go with dates."""
    if len(text) > _LONGEST_LINE or parse_date(text) is None:
        return False
    table = words()
    known = (AROUND, ZONE_NAMES, table.weekdays, table.halves, table.month_words)
    return all(
        token.text.isdecimal() or len(token.text) == 1 or any(token.text in some for some in known)
        for token in tokens(fold(text))
    )
