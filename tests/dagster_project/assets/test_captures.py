"""What Dagster's history holds of a crawl: the same number of events however many sources there are."""

from datetime import date
from types import SimpleNamespace

import dagster as dg
import pytest

from crawlers.rules.report import Coverage, CrawlReport, SourceReport
from dagster_project.assets.collect import build_collect
from dagster_project.dagster_gaps import range_tags
from dagster_project.names import CAPTURES, COLLECT
from pipelines.records import SourceFacts

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 2)
pytestmark = pytest.mark.process


class Crawled(dg.PipesSubprocessClient):
    """Starts no process: hands over a report, and keeps what it was asked."""

    def __init__(self, report):
        super().__init__()
        object.__setattr__(self, "report", report)
        object.__setattr__(self, "commands", [])

    def run(self, *, command, **_):
        self.commands.append(command)
        return SimpleNamespace(get_custom_messages=lambda: [{"crawl_report": self.report.model_dump()}])


def facts(name):
    return SourceFacts(name, name, "sa", "ar", "Asia/Riyadh", f"https://{name}.example/")


def crawl(settings, config=(), names=None, **reports):
    """One run over two days of a crawl that reports this: its result, and the commands that were called."""
    pipes = Crawled(CrawlReport(run_id="r", sources=reports))
    result = dg.materialize(
        [build_collect(settings, [facts(name) for name in names or reports])],
        selection=dg.AssetSelection.assets(CAPTURES),
        tags=range_tags(FIRST, LAST),
        run_config={"ops": {COLLECT: {"config": {"sources": list(config)}}}},
        resources={"pipes": pipes},
        raise_on_error=False,
    )
    return result, pipes.commands


def made(result):
    return [event.partition for event in result.get_asset_materialization_events()]


def test_a_run_says_what_all_sources_gave_and_which_could_not_be_read(settings):
    ok = SourceReport(
        feeds=2,
        captured=3,
        expected=5,
        obtained=3,
        missing={"HTTP 404": 2},
        unknown_days=["2026-03-01", "2026-03-02"],
        unreadable=["https://x/b.xml: no feed"],
        coverage={"2026-03-02": Coverage(expected=5, obtained=3)},
        days={"2026-03-02": 3},
    )
    broken = SourceReport(outcome="failed", reason="no answer", unreadable=["https://y: no answer"])
    result, _ = crawl(settings, one=ok, other=ok, broken=broken, waiting=SourceReport(not_due=2))
    assert result.success
    assert made(result) == ["2026-03-01", "2026-03-02"]
    metadata = result.asset_materializations_for_node(COLLECT)[-1].metadata
    assert (metadata["captured"].value, metadata["expected"].value, metadata["obtained"].value) == (6, 10, 6)
    assert metadata["captured that day"].value == 6
    assert (metadata["sources asked"].value, metadata["sources of which nothing was due"].value) == (3, 1)
    [table] = [value.value for name, value in metadata.items() if name.startswith("by source")]
    assert [line.split(" | ")[0] for line in table.splitlines()[2:]] == ["| broken", "| one", "| other"]
    assert "HTTP 404: 2 | 2026-03-01, and 1 more |" in table
    [first, last] = result.get_asset_check_evaluations()
    assert (first.partition, last.partition) == ("2026-03-01", "2026-03-02")
    assert (first.passed, first.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert first.metadata["found"].value == [
        "broken: no answer",
        "broken: https://y: no answer",
        "one: https://x/b.xml: no feed",
        "other: https://x/b.xml: no feed",
    ]


def test_a_crawl_in_which_nothing_was_due_makes_and_says_nothing(settings):
    result, _ = crawl(settings, one=SourceReport(not_due=2), other=SourceReport(not_due=1))
    assert result.success
    assert made(result) == []
    assert result.get_asset_check_evaluations() == []


def test_a_crawl_in_which_no_source_could_be_read_is_an_error_and_makes_nothing(settings):
    """So many sources that their lines are cut off: a network that is down must not fill the history."""
    broken = SourceReport(outcome="failed", reason="no answer")
    result, _ = crawl(settings, **{f"s{number:03}": broken for number in range(150)})
    assert result.success
    assert made(result) == []
    [first, _] = result.get_asset_check_evaluations()
    assert first.severity == dg.AssetCheckSeverity.ERROR
    lines = first.metadata["found"].value
    assert (len(lines), lines[0]) == (101, "s000: no answer")
    assert lines[-1].startswith("and 50 more")


def test_the_number_of_events_does_not_grow_with_the_sources(settings):
    done = SourceReport(feeds=1, captured=1)
    few, _ = crawl(settings, **{f"s{number}": done for number in range(2)})
    many, _ = crawl(settings, **{f"s{number}": done for number in range(200)})
    assert len(many.all_events) == len(few.all_events)


def test_a_run_asks_the_sources_of_its_configuration_or_all(settings):
    def asked(*config):
        _, [command] = crawl(settings, config, ["one", "other"], one=SourceReport(feeds=1))
        names = command[command.index("--source") + 1 :]
        return [name for name in names if not name.startswith("--")]

    assert asked() == ["one", "other"]
    assert asked("other") == ["other"]
    result, commands = crawl(settings, ["nobody"], ["one"], one=SourceReport())
    assert not result.success
    assert commands == []
    [failure] = result.get_step_failure_events()
    assert "no source nobody" in failure.step_failure_data.user_failure_data.description


def test_without_a_source_to_ask_a_run_fails_with_one_line_instead_of_publishing_nothing(settings):
    result, commands = crawl(settings)
    assert (result.success, commands, made(result)) == (False, [], [])
    [failure] = result.get_step_failure_events()
    said = failure.step_failure_data.user_failure_data.description
    assert str(settings.sources) in said
    assert "naba sources new" in said
