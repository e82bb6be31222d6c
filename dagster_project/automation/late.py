"""The sensor that takes in documents that turned up late."""

import json
from datetime import date

import dagster as dg

from dagster_project.automation.schedules import REBUILD
from dagster_project.partitions import days_of_run, range_tags, ranges_of
from pipelines import steps
from pipelines.errors import NabaError
from pipelines.settings import Settings

_DAYS_A_RUN = 31
_DAYS_A_TICK = 8 * _DAYS_A_RUN
# Days are looked into before they are asked for, and a tick has 60 seconds; the rest comes with the next ones.
_UNFINISHED = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]


def build_late_captures(settings: Settings) -> dg.SensorDefinition:
    """The sensor: days whose archive grew behind the database are made anew, and no others.

    What is late is read off the archive and the database, so nothing is forgotten whatever dies. The cursor
    holds what was asked for and is not taken in yet, with the bytes that the day had: a day that fails is
    asked for again once it grew, not every minute.
    """

    @dg.sensor(
        job=REBUILD,
        minimum_interval_seconds=60,
        description="Makes a day anew once its archive holds articles that the database did not take in.",
        # It fetches nothing, so it may run from the start.
        default_status=dg.DefaultSensorStatus.RUNNING,
    )
    def late_captures(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
        under_way: set[date] = set()
        for run in context.instance.get_runs(dg.RunsFilter(statuses=_UNFINISHED)):
            under_way |= days_of_run(run.tags)
        asked = _asked(context.cursor)
        try:
            late = steps.late_days(settings, settings.first_day, asked, under_way, _DAYS_A_TICK)
        except NabaError as error:
            return dg.SkipReason(str(error))
        still_asked = {day: size for day, size in asked.items() if day in late.waiting}
        return dg.SensorResult(
            run_requests=[
                dg.RunRequest(tags=range_tags(first, last))
                for first, last in ranges_of(late.days, _DAYS_A_RUN)
            ],
            cursor=json.dumps(
                {day.isoformat(): size for day, size in sorted({**still_asked, **late.days}.items())}
            ),
            skip_reason=None if late.days else "the database holds all articles of the archive",
        )

    return late_captures


def _asked(cursor: str | None) -> dict[date, int]:
    return {date.fromisoformat(day): size for day, size in json.loads(cursor or "{}").items()}
