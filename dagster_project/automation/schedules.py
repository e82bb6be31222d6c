"""What runs together, and when it runs by itself."""

from datetime import timedelta

import dagster as dg

from dagster_project.dagster_gaps import range_tags
from dagster_project.names import DUE_ONLY

COLLECT_AND_GROUP = dg.define_asset_job(
    "collect_and_group",
    dg.AssetSelection.all(),
    description="Fetch, clean, group and publish the days of the run.",
)
REBUILD = dg.define_asset_job(
    "rebuild",
    dg.AssetSelection.all() - dg.AssetSelection.key_prefixes(["captures"]),
    description="Make the days anew from the archive, without the network.",
)


# Off until somebody turns it on in the UI: no crawl of real sites starts unasked.
@dg.schedule(
    job_name=COLLECT_AND_GROUP.name,
    cron_schedule="0 * * * *",
    execution_timezone="UTC",
    default_status=dg.DefaultScheduleStatus.STOPPED,
)
def hourly(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """Each hour: today and yesterday, in one run."""
    today = context.scheduled_execution_time.date()
    return dg.RunRequest(
        run_key=context.scheduled_execution_time.isoformat(),
        # feeds are asked when each is due; a run that a person starts asks them all
        tags=range_tags(today - timedelta(days=1), today) | {DUE_ONLY: "true"},
    )


@dg.schedule(
    job_name=REBUILD.name,
    cron_schedule="30 3 * * *",
    execution_timezone="UTC",
    default_status=dg.DefaultScheduleStatus.STOPPED,
)
def nightly(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """Each night: the last 14 days made anew from the archive, checked and published; fetches nothing."""
    today = context.scheduled_execution_time.date()
    return dg.RunRequest(
        run_key=context.scheduled_execution_time.isoformat(),
        tags=range_tags(today - timedelta(days=14), today),
    )
