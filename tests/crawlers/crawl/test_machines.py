"""Two machines that crawl as one: each with a data folder of its own, their state in one Postgres."""

import json
import threading
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from crawlers.memory.opening import open_state
from pipelines.errors import NabaError
from tests.support.processes import PATIENCE
from tests.support.servers.newsdesk import Newsdesk

DAY = date(2024, 2, 9)
SOURCES, ARTICLES, DELAY = 10, 4, 0.05
PAGES = {f"/news/{source * ARTICLES + number}" for source in range(SOURCES) for number in range(ARTICLES)}


@pytest.fixture
def machines(tmp_path, nursery, shared_state):
    """Each names itself to the server."""
    made = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        desk = Newsdesk(tmp_path / name, nursery)
        desk.settings = replace(desk.settings, state=shared_state, contact=f"machine-{name}")
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


def test_two_machines_share_out_the_sources_and_keep_one_pace(machines, newsroom):
    one, two = machines
    gate = threading.Event()
    for source in range(SOURCES):
        newsroom.replies[f"/feed{source}.xml"].hold = gate
    with one.start() as first, two.start() as second:
        with newsroom.seen:
            newsroom.seen.wait_for(
                lambda: asked_by(newsroom, "one", "/feed") and asked_by(newsroom, "two", "/feed"),
                timeout=PATIENCE,
            )
            before = len(newsroom.requests)
        gate.set()
        reports = [
            json.loads(process.communicate(timeout=PATIENCE)[0])["sources"] for process in (first, second)
        ]
    asked = Counter(newsroom.paths())
    assert {path for path in asked if path.startswith("/news")} == PAGES
    # robots.txt and each feed, too.
    assert set(asked.values()) == {1}
    # Each reports on all sources, whoever crawled them.
    for sources in reports:
        assert {key: (done["outcome"], done["captured"]) for key, done in sources.items()} == {
            f"s{source}": ("ok", ARTICLES) for source in range(SOURCES)
        }
    assert len(one.captures()) + len(two.captures()) == SOURCES * (ARTICLES + 1)
    # A busy machine sees the first one late.
    assert newsroom.times[-1] - newsroom.times[before] > 0.8 * DELAY * (len(asked) - before - 1)


def test_what_a_killed_machine_had_under_way_another_one_takes_over(machines, newsroom):
    one, two = machines
    with one.start() as killed, two.start() as other:
        with newsroom.seen:
            newsroom.seen.wait_for(
                lambda: asked_by(newsroom, "one", "/news") > ARTICLES and asked_by(newsroom, "two", "/feed"),
                timeout=PATIENCE,
            )
        killed.kill()
        report = json.loads(other.communicate(timeout=PATIENCE)[0])["sources"]
    assert {done["outcome"] for done in report.values()} == {"ok"}
    pages = Counter(path for path in newsroom.paths() if path.startswith("/news"))
    assert set(pages) == PAGES
    # Requests that were under way as it was killed.
    assert sum(pages.values()) <= len(PAGES) + 4
    held = [capture.url for desk in machines for capture in desk.captures() if capture.kind == "page"]
    assert {url.removeprefix(newsroom.url) for url in held} == PAGES
    again = one.crawl().sources
    assert sum(done.captured for done in again.values()) == 0
    with open_state(one.settings) as state:
        assert state.database.select("SELECT count(*) FROM runs WHERE finished = 0") == [(0,)]
        assert len(state.database.select("SELECT url FROM captured")) == len(PAGES)


def test_a_state_that_does_not_answer_is_one_line(desk, publisher):
    publisher.publish(1, DAY)
    desk.source("desk", f"{publisher.url}/feed.xml")
    desk.settings = replace(desk.settings, state="postgres:host=/nowhere dbname=naba password=s3cret")
    with pytest.raises(NabaError, match="host=/nowhere: Postgres does not answer") as refused:
        desk.crawl("desk")
    assert "s3cret" not in str(refused.value)
    assert str(refused.value).count("\n") == 0
    assert publisher.requests == []
