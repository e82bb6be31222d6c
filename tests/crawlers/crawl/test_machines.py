"""Two machines that crawl as one: each with a data folder of its own, their state in one Postgres, one archive."""

import os
import signal
import threading
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from crawlers.fetch.process import run_command
from crawlers.join import join_crawls
from crawlers.memory.opening import open_state
from crawlers.rules.report import CrawlReport
from crawlers.run import crawl_command
from pipelines.errors import BusyError, NabaError
from tests.support.processes import PATIENCE
from tests.support.servers.newsdesk import Newsdesk
from tests.support.servers.postgres import allow_connections, end_connections, make_database

DAY = date(2024, 2, 9)
ARGUMENTS = ["--from", f"{DAY}", "--to", f"{DAY}"]
SOURCES, ARTICLES, DELAY = 8, 3, 0.05
PAGES = {f"/news/{source * ARTICLES + number}" for source in range(SOURCES) for number in range(ARTICLES)}


@pytest.fixture
def machines(tmp_path, nursery, shared_state):
    """Each names itself to the server."""
    made = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        desk = Newsdesk(tmp_path / name, nursery)
        desk.settings = replace(
            desk.settings, state=shared_state, archive_named=tmp_path / "shared", contact=f"machine-{name}"
        )
        made.append(desk)
    made[1].settings = replace(made[1].settings, sources=made[0].settings.sources)
    return made


@pytest.fixture
def newsroom(machines, publisher):
    """Sources of one publisher, so that all of them share its pace."""
    for source in range(SOURCES):
        for number in range(ARTICLES):
            publisher.publish(source * ARTICLES + number, DAY, feed=f"/feed{source}.xml")
        machines[0].source(f"s{source}", f"{publisher.url}/feed{source}.xml", delay=DELAY)
    return publisher


def asked_by(publisher, name, what):
    return sum(
        path.startswith(what) and f"machine-{name}" in headers["User-Agent"]
        for path, headers in publisher.requests
    )


def test_two_machines_share_out_the_sources_of_a_crawl_that_one_joins_and_keep_one_pace(
    machines, newsroom, nursery, monkeypatch
):
    one, two = machines
    gate = threading.Event()
    for source in range(SOURCES):
        newsroom.replies[f"/feed{source}.xml"].hold = gate
    lines, before = [], []

    def crawl_with_patience(settings, sources, first, last, **options):
        command = crawl_command(sources, first, last, **options)
        command[command.index("crawlers.run")] = "tests.support.servers.patient_crawl"
        return CrawlReport.model_validate_json(run_command(settings, command))

    def until_it_has_joined():
        if lines:
            raise KeyboardInterrupt

    def open_the_gate_once_both_are_there():
        with newsroom.seen:
            newsroom.seen.wait_for(lambda: asked_by(newsroom, "two", "/feed"), timeout=PATIENCE)
            before.append(len(newsroom.requests))
        gate.set()

    monkeypatch.setattr("crawlers.join.crawl", crawl_with_patience)
    nursery.start(one.settings.environment(), ARGUMENTS)
    newsroom.wait_for_requests(1, of="/feed")
    opener = threading.Thread(target=open_the_gate_once_both_are_there)
    opener.start()
    with pytest.raises(KeyboardInterrupt):
        join_crawls(two.settings, lines.append, until_it_has_joined)
    opener.join()
    ended = nursery.wait()
    assert [line.partition(":")[0] for line in lines[1:]] == [f"{SOURCES} sources"]
    assert lines[0].endswith(f": {SOURCES} sources left")
    asked = Counter(newsroom.paths())
    assert {path for path in asked if path.startswith("/news")} == PAGES
    # robots.txt and each feed, too.
    assert set(asked.values()) == {1}
    assert len(one.captures()) == SOURCES * (ARTICLES + 1)
    # A busy machine sees the first one late.
    after_the_gate = newsroom.times[before[0] :]
    assert after_the_gate[-1] - after_the_gate[0] > 0.8 * DELAY * (len(after_the_gate) - 1)
    # It reports on all sources, whoever crawled them.
    report = CrawlReport.model_validate_json(ended.stdout)
    assert {(done.outcome, done.captured) for done in report.sources.values()} == {("ok", ARTICLES)}
    assert len(report.sources) == SOURCES


