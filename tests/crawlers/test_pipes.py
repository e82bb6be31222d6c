"""What a crawl tells Dagster, and what it does not."""

from unittest.mock import Mock

from crawlers.pipes import report_to_dagster
from crawlers.rules.report import CrawlReport, SourceReport


def told(**reports):
    pipes = Mock()
    report_to_dagster(pipes, CrawlReport(run_id="r", sources=reports))
    return (
        [call.kwargs["asset_key"] for call in pipes.report_asset_materialization.call_args_list],
        [call.kwargs["asset_key"] for call in pipes.report_asset_check.call_args_list],
    )


def test_a_source_of_which_nothing_was_due_writes_nothing():
    materialized, checked = told(
        asked=SourceReport(feeds=1),
        waiting=SourceReport(not_due=2),
        partly=SourceReport(not_due=1, feeds=1),
        retried=SourceReport(not_due=1, captured=1),
        broken=SourceReport(outcome="failed", reason="no answer", unreadable=["x: no answer"], not_due=1),
        paused=SourceReport(reason="paused: its file says so"),
    )
    assert materialized == ["captures/asked", "captures/partly", "captures/retried", "captures/paused"]
    assert checked == [*materialized[:3], "captures/broken", "captures/paused"]
