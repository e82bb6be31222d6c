"""The partition of every asset: one UTC day."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

import dagster as dg

from pipelines.settings import Settings


def daily(settings: Settings) -> dg.DailyPartitionsDefinition:
    """The days from the configured first one to today. Today is one of them, although its news is still coming in."""
    return dg.DailyPartitionsDefinition(
        start_date=settings.first_day.isoformat(), timezone="UTC", end_offset=1
    )


def days_of(partition_keys: Iterable[str]) -> list[date]:
    """Partition keys as days, ascending."""
    return sorted(map(date.fromisoformat, partition_keys))


def ranges_of(days: Iterable[date], longest: int) -> list[tuple[date, date]]:
    """Splits days into ranges without gaps, ascending; no range is longer than `longest` days."""
    ranges: list[tuple[date, date]] = []
    for day in sorted(days):
        if ranges and (day - ranges[-1][1]).days == 1 and (day - ranges[-1][0]).days < longest:
            ranges[-1] = (ranges[-1][0], day)
        else:
            ranges.append((day, day))
    return ranges


def today() -> date:
    """The present UTC day."""
    return datetime.now(UTC).date()
