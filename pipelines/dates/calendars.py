"""Days of the calendars that news pages write: Gregorian, Hijri, Solar Hijri, Buddhist."""

from datetime import date, timedelta

from hijridate import Hijri

from pipelines.dates.words import Calendar

YEARS = range(1900, 2101)
"""Gregorian. Newspapers before 1900 are no news pages; a year past 2100 is a mistyped one."""

# A bare year says its calendar: Solar Hijri 1330–1410 is 1951–2031, Hijri 1411–1500 is 1990–2077, Buddhist
# 2501–2643 is 1958–2100.
_SOLAR_YEARS = range(1330, 1411)
_HIJRI_YEARS = range(1411, 1501)
_BUDDHIST_YEARS = range(2501, 2644)
_BUDDHIST_LEAD = 543


def calendar_of(year: int) -> Calendar | None:
    """The calendar that a year of four digits belongs to; Buddhist years have Gregorian months."""
    if year in YEARS or year in _BUDDHIST_YEARS:
        return "gregorian"
    if year in _HIJRI_YEARS:
        return "hijri"
    return "solar" if year in _SOLAR_YEARS else None


def day_of(year: int, month: int, day: int) -> date | None:
    """The Gregorian day of numbers of whichever calendar the year belongs to; None if there is no such day."""
    try:
        match calendar_of(year):
            case "gregorian":
                return date(year if year in YEARS else year - _BUDDHIST_LEAD, month, day)
            case "hijri":
                return Hijri(year, month, day).to_gregorian()
            case "solar":
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
