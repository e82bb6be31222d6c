"""What runs together, and when it runs by itself."""

from datetime import timedelta

import dagster as dg

from dagster_project.dagster_gaps import SCHEDULE_TAG, range_tags
from dagster_project.names import CAPTURES, DUE_ONLY, UNFINISHED
from pipelines.settings import Settings

COLLECT_AND_GROUP = dg.define_asset_job(
    "collect_and_group",
    dg.AssetSelection.all(),
    description="Fetch, clean, group and publish the days of the run.",
)
REBUILD = dg.define_asset_job(
    "rebuild",
    dg.AssetSelection.all() - dg.AssetSelection.assets(CAPTURES),
    description="Make the days anew from the archive, without the network.",
)

NIGHTLY_DAYS = 14
"""Days before its own that the schedule `nightly` makes again."""


def build_schedules(settings: Settings) -> list[dg.ScheduleDefinition]:
    """`hourly` and `nightly`; off until somebody turns them on in the UI, as no crawl of real sites starts unasked.

    Ticks that were missed while the daemon was down become one run: Dagster evaluates the last of them only.
    """

    @dg.schedule(
        job_name=COLLECT_AND_GROUP.name,
        cron_schedule="0 * * * *",
        execution_timezone="UTC",
        default_status=dg.DefaultScheduleStatus.STOPPED,
        description="Each hour: today and yesterday, in one run.",
    )
    def hourly(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        # Feeds are asked when each is due; a run that a person starts asks them all.
        return _request(settings, context, "hourly", days_back=1, tags={DUE_ONLY: "true"})

    @dg.schedule(
        job_name=REBUILD.name,
        cron_schedule="30 3 * * *",
        execution_timezone="UTC",
        default_status=dg.DefaultScheduleStatus.STOPPED,
        description=f"Each night: the last {NIGHTLY_DAYS} days brought up to the archive, checked and published; fetches nothing.",
    )
    def nightly(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        return _request(settings, context, "nightly", days_back=NIGHTLY_DAYS, tags={})

    return [hourly, nightly]


def _request(
    settings: Settings,
    context: dg.ScheduleEvaluationContext,
    name: str,
    *,
    days_back: int,
    tags: dict[str, str],
) -> dg.RunRequest | dg.SkipReason:
    """One run over the days up to the tick's own, as far back as there are days; none while the run before goes on."""
    today = context.scheduled_execution_time.date()
    if today < settings.first_day:
        return dg.SkipReason(f"the first day is {settings.first_day} (NABA_FIRST_DAY)")
    before = context.instance.get_runs(
        dg.RunsFilter(statuses=list(UNFINISHED), tags={SCHEDULE_TAG: name}), limit=1
    )
    if before:
        return dg.SkipReason(
            f"the run before goes on ({before[0].run_id}); the next tick takes in what this one had"
        )
    first = max(settings.first_day, today - timedelta(days=days_back))
    return dg.RunRequest(
        run_key=context.scheduled_execution_time.isoformat(), tags=range_tags(first, today) | tags
    )
