"""`daily_report`: a page a day for people to read."""

import dagster as dg

from dagster_project.assets.day_assets import day_asset
from dagster_project.assets.metadata import digest
from dagster_project.failures import said_in_one_line
from dagster_project.partitions import days_of
from pipelines.settings import Settings
from pipelines.web.report import REPORT_VERSION, write_report


def build_daily_report(settings: Settings) -> dg.AssetsDefinition:
    """The report of each day of the run; its metadata shows the last one."""

    @day_asset(
        settings,
        deps=["naba_db"],
        description="A page a day for people to read: its most carried stories, its outlets, whom they credit.",
        code_version=f"{REPORT_VERSION}-{settings.report_language}",
        kind="html",
    )
    def daily_report(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        with said_in_one_line():
            for day in days_of(context.partition_keys):
                report = write_report(
                    settings.database, day, settings.report_of(day), settings.report_language
                )
        return dg.MaterializeResult(
            metadata={
                "file": dg.MetadataValue.path(str(settings.report_of(report.day))),
                "stories": report.totals["stories"],
                "digest": digest(report),
            }
        )

    return daily_report
