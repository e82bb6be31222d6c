"""What a crawl tells the step of Dagster that started it."""

import shutil

import pytest
from dagster_pipes import PipesContext, encode_param

from crawlers.pipes import REPORT, fail_to_dagster, pipes_if_any, report_of, report_to_dagster
from crawlers.rules.report import CrawlReport
from pipelines.errors import BadInputError, BusyError, StorageError


class Told(list):
    """Stands for the connection to the step."""

    report_custom_message = list.append


@pytest.mark.parametrize(
    ("error", "met_as"),
    [
        (BusyError("Postgres does not answer"), BusyError),
        (StorageError("the disk is full"), StorageError),
        (BadInputError("no source x"), StorageError),
    ],
)
def test_a_crawl_that_could_not_run_fails_its_step_with_the_same_line(error, met_as):
    told = Told()
    fail_to_dagster(told, error)
    with pytest.raises(StorageError) as met:
        report_of(told)
    assert (type(met.value), str(met.value)) == (met_as, str(error))


def test_the_report_is_found_among_other_messages():
    report = CrawlReport(run_id="r", sources={})
    assert report_of([{"other": 1}, {REPORT: report.model_dump()}]) == report


@pytest.fixture
def step(tmp_path, monkeypatch):
    """A step of Dagster that started this process: the file that it reads."""
    messages = tmp_path / "step" / "messages"
    messages.parent.mkdir()
    messages.touch()
    context = {
        "asset_keys": None,
        "code_version_by_asset_key": None,
        "provenance_by_asset_key": None,
        "partition_key": None,
        "partition_key_range": None,
        "partition_time_window": None,
        "run_id": "r",
        "job_name": None,
        "retry_number": 0,
        "extras": {},
    }
    # A process has one connection, opened once.
    monkeypatch.setattr(PipesContext, "_instance", None)
    monkeypatch.setenv("DAGSTER_PIPES_CONTEXT", encode_param({"data": context}))
    monkeypatch.setenv("DAGSTER_PIPES_MESSAGES", encode_param({"path": str(messages)}))
    return messages


def test_a_crawl_whose_step_was_ended_meanwhile_ends_quietly(step):
    """Ctrl-C ends both: the step is first, and takes its folder along."""
    with pipes_if_any() as pipes:
        shutil.rmtree(step.parent)
        report_to_dagster(pipes, CrawlReport(run_id="r", sources={}))
    assert not step.exists()


def test_another_file_that_is_missing_is_a_defect_still(step, tmp_path):
    with pytest.raises(FileNotFoundError), pipes_if_any():
        (tmp_path / "another").read_bytes()
    assert "opened" in step.read_text()
