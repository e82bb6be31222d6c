"""`duplicate_pairs`: which stories are one, and the evidence."""

import dagster as dg

from dagster_project.assets.day_assets import day_asset
from dagster_project.assets.metadata import markdown_table
from dagster_project.failures import said_in_one_line
from pipelines import dedup, steps
from pipelines.settings import Settings

DEDUP_VERSION = f"{dedup.VERSION}-{dedup.DEFAULT.config_id}"


def build_duplicate_pairs(settings: Settings) -> dg.AssetsDefinition:
    """The pairs that the days of the run can affect."""

    @day_asset(
        settings,
        deps=["stories"],
        description="Two stories verified to be one, with the evidence.",
        code_version=DEDUP_VERSION,
    )
    def duplicate_pairs(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        with said_in_one_line():
            report = steps.pair_days(settings, context.log.info)
        return dg.MaterializeResult(
            metadata={
                "pairs": report.pairs,
                "stories compared": report.stories,
                "by reason": markdown_table(["reason", "pairs"], sorted(report.reasons.items())),
                "texts of cut families": markdown_table(["day", "texts"], sorted(report.cut.items())),
                "days found anew": ", ".join(map(str, report.days)),
            }
        )

    return duplicate_pairs
