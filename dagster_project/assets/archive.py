"""`archive`: the WARC files of a day, and the tables that index them."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

import dagster as dg

from dagster_project.alerts import tell_incomplete
from dagster_project.assets.day_assets import GROUP, OWNERS
from dagster_project.assets.metadata import about_day, markdown_table
from dagster_project.checks.evaluations import results_by_day
from dagster_project.failures import said_in_one_line
from dagster_project.names import ARCHIVE, CAPTURES, COMPLETE, FORGET_MISSING, FOUND, PROBLEMS
from dagster_project.partitions import daily
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


def complete_spec(settings: Settings) -> dg.AssetCheckSpec:
    """The check that the step itself answers."""
    return dg.AssetCheckSpec(
        COMPLETE,
        asset=ARCHIVE,
        description="Does the archive hold all that the day was made from? Where it does not, the day stays as it was.",
        partitions_def=daily(settings),
    )


def index_archive(
    context: dg.AssetExecutionContext, settings: Settings, days: Sequence[date]
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckEvaluation | dg.Output[None]]:
    """Indexes what the archive holds of the days, and says of which it holds less than they were made from."""
    with said_in_one_line():
        forget = FORGET_MISSING in context.run.tags
        report = steps.index_archive(settings, days, context.log.info, forget_missing=forget)
    for day, count in report.captures.items():
        about_day(context, ARCHIVE, day, captures=count)
    tell_incomplete(settings, days, report.kept, datetime.now(UTC))
    yield dg.MaterializeResult(
        asset_key=ARCHIVE,
        metadata={
            "captures": sum(report.captures.values()),
            "fetch attempts stored": report.fetches,
            PROBLEMS: [*report.problems, *report.kept.values()],
            "by day": markdown_table(["day", "captures"], list(report.captures.items())),
            "folder": dg.MetadataValue.path(str(settings.archive)),
        },
    )

    def complete(day: str) -> dg.AssetCheckResult:
        why = report.kept.get(date.fromisoformat(day))
        return dg.AssetCheckResult(
            passed=why is None,
            severity=dg.AssetCheckSeverity.ERROR,
            metadata={FOUND: [] if why is None else [why]},
        )

    yield from results_by_day(context, complete_spec(settings), complete)
