"""What `/metrics` says of Dagster's runs, asked as often as a monitor asks."""

from dataclasses import replace

import dagster as dg
import pytest

from crawlers.memory.opening import open_state
from dagster_project.running.instance import open_instance
from dagster_project.running.metrics import RunMetrics, state_metrics

pytestmark = pytest.mark.process


def test_runs_are_counted_as_they_come_and_looking_writes_nothing(settings):
    metrics = RunMetrics(settings)
    assert metrics() == []
    assert not settings.dagster_home.exists()
    with open_instance(settings) as instance:
        files = {file: file.stat().st_mtime_ns for file in settings.dagster_home.glob("*.yaml")}
        for status in (dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.STARTED):
            instance.add_run(dg.DagsterRun(job_name="rebuild", status=status))
            runs, unfinished, _ = metrics()
            assert runs.values[("job", "rebuild"), ("status", status.value.lower())] == 1
        assert unfinished.values == {(): 1}
    assert {file: file.stat().st_mtime_ns for file in settings.dagster_home.glob("*.yaml")} == files


def test_a_shared_state_is_up_or_down(settings, shared_state):
    assert state_metrics(settings) == []
    shared = replace(settings, state=shared_state)
    with open_state(shared) as state, state.run("living"):
        up, crawls = state_metrics(shared)
    assert (up.values, crawls.values) == ({(): 1}, {(): 1})
    away, unknown = state_metrics(replace(settings, state="postgres:host=/nowhere dbname=x"))
    assert (away.values, unknown.values) == ({(): 0}, {})
