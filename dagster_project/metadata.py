"""What people read of a materialisation in the UI."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import dagster as dg

from pipelines.settings import Settings
from pipelines.warehouse import previews
from pipelines.warehouse.previews import Preview


def markdown_table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> dg.MarkdownMetadataValue:
    """A table of any values; texts that hold table syntax are shown as they are."""
    lines = ["| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
    lines += ["| " + " | ".join(map(_cell, row)) + " |" for row in rows]
    return dg.MetadataValue.md("\n".join(lines))


def _cell(value: Any) -> str:
    text = "" if value is None else " ".join(str(value).split())
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")


def preview(settings: Settings, name: Preview, days: Sequence[date]) -> dg.MarkdownMetadataValue:
    """What landed, in a few rows."""
    return markdown_table(*previews.preview(settings, name, days[0], days[-1]))


def about_day(context: dg.AssetExecutionContext, key: dg.AssetKey | str, day: date, **numbers: float) -> None:
    """Numbers of one day among those of the run; the UI plots each of them over the days."""
    # The last argument says whose metadata it is; without a partition it would be the whole run's.
    context.add_asset_metadata(numbers, asset_key=key, partition_key=day.isoformat())
