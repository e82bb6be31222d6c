"""A failed run says why in one line, where runs are listed."""

from datetime import UTC, datetime

import dagster as dg

from dagster_project.alerts import tell_failed_run
from dagster_project.dagster_gaps import days_of_run
from dagster_project.failures import failure_line
from pipelines.settings import Settings

SUMMARY = "naba/failed"
"""Tag of a failed run: the steps that failed, each with its reason and what to do."""

# Characters. A tag is read in a list of runs; the run's log has the whole reason.
_LONGEST = 400
# What Dagster and gRPC say where the process that loads the assets did not answer.
_NO_ANSWER = ("unreachable", "timed out", "deadline exceeded")


def summary_of(instance: dg.DagsterInstance, run_id: str) -> str:
    """Why a run failed, in one line."""
    lines = []
    for record in instance.get_records_for_run(run_id, of_type=dg.DagsterEventType.STEP_FAILURE).records:
        event = record.event_log_entry.dagster_event
        if event is not None:
            lines.append(failure_line(event))
    return "; ".join(lines or [_why_without_a_step(instance, run_id)])[:_LONGEST]


def _why_without_a_step(instance: dg.DagsterInstance, run_id: str) -> str:
    """Why a run failed in which no step did: the code server did not answer, or the run's process is gone."""
    for record in instance.get_records_for_run(run_id, of_type=dg.DagsterEventType.RUN_FAILURE).records:
        event = record.event_log_entry.dagster_event
        error = event.job_failure_data.error if event and event.event_specific_data else None
        said = " ".join((error.message if error else (event.message if event else None) or "").split())
        if any(words in said.lower().replace("_", " ") for words in _NO_ANSWER):
            return f"Dagster's code server did not answer ({said}): the machine is too busy, or it ended; start the run again"
        if error:
            return f"Dagster could not go on with it ({said})"
    return (
        "no step failed: its process was killed, or the machine went down; it is started again, twice at most"
    )


def say_why(settings: Settings, instance: dg.DagsterInstance, run: dg.DagsterRun) -> None:
    """Tags a failed run with the reason, and tells whoever wants to be told; once each run."""
    if SUMMARY in run.tags:
        return
    reason = summary_of(instance, run.run_id)
    instance.add_run_tags(run.run_id, {SUMMARY: reason})
    days = tuple(sorted(day.isoformat() for day in days_of_run(run.tags)))
    tell_failed_run(
        settings, run_id=run.run_id, job=run.job_name, days=days, reason=reason, now=datetime.now(UTC)
    )


def build_failed_runs(settings: Settings) -> dg.SensorDefinition:
    """The sensor that looks at each failed run."""

    @dg.run_failure_sensor(
        name="failed_runs",
        description=f"Tags a failed run with the reason and what to do: `{SUMMARY}` in the list of runs.",
        # On from the start, as it only reads.
        default_status=dg.DefaultSensorStatus.RUNNING,
        minimum_interval_seconds=30,
    )
    def failed_runs(context: dg.RunFailureSensorContext) -> None:
        say_why(settings, context.instance, context.dagster_run)

    return failed_runs
