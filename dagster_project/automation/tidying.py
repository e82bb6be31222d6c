"""Dagster's own history: finished runs, their events and logs, and ticks, older than they are kept."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import dagster as dg

from crawlers.registry.loading import load_registry
from dagster_project.dagster_gaps import forget_run, shrink_history, size_of_run
from dagster_project.failures import said_in_one_line
from dagster_project.names import UNFINISHED
from pipelines.settings import Settings
from pipelines.steps.tidy import Removal, tidy_data

# Runs that are looked at in one go.
_AT_ONCE = 500


def build_tidy(settings: Settings) -> tuple[dg.JobDefinition, dg.ScheduleDefinition]:
    """The job `tidy`, and its schedule: each night, off until somebody turns it on."""

    @dg.op(
        description="What is older than it is kept: runs with their events, fetch logs, reports; never news."
    )
    def remove_old_history(context: dg.OpExecutionContext) -> None:
        with said_in_one_line():
            for one in tidy(settings, context.instance, datetime.now(UTC)):
                context.log.info("%s: %d removed, %d bytes", one.what, one.count, one.bytes)
                for problem in one.problems:
                    context.log.warning(problem)

    @dg.job(name="tidy", description="Remove old history; `naba tidy --dry-run` says what.")
    def job() -> None:
        remove_old_history()

    schedule = dg.ScheduleDefinition(
        name="tidying",
        job=job,
        cron_schedule="30 4 * * *",
        execution_timezone="UTC",
        default_status=dg.DefaultScheduleStatus.STOPPED,
        description="Each night: removes runs, events and fetch logs that are older than they are kept.",
    )
    return job, schedule


def tidy(
    settings: Settings, instance: dg.DagsterInstance, now: datetime, *, dry_run: bool = False
) -> list[Removal]:
    """Removes what is older than it is kept, of Naba's data and of Dagster's history.

    Args:
        settings: where things are, and how long they are kept.
        instance: Dagster's.
        now: UTC.
        dry_run: says what would be removed, and removes nothing.

    Raises:
        StorageError: the data folder can't be written.
    """
    registry = load_registry(settings.sources)
    known = {*registry.sources, *(problem.source_id for problem in registry.problems)}
    return [
        *tidy_data(settings, known, now, dry_run=dry_run),
        *tidy_history(instance, now - timedelta(days=settings.keep_runs_days), dry_run=dry_run),
    ]


def tidy_history(instance: dg.DagsterInstance, before: datetime, *, dry_run: bool) -> list[Removal]:
    """Removes finished runs that were made before, with their events and logs, and ticks."""
    finished = [status for status in dg.DagsterRunStatus if status not in UNFINISHED]
    count = size = 0
    cursor = None
    while True:
        records = instance.get_run_records(
            dg.RunsFilter(statuses=finished, created_before=before),
            limit=_AT_ONCE,
            cursor=cursor,
            ascending=True,
        )
        for record in records:
            run_id = record.dagster_run.run_id
            count, size = count + 1, size + size_of_run(instance, run_id)
            if not dry_run:
                forget_run(instance, run_id)
        if len(records) < _AT_ONCE:
            break
        # Removed ones are no place to go on from; kept ones are.
        cursor = records[-1].dagster_run.run_id if dry_run else None
    if not dry_run:
        for state in instance.all_instigator_state():
            instance.purge_ticks(state.instigator_origin_id, state.selector_id, before.timestamp())
        if count:
            with suppress(OSError):
                shrink_history(instance)
    return [Removal("Dagster's runs, with their events", before.date(), count, size)]
