"""What the UI shows of a materialisation: tables, charts, and numbers of a day."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

import dagster as dg

from dagster_project.assets.plots import bars
from pipelines.settings import Settings
from pipelines.warehouse.ask import for_dagster
from pipelines.warehouse.ask.for_dagster import Preview
from pipelines.warehouse.ask.for_report import DayReport

_SOURCES_SHOWN = 25
# Instead of a table without rows.
_NONE = dg.MetadataValue.md("none")
_MARKDOWN = re.compile(r"[\\|\[\]`*_~!]")


def markdown_table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> dg.MarkdownMetadataValue:
    """A Markdown table of any values, or that there are none; text that looks like Markdown or HTML is escaped."""
    if not rows:
        return _NONE
    lines = ["| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
    lines += ["| " + " | ".join(map(_cell, row)) + " |" for row in rows]
    return dg.MetadataValue.md("\n".join(lines))


def _cell(value: Any) -> str:
    text = "" if value is None else " ".join(str(value).split())
    # Links and images are escaped too: a title must not make the UI fetch from a stranger's server.
    return _MARKDOWN.sub(r"\\\g<0>", text).replace("&", "&amp;").replace("<", "&lt;")


def preview(settings: Settings, name: Preview, days: Sequence[date]) -> dg.MarkdownMetadataValue:
    """The first rows of what the days hold; the queries are in `warehouse.ask.for_dagster`."""
    return markdown_table(*for_dagster.preview(settings, name, days[0], days[-1]))


def articles_chart(settings: Settings, last: date) -> dg.MarkdownMetadataValue:
    """A bar chart of articles a day, up to the last day of the run."""
    return dg.MetadataValue.md(
        bars(for_dagster.articles_by_day(settings, last), f"articles a day up to {last}")
    )


def lag_table(settings: Settings, days: Sequence[date]) -> dg.MarkdownMetadataValue:
    """How many hours after publication each source's articles were fetched, the slowest sources first; with a chart."""
    lags = for_dagster.source_lags(settings, days[0], days[-1])
    if not lags:
        return _NONE
    lines = ["| source | articles | hours, median | by day |", "| --- | --- | --- | --- |"]
    lines += [
        f"| {source} | {articles} | {hours:.1f} | {bars(by_day, f'{source}, hours')} |"
        for source, articles, hours, by_day in lags[:_SOURCES_SHOWN]
    ]
    return dg.MetadataValue.md("\n".join(lines))


def about_day(context: dg.AssetExecutionContext, key: dg.AssetKey | str, day: date, **numbers: float) -> None:
    """Adds numbers of one day of the run; the UI plots each of them over the days."""
    # Without a partition key, the numbers would be those of the whole run.
    context.add_asset_metadata(numbers, asset_key=key, partition_key=day.isoformat())


_DIGEST_STORIES = 10


def digest(report: DayReport) -> dg.MarkdownMetadataValue:
    """The daily report in a few lines: totals, and the most carried stories."""
    table = markdown_table(
        ["first seen (UTC)", "title", "source", "copies", "also in"],
        [
            (
                f"{row['first_published_at']:%H:%M}",
                row["title"],
                row["source"],
                row["copies"],
                " ".join(outlet for outlet in row["outlets"] if outlet != row["source"]),
            )
            for row in report.stories[:_DIGEST_STORIES]
        ],
    )
    head = f"**{report.day}**: {report.in_short}"
    quiet = f"\n\nNo article of this day from: {', '.join(report.quiet)}" if report.quiet else ""
    shown = f"\n\n{table.value}" if report.stories else ""
    return dg.MetadataValue.md(f"{head}{shown}{quiet}")
