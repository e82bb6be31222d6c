"""`archive`: the WARC files of a day, and the tables that index them."""

from collections.abc import Sequence
from datetime import date

import dagster as dg

from dagster_project.assets.day_assets import GROUP, OWNERS
from dagster_project.assets.metadata import about_day, markdown_table
from dagster_project.failures import said_in_one_line
from dagster_project.names import ARCHIVE, CAPTURES, FORGET_MISSING, PROBLEMS
from pipelines import steps
from pipelines.archive.capture_facts import ARCHIVE_FORMAT
from pipelines.settings import Settings


def archive_spec() -> dg.AssetSpec:
    """The asset that all sources fill. It is made whatever became of them, so that none holds up what comes after."""
    return dg.AssetSpec(
        ARCHIVE,
        deps=[CAPTURES],
        description="The day's WARC files, and the tables `captures` and `fetches` that index them.",
        code_version=str(ARCHIVE_FORMAT),
        group_name=GROUP,
        kinds={"duckdb"},
        owners=OWNERS,
        skippable=True,
    )


def index_archive(
    context: dg.AssetExecutionContext, settings: Settings, days: Sequence[date]
) -> dg.MaterializeResult[None]:
    """Indexes what the archive holds of the days."""
    with said_in_one_line():
        forget = FORGET_MISSING in context.run.tags
        report = steps.index_archive(settings, days, context.log.info, forget_missing=forget)
    for day, count in report.captures.items():
        about_day(context, ARCHIVE, day, captures=count)
    return dg.MaterializeResult(
        asset_key=ARCHIVE,
        metadata={
            "captures": sum(report.captures.values()),
            "fetch attempts stored": report.fetches,
            PROBLEMS: [*report.problems, *report.kept.values()],
            "by day": markdown_table(["day", "captures"], list(report.captures.items())),
            "folder": dg.MetadataValue.path(str(settings.archive)),
        },
    )
