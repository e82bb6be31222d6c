"""What Naba uses of Dagster beyond its public interface is still there; and nothing else uses any."""

import logging
import re
import subprocess
import sys
from datetime import date

import dagster as dg
import pytest

from dagster_project import dagster_gaps
from dagster_project.dagster_gaps import (
    DAEMON_MODULE,
    CheckTarget,
    allow_missing_results,
    begin_reading_events,
    days_of_run,
    logged_line,
    range_tags,
)
from pipelines.settings import REPOSITORY
from tests.support.processes import PATIENCE

DAYS = dg.DailyPartitionsDefinition(start_date="2026-03-01", end_date="2026-03-05")
ONE_RUN = dg.BackfillPolicy.single_run()


def test_private_names_of_dagster_stand_in_one_module():
    private = re.compile(r"dagster(?:_\w+)?\._|_step_execution_context|dagster_meta|\"dagster/")
    found = [
        f"{file.relative_to(REPOSITORY)}: {line.strip()}"
        for package in ("crawlers", "pipelines", "dagster_project")
        for file in (REPOSITORY / package).rglob("*.py")
        if file.samefile(dagster_gaps.__file__) is False
        for line in file.read_text(encoding="utf-8").splitlines()
        if private.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [(date(2026, 3, 2), date(2026, 3, 4), 3), (date(2026, 3, 2), date(2026, 3, 2), 1)],
)
def test_the_range_tags_give_a_run_these_days_and_can_be_read_back(first, last, count):
    seen = []

    @dg.asset(partitions_def=DAYS, backfill_policy=ONE_RUN)
    def made(context: dg.AssetExecutionContext) -> None:
        seen.extend(context.partition_keys)

    tags = range_tags(first, last)
    job = dg.Definitions(assets=[made], jobs=[dg.define_asset_job("all")]).resolve_job_def("all")
    assert job.execute_in_process(tags=tags).success
    assert {date.fromisoformat(key) for key in seen} == days_of_run(tags)
    assert len(seen) == count


def test_the_tag_of_a_run_of_one_partition_is_read():
    job = dg.Definitions(
        assets=[dg.asset(partitions_def=DAYS, name="made")(lambda: None)], jobs=[dg.define_asset_job("all")]
    ).resolve_job_def("all")
    with dg.instance_for_test() as instance:
        result = job.execute_in_process(instance=instance, partition_key="2026-03-03")
        assert days_of_run(instance.get_run_by_id(result.run_id).tags) == {date(2026, 3, 3)}
    assert days_of_run({}) == set()


@pytest.mark.filterwarnings("ignore:Function `PipesMessageReader")
@pytest.mark.parametrize("allowed", [True, False])
def test_a_skippable_asset_may_stay_without_a_result_after_pipes_where_it_is_allowed(allowed):
    @dg.multi_asset(specs=[dg.AssetSpec("here", skippable=True), dg.AssetSpec("failed", skippable=True)])
    def both(context: dg.AssetExecutionContext, pipes: dg.PipesSubprocessClient):
        invocation = pipes.run(context=context.op_execution_context, command=[sys.executable, "-c", ""])
        invocation.get_results(implicit_materializations=False)
        if allowed:
            allow_missing_results(context)
        yield dg.MaterializeResult(asset_key="here")

    result = dg.materialize([both], resources={"pipes": dg.PipesSubprocessClient()}, raise_on_error=False)
    # Should this succeed without the piece, then Dagster has mended it, and the piece can go.
    assert result.success is allowed
    if not allowed:
        [failure] = result.get_step_failure_events()
        assert "failed" in failure.step_failure_data.error.to_string()


def test_a_check_result_can_say_which_materialisation_it_is_about():
    @dg.asset
    def made() -> None:
        pass

    with dg.instance_for_test() as instance:
        dg.materialize([made], instance=instance)
        [record] = instance.fetch_materializations(made.key, limit=1).records
        target = CheckTarget(storage_id=record.storage_id, run_id=record.run_id, timestamp=record.timestamp)
        evaluation = dg.AssetCheckEvaluation(
            asset_key=made.key,
            check_name="holds",
            passed=True,
            metadata={},
            target_materialization_data=target,
        )
    assert evaluation.target_materialization_data.run_id == record.run_id


def test_what_a_step_logs_is_told_from_dagsters_own_events():
    seen = []

    class Keep(logging.Handler):
        def emit(self, record):
            seen.append(logged_line(record))

    @dg.logger
    def keep(_):
        logger = logging.getLogger("kept")
        logger.setLevel(logging.DEBUG)
        logger.addHandler(Keep())
        return logger

    @dg.asset
    def made(context: dg.AssetExecutionContext) -> None:
        context.log.info("seven captures")

    job = dg.Definitions(
        assets=[made], jobs=[dg.define_asset_job("all")], loggers={"keep": keep}
    ).resolve_job_def("all")
    assert job.execute_in_process(run_config={"loggers": {"keep": {}}}).success
    assert {(line.step, line.text) for line in seen if not line.is_event} == {("made", "seven captures")}
    assert any(line.is_event for line in seen)
    assert logged_line(logging.LogRecord("other", logging.INFO, "", 0, "text", None, None)) is None


@pytest.mark.process
def test_the_daemon_can_be_started_as_a_module():
    result = subprocess.run(
        [sys.executable, "-m", DAEMON_MODULE, "run", "--help"],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert result.returncode == 0, result.stderr
    assert "--module-name" in result.stdout


def test_a_new_daemon_begins_to_read_events_without_a_warning(caplog):
    from dagster._daemon.auto_run_reexecution import event_log_consumer

    types, logger = event_log_consumer.DAGSTER_EVENT_TYPES, logging.getLogger("daemon")
    with dg.instance_for_test() as instance:
        begin_reading_events(instance)
        known = event_log_consumer._fetch_persisted_cursors(instance, types, logger)
        assert known == dict.fromkeys(types, 0)
        # What the daemon has read since stays.
        event_log_consumer._persist_cursors(instance, dict.fromkeys(types, 7))
        begin_reading_events(instance)
        assert set(event_log_consumer._fetch_persisted_cursors(instance, types, logger).values()) == {7}
    assert caplog.text == ""
