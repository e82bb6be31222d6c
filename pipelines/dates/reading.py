"""Dates of news pages: read what a page writes, keep where it stood, pick one by one rule.

Nothing here ever answers "now", and a missing day or year is never filled in.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from hijridate import Hijri

from pipelines.dates import words
from pipelines.text.fold import fold

DateOrigin = Literal["json_ld", "meta", "time", "feed", "text", "url"]

ORIGINS: tuple[DateOrigin, ...] = ("json_ld", "meta", "time", "feed", "text", "url")

# Newspapers before 1900 are no news pages; a year past 2100 is a mistyped one.
_YEARS = range(1900, 2101)

# A bare year says its calendar: Solar Hijri 1330–1410 is 1951–2031, Hijri 1411–1530 is 1990–2106.
_SOLAR_YEARS = range(1330, 1411)

_HIJRI_YEARS = range(1411, 1501)

# Longer texts are sentences; a date that one mentions is not the page's.
_LONGEST = 300

_TOKEN = re.compile(r"\d+|[^\W\d_]+(?:\.[^\W\d_]+)?")

_CLOCK = re.compile(
    r"(?<![\d:])(\d{1,2})\s*[:h]\s*(\d{2})(?:\s*:\s*(\d{2})(?:[.,]\d+)?)?(?!\d)"
    r"(?:\s*([^\W\d_]\.?[^\W\d_]*))?"
)

_OFFSET = re.compile(r"(?:(?:gmt|utc)\s*|(?<=[\d\s]))([+-])(\d{1,2}):?(\d{2})?\b(?![-/\d])")

_ZULU = re.compile(r"(?<=\d)z\b|\b(?:gmt|utc)\b|\b(?:غرينتش|جرينتش|گرينويچ)\b")

_US_ZONES = {
    "est": -5,
    "edt": -4,
    "cst": -6,
    "cdt": -5,
    "mst": -7,
    "mdt": -6,
    "pst": -8,
    "pdt": -7,
}  # RFC 822

_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{1,2})(?!\d)")

_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})(?![\d:])")

_COMPACT = re.compile(r"(?<!\d)(\d{4})(\d{2})(\d{2})(?=t?\d{4,6}|\D|$)")

_FOUR_DIGITS = re.compile(r"(?<!\d)\d{4}(?!\d)")

_DAY_DIGITS = re.compile(r"(?<!\d)\d{1,2}(?!\d)")

_NUMBER = re.compile(r"\d+")

_EPOCH = re.compile(r"\d{10}(?:\d{3})?")

_URL_DATE = re.compile(r"/((?:19|20)\d{2})([-/]?)(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])(?=[/_.-]|$)")


@dataclass(frozen=True, slots=True)
class DateCandidate:
    """A date that a page gives, and where.

    Attributes:
        at: aware; with the page's own UTC offset if it wrote one, else in the source's time zone.
        origin: where it stood.
        day_only: the page wrote no time of day (or 00:00, which servers print for none); `at` is then the
            midnight that begins that day.
        swapped: the same with day and month exchanged, where the writing leaves that open (3/4/2025).
    """

    at: datetime
    origin: DateOrigin
    day_only: bool = False
    swapped: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Day:
    """A calendar day found in a folded text, and the span that it took."""

    day: date
    span: tuple[int, int]
    swapped: date | None = None


def parse_date(
    text: str, *, timezone: str = "UTC", now: datetime | None = None, month_first: bool | None = None
) -> datetime | None:
    """Reads a date in any of the writings that news pages use.

    Args:
        text: Arabic, Persian, Urdu, English or French; any digits; Gregorian, Hijri or Solar Hijri.
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
    if now is None and (sum(map(len, numbers)) < 4 or (len(numbers) == 1 and len(numbers[0]) < 8)):
        return None
    zone = ZoneInfo(timezone)
    if _EPOCH.fullmatch(folded):
        at = datetime.fromtimestamp(int(folded[:10]), tz=UTC)
        return DateCandidate(at, origin) if at.year in _YEARS else None
    day = _day(folded, month_first)
    rest = folded[: day.span[0]] + " " + folded[day.span[1] :] if day else folded
    if day is None:  # the C library's order, with the clock before the year: Mon Aug 24 09:23:13 2020
        bare = _CLOCK.sub(" ", folded)
        day = _day(bare, month_first) if bare != folded else None
    if day is None:
        relative = _relative(folded, now.astimezone(zone)) if now else None
        return DateCandidate(relative, origin) if relative else None
    clock = _clock(rest)
    offset = _offset(rest) or zone
    try:
        at = datetime.combine(day.day, clock or time(), tzinfo=offset)
        swapped = datetime.combine(day.swapped, clock or time(), tzinfo=offset) if day.swapped else None
    except ValueError:
        return None
    return DateCandidate(at, origin, day_only=not clock or clock == time(), swapped=swapped)