def test_what_a_killed_machine_had_under_way_another_one_takes_over(machines, newsroom, nursery):
    one, two = machines
    feeds, pages = threading.Event(), threading.Event()
    for path, reply in newsroom.replies.items():
        reply.hold = feeds if path.startswith("/feed") else pages
    killed = nursery.start(one.settings.environment(), ARGUMENTS)
    other = two.start()
    with newsroom.seen:
        # Both have taken sources; then the one has pages under way.
        newsroom.seen.wait_for(
            lambda: asked_by(newsroom, "one", "/feed") and asked_by(newsroom, "two", "/feed"),
            timeout=PATIENCE,
        )
        feeds.set()
        newsroom.seen.wait_for(lambda: asked_by(newsroom, "one", "/news"), timeout=PATIENCE)
    os.kill(killed, signal.SIGKILL)
    assert nursery.wait(killed).returncode == -signal.SIGKILL
    pages.set()
    assert {done.outcome for done in two.report(other).sources.values()} == {"ok"}
    asked = Counter(path for path in newsroom.paths() if path.startswith("/news"))
    assert set(asked) == PAGES
    # Requests that were under way as it was killed.
    assert sum(asked.values()) <= len(PAGES) + 4
    held = [capture.url for capture in one.captures() if capture.kind == "page"]
    assert {url.removeprefix(newsroom.url) for url in held} == PAGES
    again = one.crawl().sources
    assert sum(done.captured for done in again.values()) == 0
    with open_state(one.settings) as state:
        assert state.database.select("SELECT count(*) FROM runs WHERE finished = 0") == [(0,)]
        assert len(state.database.select("SELECT url FROM captured")) == len(PAGES)


def test_a_crawl_whose_state_goes_away_stops_and_the_next_one_goes_on(machines, newsroom, nursery):
    one, _ = machines
    gate = newsroom.replies["/news/1"].hold = threading.Event()
    nursery.start(one.settings.environment(), ARGUMENTS)
    newsroom.wait_for_requests(1, of="/news/1")
    end_connections(one.settings.state)
    gate.set()
    ended = nursery.wait()
    assert ended.returncode == 2
    assert "Postgres does not answer, or has ended the connection" in ended.stderr.splitlines()[-1]
    assert "Traceback" not in ended.stderr
    assert {done.outcome for done in one.crawl().sources.values()} == {"ok"}
    held = Counter(capture.url for capture in one.captures() if capture.kind == "page")
    assert {url.removeprefix(newsroom.url) for url in held} == PAGES
    assert set(held.values()) == {1}


def test_a_machine_with_an_archive_of_its_own_is_told_so(machines, newsroom):
    one, two = machines
    one.crawl("s1")
    asked = len(newsroom.requests)
    two.settings = replace(two.settings, archive_named=None)
    with pytest.raises(
        NabaError, match=r"two/data/archive: another archive than the one of .*/shared/archive"
    ):
        two.crawl("s1")
    (one.settings.archive / "archive-id").rename(one.settings.archive / "gone")
    with pytest.raises(NabaError, match="or its folder is not mounted here"):
        one.crawl("s1")
    assert len(newsroom.requests) == asked


def test_a_state_that_does_not_answer_is_one_line(desk, publisher):
    publisher.publish(1, DAY)
    desk.source("desk", f"{publisher.url}/feed.xml")
    desk.settings = replace(desk.settings, state="postgres:host=/nowhere dbname=naba password=s3cret")
    with pytest.raises(NabaError, match="host=/nowhere: Postgres does not answer") as refused:
        desk.crawl("desk")
    assert "s3cret" not in str(refused.value)
    assert str(refused.value).count("\n") == 0
    assert publisher.requests == []


def test_who_joins_waits_for_a_state_that_is_away_and_goes_on_when_it_is_back(
    settings, shared_state, postgres
):
    settings = replace(settings, state=shared_state)
    settings.sources.mkdir()
    lines = []
    moments = iter((False, None, True, KeyboardInterrupt))
    administration = make_database(postgres, "administration", "postgres")

    def go_away_and_come_back():
        allowed = next(moments)
        if allowed is KeyboardInterrupt:
            raise allowed
        if allowed is not None:
            allow_connections(administration, shared_state, allowed)

    with pytest.raises(KeyboardInterrupt):
        join_crawls(settings, lines.append, go_away_and_come_back)
    away, back = lines
    assert away.endswith("try again: waiting for it")
    assert back == "the state answers again"
    allow_connections(administration, shared_state, False)
    with pytest.raises(BusyError):
        join_crawls(settings, lines.append, go_away_and_come_back)
