"""What runs together, and when it runs by itself."""

from collections.abc import Iterator
from datetime import timedelta

import dagster as dg

from dagster_project.captures import DUE_ONLY
from dagster_project.partitions import range_tags
from pipelines import steps
from pipelines.settings import Settings

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


_LATE_DAYS_AT_ONCE = 25
# A tick has 60 seconds; the rest comes with the next ones.


def build_late_captures(settings: Settings) -> dg.SensorDefinition:
    """The sensor that takes in documents that turned up late: days whose archive grew behind the database."""

    @dg.sensor(
        job=REBUILD,
        minimum_interval_seconds=60,
        description="Makes a day anew once its archive holds more than the database took in.",
        # It fetches nothing, so it may run from the start.
        default_status=dg.DefaultSensorStatus.RUNNING,
    )
    def late_captures(context: dg.SensorEvaluationContext) -> Iterator[dg.RunRequest | dg.SkipReason]:
        under_way = dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.STARTING])
        if context.instance.get_runs_count(under_way):
            yield dg.SkipReason("a run is under way and may take in the same days")
            return
        for day, size in list(steps.days_behind(settings).items())[:_LATE_DAYS_AT_ONCE]:
            if day >= settings.first_day:
                yield dg.RunRequest(run_key=f"{day} with {size} bytes", partition_key=day.isoformat())

    return late_captures
