"""The partition: one UTC day."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

import dagster as dg

from pipelines.settings import Settings


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
        "dagster/asset_partition_range_start": first.isoformat(),
        "dagster/asset_partition_range_end": last.isoformat(),
    }


def today() -> date:
    """The present UTC day."""
    return datetime.now(UTC).date()
