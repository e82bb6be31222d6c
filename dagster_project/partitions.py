"""The partition: one UTC day."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta

import dagster as dg

from pipelines.settings import Settings

# Tags of Dagster's that say which partitions a run makes.
_ONE_DAY = "dagster/partition"
_RANGE_START = "dagster/asset_partition_range_start"
_RANGE_END = "dagster/asset_partition_range_end"


def daily(settings: Settings) -> dg.DailyPartitionsDefinition:
    """Days from the configured first one up to today, today's included: its news is being written."""
    return dg.DailyPartitionsDefinition(
        start_date=settings.first_day.isoformat(), timezone="UTC", end_offset=1
    )


def days_of(partition_keys: Iterable[str]) -> list[date]:
    """Partition keys as days, ascending."""
    return sorted(map(date.fromisoformat, partition_keys))


def range_tags(first: date, last: date) -> dict[str, str]:
    """Tags of one run over all days from first to last."""
    return {
        _RANGE_START: first.isoformat(),
        _RANGE_END: last.isoformat(),
    }


def days_of_run(tags: Mapping[str, str]) -> set[date]:
    """The days that a run with these tags makes."""
    first = tags.get(_RANGE_START, tags.get(_ONE_DAY))
    if first is None:
        return set()
    last = date.fromisoformat(tags.get(_RANGE_END, first))
    days = (last - date.fromisoformat(first)).days
    return {last - timedelta(days=back) for back in range(days + 1)}


def ranges_of(days: Iterable[date], longest: int) -> list[tuple[date, date]]:
    """Days as ranges without gaps, of at most so many days each, ascending."""
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
