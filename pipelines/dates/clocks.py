"""The time of day and the UTC offset that stand beside a date."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pipelines.dates.words import Half, tokens, words
from pipelines.text.fold import fold

_HOUR_MINUTE = re.compile(
    r"(?<![\d:.])(\d{1,2})\s*(?:[:h時时点點시]|uhr)\s*(\d{2})(?:\s*[:分분]\s*(\d{2})(?:[.,]\d+)?)?(?!\d)"
)
# A point between hour and minute is told by what stands beside it: 10.15 Uhr, kl. 10.15, pukul 10.15 WIB.
_POINTED = re.compile(
    r"(?:\b(?:kl|klo|ore|alle|ora|pukul|jam|um|ob|saat|godz|в|о)\b\.?\s*(\d{1,2})\.(\d{2})(?![\d.])"
    r"|(?<![\d.])(\d{1,2})\.(\d{2})\s*(?:uhr|h\b|hrs?\b|wib\b|wita\b|wit\b|น\.)"
    r"|(?<![\d.,])(\d{1,2})\.(\d{2})\.\d{2}(?![\d.,]))"
)
# Or by there being nothing else: 22.11.2010 17.25.
_POINTED_ALONE = re.compile(r"\W*(\d{1,2})\.(\d{2})\W*")
_HOUR_ONLY = re.compile(r"(?<![\d:.])(\d{1,2})\s*(?:h|uhr|時|时|点|시)(?!\w)")
# A day's last number is no hour, where the day is written in a second calendar: `1447/9/12 هـ الموافق 2026/03/01 م`.
_HOUR_WITH_HALF = re.compile(r"(?<![\d:.,])(?<!\d[/-])(\d{1,2})\s?([^\W\d_][^\W\d_.]*(?:\.\s?[^\W\d_]\.?)?)")
_COMPACT = re.compile(r"(?<!\d)t(\d{2})(\d{2})(\d{2})?")

_OFFSET = re.compile(r"(?:(?P<utc>gmt|utc)\s*|(?<=[\d\s]))(?P<sign>[+-])(\d{1,2}):?(\d{2})?\b(?![-/:\d])")
_NO_OFFSET = re.compile(r":\d{2}(?:\.\d+)?\s*[+-]\d{5,}")
# Of Kiritimati.
_FARTHEST_MINUTES = 14 * 60
_ZULU = re.compile(r"(?<=\d)z\b|\b(?:gmt|utc)\b|\b(?:غرينتش|جرينتش|گرينويچ)\b")
# IANA names, which fold to lower case.
_IANA = re.compile(r"\b(africa|america|asia|atlantic|australia|europe|indian|pacific)/([a-z_]+(?:/[a-z_]+)?)")
# Hours from UTC of the abbreviations that mean one zone in the news that print them: RFC 822, and those of Europe,
# the Middle East, Asia, Africa and Australia. AST, IST and SST mean several, and are left out.
_ZONES = {
    "est": -5,
    "edt": -4,
    "cst": -6,
    "cdt": -5,
    "mst": -7,
    "mdt": -6,
    "pst": -8,
    "pdt": -7,
    "wet": 0,
    "west": 1,
    "bst": 1,
    "cet": 1,
    "cest": 2,
    "mez": 1,
    "mesz": 2,
    "eet": 2,
    "eest": 3,
    "msk": 3,
    "trt": 3,
    "ksa": 3,
    "gst": 4,
    "uae": 4,
    "pkt": 5,
    "npt": 5.75,
    "irst": 3.5,
    "wib": 7,
    "wita": 8,
    "wit": 9,
    "ict": 7,
    "hkt": 8,
    "sgt": 8,
    "myt": 8,
    "pht": 8,
    "jst": 9,
    "kst": 9,
    "wat": 1,
    "cat": 2,
    "sast": 2,
    "eat": 3,
    "aest": 10,
    "aedt": 11,
    "nzst": 12,
    "nzdt": 13,
}
_ZONE = re.compile(rf"(?:\d|[ap]\.?m\.?|[مص]|\)|\()\s*({'|'.join(_ZONES)})\b")
# The cities and countries whose time Arabic news names: بتوقيت السعودية, بتوقيت القاهرة.
_PLACES = {
    fold(place): zone
    for places, zone in (
        ("السعودية مكة الرياض المملكة", "Asia/Riyadh"),
        ("القاهرة مصر", "Africa/Cairo"),
        ("الإمارات أبوظبي أبو_ظبي دبي", "Asia/Dubai"),
        ("بيروت لبنان", "Asia/Beirut"),
        ("بغداد العراق", "Asia/Baghdad"),
        ("دمشق سوريا", "Asia/Damascus"),
        ("عمان الأردن", "Asia/Amman"),
        ("القدس فلسطين", "Asia/Jerusalem"),
        ("الكويت", "Asia/Kuwait"),
        ("الدوحة قطر", "Asia/Qatar"),
        ("تونس", "Africa/Tunis"),
        ("الجزائر", "Africa/Algiers"),
        ("الرباط المغرب", "Africa/Casablanca"),
        ("طرابلس ليبيا", "Africa/Tripoli"),
        ("الخرطوم السودان", "Africa/Khartoum"),
        ("لندن", "Europe/London"),
        ("باريس", "Europe/Paris"),
        ("موسكو", "Europe/Moscow"),
    )
    for place in places.replace("_", " ").split()
}
ZONE_NAMES = frozenset({*_ZONES, "ast", "ist", "sst", *_PLACES})
"""What pages write behind a clock, also where it does not say which zone."""
_LOCAL_TIME = re.compile(r"بتوقيت\s+(\S+)")


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day.

    Attributes:
        time: naive.
        next_day: it was written 24:00, the midnight that ends the day.
    """

    time: time
    next_day: bool = False


