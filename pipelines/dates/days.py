"""Finds the calendar day that a text writes, in numbers or with a month's name."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from pipelines.dates.calendars import YEARS, calendar_of, day_of
from pipelines.dates.words import Month, Token, tokens, words

_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{1,2})(?!\d)")
_YEAR_LAST = re.compile(
    r"(?<!\d)(?<!\d[.,:])(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})(?![\d:]|\.\d)"
)
_COMPACT = re.compile(r"(?<!\d)(\d{4})(\d{2})(\d{2})(?=t?\d{4,6}|\D|$)")
_FREE_ORDER = re.compile(r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2(?:19|20)\d{2}(?![\d./-])")
_MONTHS = 12
# Chinese, Japanese and Korean say what each number is: 2012年3月5日, 2012년 3월 5일.
_LABELLED = re.compile(r"(?<!\d)(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일号號]?(?!\d)")
# They write the year first, of two digits as well: 发布时间：18-03-08.
_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
_SHORT_YEAR_FIRST = re.compile(r"(?<![\d./-])(\d{2})([-/.])(\d{1,2})\2(\d{1,2})(?![\d./-])")
# Vietnamese months are numbers: ngày 5 tháng 3 năm 2012.
_VIETNAMESE = re.compile(
    r"(?<!\d)(\d{1,2})\s*(?:tháng|thang|thg)\s*(\d{1,2})[\s,]*(?:năm|nam)?\s*(\d{4})(?!\d)"
)
# en-US servers print seconds, or two digits of the year, and AM or PM in Latin letters.
_AMERICAN_CLOCK = re.compile(r"\d:\d\d:\d\d\s*[ap]m|(?<!\d)\d\d?/\d\d?/\d\d,?\s+\d\d?:\d\d\s*[ap]m")
# Two digits of a year, after a month's name only: 12-Mar-13, 3 April '09. From 70 on they are of the last century.
_SHORT_YEAR = re.compile(r"\d{2}")
_CENTURY = 70
# Of a language's small words between day, month and year: de, of, von, г, gada, من.
_FILLER_MAX = 4
_FILLERS = 2
# Characters between the tokens of one date. A sentence that ends, or a bracket, parts them.
_APART = re.compile(r"[!?؟;؛|{}\[\]•·]|\n")


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day found in a folded text.

    Attributes:
        day: Gregorian.
        span: what it took of the text.
        swapped: the same with day and month exchanged, where the writing leaves that open.
    """

    day: date
    span: tuple[int, int]
    swapped: date | None = None


def find_day(folded: str, month_first: bool | None) -> Day | None:
    """The first full day in a folded text; nothing is filled in.

    Args:
        folded: as `fold` gives it.
        month_first: how 3/4/2025 is read; None leaves it to the clock beside it, else day first.
    """
    return (
        _numbers_year_first(folded)
        or _named_month(folded, {"gregorian"})
        or _numbers_year_last(folded, month_first)
        or _named_month(folded, {"hijri", "solar"})
    )


def writes_month_first(text: str) -> bool | None:
    """Whether a text writes the month first, by its dates of numbers that leave no choice; None if it has none, or both."""
    orders = {
        int(match[1]) <= _MONTHS
        for match in _FREE_ORDER.finditer(text)
        if (int(match[1]) > _MONTHS) != (int(match[3]) > _MONTHS)
    }
    return orders.pop() if len(orders) == 1 else None


def _numbers_year_first(folded: str) -> Day | None:
    for pattern in (_YEAR_FIRST, _COMPACT, _LABELLED):
        for match in pattern.finditer(folded):
            year, month, day = int(match[1]), int(match.groups()[-2]), int(match.groups()[-1])
            if found := day_of(year, month, day):
                return Day(found, match.span())
    if _EAST_ASIAN.search(folded):
        for match in _SHORT_YEAR_FIRST.finditer(folded):
            if found := day_of(_full_year(match[1]), int(match[3]), int(match[4])):
                return Day(found, match.span())
    return None


def _numbers_year_last(folded: str, month_first: bool | None) -> Day | None:
    for match in _VIETNAMESE.finditer(folded):
        if found := day_of(int(match[3]), int(match[2]), int(match[1])):
            return Day(found, match.span())
    for match in _YEAR_LAST.finditer(folded):
        year = _full_year(match[4])
        a, b = int(match[1]), int(match[3])
        first = _AMERICAN_CLOCK.search(folded) is not None if month_first is None else month_first
        day_first, other = day_of(year, b, a), day_of(year, a, b)
        if day_first and other and (told := _of_weekday(folded, day_first, other)):
            return Day(told, match.span())
        one, two = (other, day_first) if first else (day_first, other)
        if found := one or two:
            return Day(found, match.span(), two if one and two != one else None)
    return None


