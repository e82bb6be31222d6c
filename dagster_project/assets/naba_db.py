"""`naba_db`: the published database."""

from collections.abc import Collection

import dagster as dg

from dagster_project.assets.day_assets import day_asset
from dagster_project.failures import said_in_one_line
from pipelines import steps, warehouse
from pipelines.records import SourceFacts
from pipelines.settings import Settings
from pipelines.warehouse import STORAGE_VERSION


def build_naba_db(settings: Settings, sources: Collection[SourceFacts]) -> dg.AssetsDefinition:
    """The one database of all days, published again where a day changed, or what a source's file says."""

    @day_asset(
        settings,
        deps=["story_groups"],
        description="The published database: open it with any DuckDB client, at any moment.",
        code_version=STORAGE_VERSION,
    )
    def naba_db(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        with said_in_one_line():
            steps.note_sources(settings, sources)
            report = warehouse.publish(settings)
        context.log.info("%s: %s", report.database, "published" if report.copied else "up to date")
        return dg.MaterializeResult(
            metadata={
                "database": dg.MetadataValue.path(report.database),
                "bytes": report.bytes,
                "copied": report.copied,
            }
        )

    return naba_db