def find_clock(rest: str) -> Clock | None:
    """The time of day in a folded text from which the date is taken out."""
    if match := _HOUR_MINUTE.search(rest):
        return _clock(rest, match.span(), match.groups())
    if match := _POINTED.search(rest) or _POINTED_ALONE.fullmatch(rest):
        return _clock(rest, match.span(), [part for part in match.groups() if part])
    for hour in _HOUR_WITH_HALF.finditer(rest):
        half = _half(hour[2]) or _half(_word_before(rest, hour.start()))
        if half and 1 <= int(hour[1]) <= 12:
            return _clock(rest, hour.span(1), [hour[1]])
    if match := _HOUR_ONLY.search(rest) or _COMPACT.search(rest):
        return _clock(rest, match.span(), match.groups())
    return None


def without_clock(folded: str) -> str:
    """A folded text without its hours and minutes, for dates on both sides of them: Mon Aug 24 09:23:13 2020."""
    return _HOUR_MINUTE.sub(" ", folded)


def _clock(rest: str, span: tuple[int, int], parts: Sequence[str | None]) -> Clock | None:
    """A clock of hour, minute and second, as written; the mark of the half of the day stands behind it or before."""
    hour, minute, second = (int(part or 0) for part in [*parts, None, None][:3])
    half = _half(_word_after(rest, span[1])) or _half(_word_before(rest, span[0]))
    if (half == "afternoon" and hour < 12) or (half == "night" and 6 <= hour < 12):
        hour += 12
    elif half in {"morning", "night"} and hour == 12:
        hour = 0
    if (hour, minute, second) == (24, 0, 0):
        return Clock(time(), next_day=True)
    return Clock(time(hour, minute, second)) if hour < 24 and minute < 60 and second < 60 else None


def _half(word: str) -> Half | None:
    return words().halves.get(" ".join(one.text for one in tokens(word)))


def _word_after(rest: str, at: int) -> str:
    match = re.compile(r"[\s(,،-]*((?:[^\W\d_]\.\s?){1,2}|[^\W\d_]+)").match(rest, at)
    return match[1] if match else ""


def _word_before(rest: str, at: int) -> str:
    before = rest[max(0, at - 20) : at].split()
    return before[-1] if before else ""


def find_offset(rest: str) -> tzinfo | None:
    """The UTC offset or time zone that a folded text names; numbers before names, as `+02:00 EET` has both.

    Raises:
        ValueError: the offset is none that a place can have.
    """
    if _NO_OFFSET.search(rest):
        raise ValueError("an offset of more than four digits")
    for match in _OFFSET.finditer(rest):
        minutes = int(match[3]) * 60 + int(match[4] or 0)
        # A bare `+03` behind a clock; a bare `-03` may be part of a date.
        if match[4] or match["utc"] or (match["sign"] == "+" and ":" in rest[: match.start()]):
            return _fixed(-minutes if match["sign"] == "-" else minutes)
    return _named_zone(rest)


def _named_zone(rest: str) -> tzinfo | None:
    if iana := _IANA.search(rest):
        area, city = iana[1].title(), "/".join(_city(part) for part in iana[2].split("/"))
        try:
            return ZoneInfo(f"{area}/{city}")
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return None
    place = _LOCAL_TIME.search(rest)
    if place and (name := place[1].strip(".,)")) in _PLACES:
        return ZoneInfo(_PLACES[name])
    if _ZULU.search(rest):
        return UTC
    zone = _ZONE.search(rest)
    return _fixed(round(_ZONES[zone[1]] * 60)) if zone else None


def _city(name: str) -> str:
    return "_".join(part.capitalize() for part in name.split("_"))


def _fixed(minutes: int) -> tzinfo:
    if abs(minutes) > _FARTHEST_MINUTES:
        raise ValueError(f"no place is {minutes} minutes from UTC")
    return timezone(timedelta(minutes=minutes))