def _of_weekday(folded: str, *readings: date) -> date | None:
    """The one of two readings that falls on the weekday that stands beside it: `Wednesday, 01.11.12`."""
    table = words().days_of_week
    named = [table[token.text] for token in tokens(folded) if token.text in table]
    fitting = [one for one in readings if any(one.weekday() in days for days in named)]
    return fitting[0] if len(fitting) == 1 else None


def _full_year(digits: str) -> int:
    if len(digits) != 2:
        return int(digits)
    return int(digits) + (1900 if int(digits) >= _CENTURY else 2000)


def _named_month(folded: str, calendars: set[str]) -> Day | None:
    found = tokens(folded)
    for at, length, months in sorted(_months(found), key=lambda one: _weekday_last(found, one[0])):
        before, after = at - 1, _after_month(found, at + length, months)
        for day, year in _places(folded, found, before, after):
            number = _full_year(found[year].text)
            fitting = [month for month in months if month.calendar == calendar_of(number)]
            if not fitting or not calendars.issuperset({fitting[0].calendar}):
                continue
            if right := day_of(number, _one_of(fitting, folded, found[day]).number, int(found[day].text)):
                first, last = min(day, year, at), max(day, year, after - 1)
                return Day(right, (found[first].start, found[last].end))
    return None


def _weekday_last(found: Sequence[Token], at: int) -> tuple[bool, int]:
    """Sorts names of months, those that are also a weekday's in some language behind all others, the last one first.

    `Sat` is a month in Hausa, `Mar` is a weekday in French; where both stand, the weekday stands before the month.
    """
    is_weekday = found[at].text in words().weekdays
    return is_weekday, -at if is_weekday else at


def _months(found: Sequence[Token]) -> Iterator[tuple[int, int, tuple[Month, ...]]]:
    """Places of names of months: index of the token, number of tokens, months that it may be."""
    table = words()
    for at, token in enumerate(found):
        if token.text in table.openings:
            for length in (3, 2):
                name = " ".join(one.text for one in found[at : at + length])
                if " " in name and name in table.months:
                    yield at, length, table.months[name]
                    break
        if token.text in table.months:
            yield at, 1, table.months[token.text]


def _after_month(found: Sequence[Token], after: int, months: tuple[Month, ...]) -> int:
    """Skips the same month's second name: يوليو (تموز), فبراير/شباط."""
    table = words()
    for length in (2, 1):
        twin = " ".join(one.text for one in found[after : after + length])
        if set(table.months.get(twin, ())) & set(months):
            return after + length
    return after


def _places(folded: str, found: Sequence[Token], before: int, after: int) -> Iterator[tuple[int, int]]:
    """Where day and year may stand beside a month.

    Day month year; month day year; year month day; year day month, as Latvian and Kazakh write it.
    """
    day = _number(folded, found, before, -1)
    year = _number(folded, found, after, 1)
    if day is not None and year is not None and _is_day(found[day]) and _is_year(folded, found, year):
        yield day, year
    if year is not None and _is_day(found[year]):
        behind = _number(folded, found, year + 1, 1)
        if behind is not None and len(found[behind].text) == 4:
            yield year, behind
        if day is not None and len(found[day].text) == 4:
            yield year, day
    if day is not None and _is_day(found[day]):
        ahead = _number(folded, found, day - 1, -1)
        if ahead is not None and len(found[ahead].text) == 4:
            yield day, ahead


def _number(folded: str, found: Sequence[Token], at: int, step: int) -> int | None:
    """The next number from a token on, over at most two small words; None if something else comes first."""
    for _ in range(_FILLERS + 1):
        if not 0 <= at < len(found):
            return None
        token = found[at]
        neighbour = found[at - step]
        gap = (
            folded[neighbour.end : token.start]
            if step > 0 and at
            else folded[token.end : neighbour.start]
            if step < 0
            else ""
        )
        if _APART.search(gap):
            return None
        if token.text.isdecimal():
            clock = folded[token.end : token.end + 1] == ":" or folded[token.start - 1 : token.start] == ":"
            return None if clock else at
        if len(token.text) > _FILLER_MAX:
            return None
        at += step
    return None


def _is_day(token: Token) -> bool:
    return len(token.text) <= 2 and 1 <= int(token.text) <= 31


def _is_year(folded: str, found: Sequence[Token], at: int) -> bool:
    text = found[at].text
    if len(text) == 4:
        return True
    # "12 March 10 am" and "12 March 15h30" have no year.
    behind = folded[found[at].end :].lstrip()
    lone = not behind[:1].isalpha() and not behind.startswith((".", ":", "°", "%"))
    return bool(_SHORT_YEAR.fullmatch(text)) and lone and _full_year(text) in YEARS


def _one_of(months: Sequence[Month], folded: str, day: Token) -> Month:
    """Czech and Polish have the names listopad and srpen for other months than Croatian, which dots its days."""
    if len(months) == 1:
        return months[0]
    dotted = folded[day.end : day.end + 1] == "."
    return (min if dotted else max)(months, key=lambda month: month.number)
