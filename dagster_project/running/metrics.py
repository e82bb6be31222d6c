"""What `/metrics` says of Dagster's runs, and of the state that machines share."""

from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import dagster as dg

from crawlers.ask.state import look_at_state
from dagster_project.names import UNFINISHED
from dagster_project.running.instance import existing_instance
from pipelines.errors import NabaError
from pipelines.settings import Settings
from pipelines.web.metrics import Metric

_RUNS_MAX = 1000


def state_metrics(settings: Settings) -> list[Metric]:
    """Whether the Postgres of NABA_STATE answers, and how many crawls are under way; nothing where there is none."""
    if settings.state is None:
        return []
    crawls: dict[tuple[tuple[str, str], ...], float] = {}
    with suppress(NabaError):
        crawls[()] = len(look_at_state(settings).crawls)
    return [
        Metric("naba_state_up", "Whether the state that machines share answers", {(): int(bool(crawls))}),
        Metric("naba_crawls_under_way", "Crawls of all machines that share the state", crawls),
    ]


class RunMetrics:
    """Asks Dagster's instance at each call; it is opened once, when it is there, and nothing is written."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._instance: dg.DagsterInstance | None = None

    def __call__(self) -> list[Metric]:
        """Runs of the last day by job and how they ended, and how long the last good one of each job took."""
        if self._instance is None:
            self._instance = existing_instance(self._settings)
        return [] if self._instance is None else _run_metrics(self._instance)


def _run_metrics(instance: dg.DagsterInstance) -> list[Metric]:
    since = datetime.now(UTC) - timedelta(days=1)
    records = instance.get_run_records(dg.RunsFilter(created_after=since), limit=_RUNS_MAX)
    under_way = instance.get_runs_count(dg.RunsFilter(statuses=list(UNFINISHED)))
    counts = Counter(
        (record.dagster_run.job_name, record.dagster_run.status.value.lower()) for record in records
    )
    seconds: dict[str, float] = {}
    # The newest comes first.
    for record in records:
        if record.dagster_run.status == dg.DagsterRunStatus.SUCCESS and record.start_time and record.end_time:
            seconds.setdefault(record.dagster_run.job_name, record.end_time - record.start_time)
    return [
        Metric(
            "naba_runs_last_day",
            "Dagster runs that were asked for in the last 24 hours",
            {(("job", job), ("status", status)): count for (job, status), count in sorted(counts.items())},
        ),
        Metric("naba_runs_unfinished", "Dagster runs that wait or go on", {(): under_way}),
        Metric(
            "naba_run_duration_seconds",
            "How long the newest good run of the last 24 hours took",
            {(("job", job),): took for job, took in sorted(seconds.items())},
        ),
    ]
