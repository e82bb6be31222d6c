"""`story_groups`: the stories that are one, each in its one group."""

from datetime import UTC, datetime

import dagster as dg

from dagster_project.assets.day_assets import day_asset
from dagster_project.assets.duplicate_pairs import DEDUP_VERSION
from dagster_project.assets.metadata import preview
from dagster_project.failures import said_in_one_line
from dagster_project.partitions import days_of
from pipelines import steps
from pipelines.settings import Settings


def build_story_groups(settings: Settings) -> dg.AssetsDefinition:
    """The groups that changed stories and pairs can affect, on whatever day their other stories are."""

    @day_asset(
        settings,
        deps=["duplicate_pairs"],
        description="The stories of the day and all that are one story with them, each in its one group; and which groups "
        "tell the same event.",
        code_version=DEDUP_VERSION,
    )
    def story_groups(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        with said_in_one_line():
            report = steps.group_stories(settings, context.log.info, datetime.now(UTC))
            related = steps.relate_groups(settings, context.log.info)
        return dg.MaterializeResult(
            metadata={
                "stories": report.stories,
                "groups": report.groups,
                "groups with copies": report.with_copies,
                "links between groups of one event": related.links,
                "events": related.events,
                "largest of these days": preview(settings, "groups", days_of(context.partition_keys)),
            }
        )

    return story_groups
