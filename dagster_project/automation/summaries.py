"""A failed run says why in one line, where runs are listed."""

import dagster as dg

from dagster_project.failures import failure_line

SUMMARY = "naba/failed"
"""Tag of a failed run: the steps that failed, each with its reason and what to do."""

# Characters. A tag is read in a list of runs; the run's log has the whole reason.
_LONGEST = 400


def summary_of(instance: dg.DagsterInstance, run_id: str) -> str:
    """Why a run failed, in one line."""
    lines = []
    for record in instance.get_records_for_run(run_id, of_type=dg.DagsterEventType.STEP_FAILURE).records:
        event = record.event_log_entry.dagster_event
        if event is not None:
            lines.append(failure_line(event))
    if not lines:
        return "no step failed: its process was killed, or the machine went down; it is started again, twice at most"
    return "; ".join(lines)[:_LONGEST]


@dg.run_failure_sensor(
    name="failed_runs",
    description=f"Tags a failed run with the reason and what to do: `{SUMMARY}` in the list of runs.",
    # On from the start, as it only reads.
    default_status=dg.DefaultSensorStatus.RUNNING,
    minimum_interval_seconds=30,
)
def failed_runs(context: dg.RunFailureSensorContext) -> None:
    """Reads the run's events once it failed."""
    run_id = context.dagster_run.run_id
    context.instance.add_run_tags(run_id, {SUMMARY: summary_of(context.instance, run_id)})
