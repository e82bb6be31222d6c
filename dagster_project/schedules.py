"""When things run by themselves. Off until somebody turns them on in the UI: no crawl starts unasked."""

from datetime import timedelta

import dagster as dg

from dagster_project.partitions import range_tags


def build_jobs() -> list[dg.UnresolvedAssetJobDefinition]:
    """`collect_and_group`: everything; `rebuild`: the same from the archive alone, without the network."""
    everything = dg.AssetSelection.all()
    return [
        dg.define_asset_job(
            "collect_and_group",
            everything,
            description="Fetch, clean, group and publish the days of the run.",
        ),
        dg.define_asset_job(
            "rebuild",
            everything - dg.AssetSelection.key_prefixes(["captures"]),
            description="Make the days anew from the archive, without the network.",
        ),
    ]


@dg.schedule(
    cron_schedule="0 * * * *",
    job_name="collect_and_group",
    execution_timezone="UTC",
    default_status=dg.DefaultScheduleStatus.STOPPED,
)
def hourly(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """Each hour: today and yesterday, in one run."""
    today = context.scheduled_execution_time.date()
    return dg.RunRequest(
        run_key=context.scheduled_execution_time.isoformat(),
        tags=range_tags(today - timedelta(days=1), today),
    )
