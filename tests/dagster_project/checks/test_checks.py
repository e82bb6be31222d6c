"""Checks in real Dagster runs: by day, blocking, out of date; and failures in one line."""

from datetime import UTC, date, datetime

import dagster as dg
import pytest

from crawlers.registry.loading import Registry
from dagster_project import failures
from dagster_project.automation.summaries import SUMMARY, build_failed_runs, summary_of
from dagster_project.build import build_definitions
from dagster_project.dagster_gaps import range_tags
from dagster_project.running.instance import open_instance
from pipelines import warehouse
from pipelines.archive.captures import CaptureWriter, capture_id
from pipelines.errors import BusyError, StorageError
from pipelines.records import Capture

DAY, NEXT = date(2026, 3, 1), date(2026, 3, 2)
EMPTY = dg.AssetCheckKey(dg.AssetKey("articles"), "captures_give_articles")
COMPLETE = dg.AssetCheckKey(dg.AssetKey("archive"), "complete")
TEXT = "<p>فقرة من خبر عن افتتاح جسر جديد فوق النهر في المدينة القديمة بعد سنوات من العمل.</p>" * 6


@pytest.fixture
def instance(settings):
    with open_instance(settings) as instance:
        yield instance


def store(settings, day, text=TEXT, number=0):
    url = f"https://news.example/{day}/{number}"
    body = f"<html><head><title>افتتاح جسر</title></head><body><article><h1>افتتاح جسر</h1>{text}</article></body></html>"
    fetched = datetime(2026, 3, 3, tzinfo=UTC)
    with CaptureWriter(settings.archive, "20260303T000000Z-abcdef") as archive:
        name = capture_id("first", url, "page", body.encode())
        archive.write(Capture(name, "first", "page", url, url, day, fetched, 200, "text/html", body.encode()))


def rebuild(settings, instance, first, last, assets=None):
    """A run of the job, or of some of its assets."""
    definitions = build_definitions(settings, Registry({}, ()))
    return definitions.resolve_job_def("rebuild").execute_in_process(
        instance=instance,
        tags=range_tags(first, last),
        raise_on_error=False,
        asset_selection=assets and [dg.AssetKey(name) for name in assets],
    )


def publish_alone(settings, instance):
    return rebuild(settings, instance, DAY, DAY, ["naba_db"])


def latest(instance, key):
    """Status of the newest evaluation of each day."""
    found = instance.event_log_storage.get_asset_check_partition_info([key])
    return {info.partition_key: info.latest_execution_status.value for info in found}


def test_a_day_that_fails_a_check_stays_red_whatever_other_days_do(settings, instance):
    store(settings, DAY)
    for number in range(5):
        store(settings, NEXT, "", number)
    result = rebuild(settings, instance, DAY, NEXT)
    assert result.success  # pages without text stop nothing
    # Each evaluation names the materialisation that it is about.
    evaluations = result.get_asset_check_evaluations()
    assert {evaluation.partition for evaluation in evaluations} == {"2026-03-01", "2026-03-02"}
    assert {
        evaluation.target_materialization_data.run_id for evaluation in evaluations
    } == {result.run_id}  # fmt: skip
    red = {"2026-03-01": "SUCCEEDED", "2026-03-02": "FAILED"}
    assert latest(instance, EMPTY) == red
    assert rebuild(settings, instance, DAY, DAY).success
    assert latest(instance, EMPTY) == red
    # The outlet mends its pages, and they are fetched again.
    for number in range(5):
        store(settings, NEXT, TEXT, number)
    assert rebuild(settings, instance, NEXT, NEXT).success
    assert latest(instance, EMPTY) == dict.fromkeys(red, "SUCCEEDED")
    # Readers keep a day whose files are away, and whoever runs it sees that.
    assert latest(instance, COMPLETE) == dict.fromkeys(red, "SUCCEEDED")
    (settings.archive / "2026-03-02").rename(settings.data / "not mounted")
    assert rebuild(settings, instance, NEXT, NEXT).success
    assert latest(instance, COMPLETE) == red
    assert latest(instance, EMPTY) == dict.fromkeys(red, "SUCCEEDED")


def test_a_broken_rule_stops_the_run_before_the_publish(settings, instance, monkeypatch):
    store(settings, DAY)
    monkeypatch.setattr("pipelines.warehouse.write.partitions.settle_groups", lambda *_: None)
    monkeypatch.setattr("pipelines.steps.groups.regrouping.regroup", lambda *_: 0)
    result = rebuild(settings, instance, DAY, DAY)
    assert not result.success
    assert not [e for e in result.all_events if e.step_key == "naba_db" and e.is_step_start]
    assert not settings.database.exists()


def test_a_failure_is_one_line_and_only_what_is_busy_is_tried_again(settings, instance, monkeypatch):
    monkeypatch.setattr(failures, "_SECONDS_BETWEEN", 0)
    calls = []

    def publish(_):
        calls.append(1)
        raise error

    monkeypatch.setattr(warehouse, "publish", publish)
    error = StorageError("disk full: free some space")
    result = publish_alone(settings, instance)
    [failure] = result.get_step_failure_events()
    assert failure.step_failure_data.user_failure_data.description == "disk full: free some space"
    assert len(calls) == 1
    assert summary_of(instance, result.run_id) == "naba_db: disk full: free some space"
    error = BusyError("held by process 7")
    result = publish_alone(settings, instance)
    assert not result.success
    assert len(calls) == 1 + 4
    assert summary_of(instance, result.run_id) == "naba_db: held by process 7"


def test_a_failed_run_says_why_in_the_list_of_runs(settings, instance, monkeypatch):
    def publish(_):
        raise TypeError("unsupported operand")

    monkeypatch.setattr(warehouse, "publish", publish)
    result = publish_alone(settings, instance)
    event = dg.DagsterEvent(dg.DagsterEventType.RUN_FAILURE.value, "rebuild")
    context = dg.build_run_status_sensor_context("failed_runs", event, instance, result.dagster_run)
    build_failed_runs(settings)(context.for_run_failure())
    told = instance.get_run_by_id(result.run_id).tags[SUMMARY]
    assert told.startswith("naba_db: a defect of Naba (TypeError: unsupported operand)")
    assert "killed" in summary_of(instance, "of a process that is no more")


@pytest.mark.parametrize(
    "said",
    [
        "DagsterUserCodeUnreachableError: Could not reach user code server. gRPC Error code: UNAVAILABLE",
        "The code server timed out after 180 seconds",
        "status = StatusCode.DEADLINE_EXCEEDED",
    ],
)
def test_a_code_server_that_did_not_answer_is_no_killed_process(instance, said):
    run = instance.add_run(dg.DagsterRun(job_name="rebuild", status=dg.DagsterRunStatus.STARTING))
    instance.report_run_failed(run, f"Caught an error while launching the run: {said}")
    told = summary_of(instance, run.run_id)
    assert told.startswith("Dagster's code server did not answer")
    assert "killed" not in told
    assert told.endswith("start the run again")
