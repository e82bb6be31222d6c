"""The sensor that takes in documents that turned up late."""

import json
from datetime import date

import dagster as dg

from dagster_project.automation.schedules import REBUILD
from dagster_project.dagster_gaps import days_of_run, range_tags
from dagster_project.names import UNFINISHED
from dagster_project.partitions import ranges_of, today
from pipelines import steps
from pipelines.errors import NabaError
from pipelines.settings import Settings

DAYS_A_RUN = 31
"""Days that are made anew in one run, at most."""

# A tick reads the archive files of each day before it asks for the day, and has 60 seconds. Later ticks take the rest.
_DAYS_A_TICK = 8 * DAYS_A_RUN


def build_late_captures(settings: Settings) -> dg.SensorDefinition:
    """The sensor that makes a day anew once its archive holds more than the database took in, and no other day.

    It compares the archive with the database at each tick, so a killed process makes it forget nothing. Its cursor
    holds the days that it asked for and that are not made yet, each with the bytes that its archive had then: a day
    whose run fails is asked for again once its archive has grown, and not every minute.
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
        for run in context.instance.get_runs(dg.RunsFilter(statuses=list(UNFINISHED))):
            under_way |= days_of_run(run.tags)
        asked = _asked(context.cursor)
        try:
            late = steps.late_days(
                settings, settings.first_day, today(), asked, under_way=under_way, limit=_DAYS_A_TICK
            )
        except NabaError as error:
            return dg.SkipReason(str(error))
        still_asked = {day: size for day, size in asked.items() if day in late.waiting}
        return dg.SensorResult(
            run_requests=[
                dg.RunRequest(tags=range_tags(first, last))
                for first, last in ranges_of(late.days, DAYS_A_RUN)
            ],
            cursor=json.dumps(
                {day.isoformat(): size for day, size in sorted({**still_asked, **late.days}.items())}
            ),
            skip_reason=None if late.days else "the database holds all articles of the archive",
        )

    return late_captures


def _asked(cursor: str | None) -> dict[date, int]:
    return {date.fromisoformat(day): size for day, size in json.loads(cursor or "{}").items()}
