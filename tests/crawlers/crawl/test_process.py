"""A crawl as a process among others: at the same time, ended, in the way of something, under Dagster."""

import json
import os
import signal
import subprocess
import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest

from crawlers.progress.counts import MARK
from crawlers.rules.report import Coverage, CrawlReport
from crawlers.run import crawl, crawl_command, main
from pipelines.errors import NabaError

DAY = date(2024, 2, 9)
EVE = DAY - timedelta(days=1)


def test_a_capture_that_the_state_does_not_know_is_found_in_the_archive(desk, publisher):
    for number in range(3):
        publisher.publish(number, DAY)
    desk.source("desk", f"{publisher.url}/feed.xml")
    desk.crawl("desk")
    for path in desk.settings.crawl_state.parent.glob("state.sqlite*"):
        path.unlink()
    done = desk.crawl("desk").sources["desk"]
    assert (done.known, done.captured) == (3, 0)


def test_two_crawls_at_once_store_nothing_twice(desk, publisher):
    gate = threading.Event()
    for number in range(10):
        publisher.publish(number, DAY)
        publisher.replies[f"/news/{number}"].hold = gate
    desk.source("desk", f"{publisher.url}/feed.xml")
    crawls = desk.start("desk"), desk.start("desk")
    publisher.wait_for_requests(4, of="/news")  # both: two pages that are held back
    gate.set()
    reports = [desk.report(crawl).sources["desk"] for crawl in crawls]
    assert sum(report.captured for report in reports) == 10
    assert sum(one.kind == "page" for one in desk.captures()) == 10
    assert any(line["outcome"] == "known" for line in desk.log())


def test_a_terminated_crawl_says_that_it_was_stopped(desk, publisher):
    gate = threading.Event()
    for number in range(60):  # more than can be under way
        publisher.publish(number, DAY)
        publisher.replies[f"/news/{number}"].hold = gate
    desk.source("desk", f"{publisher.url}/feed.xml")
    crawl = desk.start("desk")
    publisher.wait_for_requests(4)
    os.kill(crawl, signal.SIGTERM)
    gate.set()
    done = desk.report(crawl).sources["desk"]
    assert done.outcome == "failed"
    assert done.reason.startswith("stopped with")


def test_bad_input_is_one_line(desk, publisher, tmp_path):
    desk.source("desk", f"{publisher.url}/feed.xml")
    with pytest.raises(NabaError, match=r"^no source desc, dusk: there are desk$"):
        crawl(desk.settings, ["desc", "dusk"], DAY, DAY)
    with pytest.raises(NabaError, match="--from 2024-02-09 is after --to 2024-02-08"):
        crawl(desk.settings, ["desk"], DAY, EVE)
    assert crawl(desk.settings, [], DAY, DAY).sources["desk"].outcome == "failed"
    blocked = tmp_path / "blocked"
    blocked.write_text("a file")
    desk.settings = replace(desk.settings, data=blocked)
    with pytest.raises(NabaError, match="cannot be created: Not a directory"):
        desk.crawl("desk")
    desk.settings = replace(desk.settings, data=tmp_path / "data", sources=tmp_path / "none")
    with pytest.raises(NabaError, match="no such folder of sources"):
        desk.crawl("desk")


@pytest.mark.parametrize(
    ("option", "value"), [("--from", "yesterday"), ("--to", "2024-13-01"), ("--sauce", "x")]
)
def test_a_wrong_option_is_one_line_and_exit_2(capsys, option, value):
    assert main(["--from", "2024-01-01", "--to", "2024-01-01", option, value]) == 2
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    assert value in said


def test_an_archive_that_cannot_be_written_ends_the_run_with_one_line(desk, publisher):
    for number in range(40):
        publisher.publish(number, DAY)
    desk.source("desk", f"{publisher.url}/feed.xml")
    desk.settings.archive.mkdir(parents=True)
    in_the_way = desk.settings.archive / DAY.isoformat()
    in_the_way.touch()
    with pytest.raises(NabaError, match=r"2024-02-09/.*: cannot be written: "):
        desk.crawl("desk")
    in_the_way.unlink()
    assert desk.crawl("desk").sources["desk"].captured == 40


def test_a_damaged_state_is_one_line(desk, publisher):
    desk.source("desk", f"{publisher.url}/feed.xml")
    desk.settings.crawl_state.parent.mkdir(parents=True)
    desk.settings.crawl_state.write_text("no database" * 100)
    with pytest.raises(NabaError, match="move it away: it is made anew from the archive"):
        desk.crawl("desk")


def test_dagster_gets_the_whole_report(desk, publisher, tmp_path):
    from dagster_pipes import encode_param

    publisher.publish(1, DAY)
    publisher.publish(2, DAY)
    publisher.answer("/news/2", status=404)
    desk.source("good", f"{publisher.url}/feed.xml")
    desk.source("bad", f"{publisher.url}/none.xml")
    keys = ["captures"]
    context = {
        "asset_keys": keys,
        "code_version_by_asset_key": dict.fromkeys(keys),
        "provenance_by_asset_key": dict.fromkeys(keys),
        "partition_key": None,
        "partition_key_range": {"start": "2024-02-08", "end": "2024-02-09"},
        "partition_time_window": None,
        "run_id": "r",
        "job_name": "j",
        "retry_number": 0,
        "extras": {},
    }
    messages = tmp_path / "messages"
    environment = {
        "DAGSTER_PIPES_CONTEXT": encode_param({"data": context}),
        "DAGSTER_PIPES_MESSAGES": encode_param({"path": str(messages)}),
    }
    done = subprocess.run(
        crawl_command([], EVE, DAY),
        env=desk.settings.environment() | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    told = [json.loads(line) for line in messages.read_text().splitlines()]
    # on a slow machine there are lines on how far it is
    told = [one for one in told if not (one["params"] or {}).get("message", "").startswith(MARK)]
    assert [message["method"] for message in told] == [
        "opened",
        "log",
        "report_custom_message",
        "closed",
    ]
    assert told[1]["params"]["message"] == (
        "2 sources: 1 captured, 0 held already, 1 articles failed; could not be read: bad"
    )
    report = CrawlReport.model_validate(told[2]["params"]["payload"]["crawl_report"])
    bad, good = report.sources["bad"], report.sources["good"]
    assert bad.outcome == "failed"
    assert bad.reason.endswith("HTTP 404")
    assert (good.outcome, good.captured, good.days) == ("ok", 1, {"2024-02-09": 1})
    assert (good.expected, good.obtained, good.missing) == (2, 1, {"HTTP 404": 1})
    assert good.coverage == {"2024-02-09": Coverage(expected=2, obtained=1)}