def from_url(url: str, *, timezone: str = "UTC") -> DateCandidate | None:
    """The day in an address such as `/2020/8/24/…` or `/20240209/…`; None if it holds none."""
    match = _URL_DATE.search(url)
    found = match and _valid(int(match[1]), int(match[3]), int(match[4]))
    if not found:
        return None
    return DateCandidate(datetime.combine(found, time(), tzinfo=ZoneInfo(timezone)), "url", day_only=True)


def is_only_date(text: str, *, timezone: str = "UTC") -> bool:
    """Whether a line holds a full date and nothing else but words that go with dates."""
    if len(text) > 90 or parse_date(text, timezone=timezone) is None:
        return False
    allowed = (
        words.WEEKDAYS | words.AROUND | words.MORNING | words.AFTERNOON | _US_ZONES.keys() | _month_words()
    )
    return all(token.isdigit() or token in allowed for token in _TOKEN.findall(fold(text)))


def _valid(year: int, month: int, day: int) -> date | None:
    """A Gregorian day from numbers of whichever calendar the year belongs to."""
    try:
        if year in _YEARS:
            return date(year, month, day)
        if year in _HIJRI_YEARS:
            return Hijri(year, month, day).to_gregorian()
        if year in _SOLAR_YEARS:
            return _from_solar(year, month, day)
    except (ValueError, OverflowError):
        pass
    return None


def _from_solar(year: int, month: int, day: int) -> date:
    """Solar Hijri (Jalali) to Gregorian by the 33-year cycle, exact for 1343–1472 (1964–2093)."""
    if not (1 <= month <= 12 and 1 <= day <= (31 if month <= 6 else 30)):
        raise ValueError(f"no such day: {year}-{month}-{day}")
    # 1 Farvardin 1343 is 21 March 1964. Of every 33 years those whose number leaves these are leap.
    leaps = sum((y % 33) in {1, 5, 9, 13, 17, 22, 26, 30} for y in range(min(year, 1343), max(year, 1343)))
    days = 365 * (year - 1343) + (leaps if year >= 1343 else -leaps)
    before = 31 * (month - 1) if month <= 7 else 186 + 30 * (month - 7)
    return date(1964, 3, 21) + timedelta(days=days + before + day - 1)


def _day(folded: str, month_first: bool | None) -> _Day | None:
    return (
        _numbers_year_first(folded)
        or _named_month(folded, "gregorian")
        or _numbers_year_last(folded, month_first)
        or _named_month(folded, "hijri")
        or _named_month(folded, "solar")
    )


def _numbers_year_first(folded: str) -> _Day | None:
    for match in (*_YEAR_FIRST.finditer(folded), *_COMPACT.finditer(folded)):
        year, month, day = int(match[1]), int(match.groups()[-2]), int(match.groups()[-1])
        if found := _valid(year, month, day):
            return _Day(found, match.span())
    return None


def _numbers_year_last(folded: str, month_first: bool | None) -> _Day | None:
    for match in _YEAR_LAST.finditer(folded):
        year = int(match[4]) + (2000 if len(match[4]) == 2 else 0)
        a, b = int(match[1]), int(match[3])
        american = re.search(r"\d:\d\d:\d\d\s*[ap]m", folded) is not None
        first = american if month_first is None else month_first
        day_first = _valid(year, b, a)
        other = _valid(year, a, b)
        one, two = (other, day_first) if first else (day_first, other)
        if found := one or two:
            return _Day(found, match.span(), two if one and two != one else None)
    return None


@lru_cache(maxsize=1)
def _month_words() -> frozenset[str]:
    return frozenset(word for table in words.MONTHS.values() for name in table for word in name.split())


