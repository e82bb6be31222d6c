"""What a crawl tells the step of Dagster that started it."""

import pytest

from crawlers.pipes import REPORT, fail_to_dagster, report_of
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