@lru_cache(maxsize=8)
def _month_pattern(calendar: words.Calendar) -> re.Pattern[str]:
    names = sorted(words.MONTHS[calendar], key=len, reverse=True)
    name = "(?:" + "|".join(re.escape(one).replace(r"\ ", r"\s+") for one in names) + r")\b\.?"
    # The same month may stand twice: يوليو (تموز), فبراير/شباط, 3 آذار / مارس.
    month = rf"\b(?P<month>{name})(?:\s*[(/\\-]\s*(?P<twin>{name})\s*\)?)?"
    gap = r"[\s,،/-]*"
    day = r"(?<![\d:])(?P<day>\d{1,2})(?:\s*(?:st|nd|rd|th|er)\b)?"
    year = r"(?<!\d)(?P<year>\d{4})(?!\d)"
    return re.compile(
        rf"{day}{gap}(?:of\s+|من\s+)?{month}{gap}{year}".replace("(?P<", "(?P<a_")
        + "|"
        + rf"{month}{gap}{day}{gap}{year}".replace("(?P<", "(?P<b_")
        + "|"
        + rf"{year}{gap}{month}{gap}{day}(?!\d|:)".replace("(?P<", "(?P<c_")
    )


def _named_month(folded: str, calendar: words.Calendar) -> _Day | None:
    if not (_FOUR_DIGITS.search(folded) and _DAY_DIGITS.search(folded)):
        return None
    for match in _month_pattern(calendar).finditer(folded):
        groups = {name[2:]: value for name, value in match.groupdict().items() if value is not None}
        month = words.MONTHS[calendar][re.sub(r"\s+", " ", groups["month"].rstrip("."))]
        year = int(groups["year"])
        fits = {"gregorian": _YEARS, "hijri": _HIJRI_YEARS, "solar": _SOLAR_YEARS}[calendar]
        found = _valid(year, month, int(groups["day"])) if year in fits else None
        if found:
            return _Day(found, match.span())
    return None


def _clock(rest: str) -> time | None:
    match = _CLOCK.search(rest)
    if not match:
        if full := re.search(r"(?<!\d)(\d{1,2})\s?h\b", rest):  # à 12h
            return time(int(full[1])) if int(full[1]) < 24 else None
        compact = re.search(r"(?<!\d)t(\d{2})(\d{2})(\d{2})?", rest)
        return time(int(compact[1]), int(compact[2])) if compact and int(compact[1]) < 24 else None
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    half = (match[4] or "").rstrip(".")
    before = rest[: match.start()].split()
    if (
        half not in words.AFTERNOON | words.MORNING
        and before
        and before[-1] in words.AFTERNOON | words.MORNING
    ):
        half = before[-1]
    if half in words.AFTERNOON and hour < 12:
        hour += 12
    elif half in words.MORNING and hour == 12:
        hour = 0
    return time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def _offset(rest: str) -> tzinfo | None:
    if match := _OFFSET.search(rest):
        minutes = int(match[2]) * 60 + int(match[3] or 0)
        if match[3] or "gmt" in match[0] or "utc" in match[0]:
            return _fixed(-minutes if match[1] == "-" else minutes)
    if _ZULU.search(rest):
        return UTC
    for name, hours in _US_ZONES.items():
        if re.search(rf"(?:\d|[ap]m)\s*{name}\b", rest):
            return _fixed(hours * 60)
    return None


def _fixed(minutes: int) -> tzinfo | None:
    return timezone(timedelta(minutes=minutes)) if abs(minutes) <= 14 * 60 else None


_UNITS: tuple[tuple[str, timedelta], ...] = (
    (r"(?:دقيقه|دقايق|دقيقتين|minutes?|mins?|منٹ)", timedelta(minutes=1)),
    (r"(?:ساعه|ساعات|ساعتين|ساعت|hours?|heures?|گهنٹي|گهنٹه)", timedelta(hours=1)),
    (r"(?:يوم|ايام|يومين|يوما|days?|jours?|روز|دن)", timedelta(days=1)),
    (r"(?:اسبوع|اسابيع|اسبوعين|weeks?|semaines?|هفته)", timedelta(weeks=1)),
)

_DUALS = ("دقيقتين", "ساعتين", "يومين", "اسبوعين")


def _relative(folded: str, now: datetime) -> datetime | None:
    for unit, length in _UNITS:
        match = re.search(
            rf"(?:منذ|قبل|il y a)\s+(?:حوالي\s+)?(?:(\d{{1,3}})\s*)?({unit})\b"
            rf"|(\d{{1,3}})\s*({unit})\s+(?:ago|قبل|پيش|پهلي)",
            folded,
        )
        if match:
            count = int(match[1] or match[3] or (2 if match[2] in _DUALS else 1))
            return now - length * count
    return None
