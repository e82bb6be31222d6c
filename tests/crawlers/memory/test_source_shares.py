"""Crawls on several machines hand out their sources to each other."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from crawlers.memory import opening
from crawlers.rules.report import SourceReport
from crawlers.rules.targets import Window

DAY = date(2024, 2, 9)
NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
WINDOW = Window(DAY, DAY, live=False, due_only=False)
SOURCES = [f"s{number:02}" for number in range(20)]
REPORT = SourceReport(captured=3)


@pytest.fixture
def crawl(settings, shared_state):
    """A crawl on a machine of its own: its sources, and what it did to make its captures visible."""
    shared = replace(settings, state=shared_state)

    @contextmanager
    def start(run_id, window=WINDOW, sources=SOURCES):
        sent = []
        with opening.open_state(shared) as state, state.run(run_id):
            yield (
                opening.shares_of(
                    state, run_id, window, sources, now=lambda: NOON, send=lambda: sent.append("all")
                ),
                sent,
            )

    return start


def finish(shares, sources):
    for source in sources:
        shares.finish(source, REPORT)


def test_each_source_is_crawled_by_one_of_them_and_known_to_both(crawl):
    with crawl("one") as (one, _), crawl("two") as (two, _):
        taken = {one: one.take(), two: two.take()}
        # A quarter each.
        assert [len(some) for some in taken.values()] == [5, 5]
        crawled = [*taken[one], *taken[two]]
        while not (one.is_over and two.is_over):
            for shares in taken:
                finish(shares, shares.under_way)
                crawled += shares.take()
        assert sorted(crawled) == SOURCES
        assert len(one.crawled_elsewhere) + len(two.crawled_elsewhere) == len(SOURCES)
        assert all(report == REPORT for report in one.crawled_elsewhere.values())


def test_a_source_counts_as_done_when_its_captures_can_be_seen_and_some_are_sent_together(crawl):
    with crawl("one") as (one, sent), crawl("two", sources=SOURCES[:4]) as (two, _):
        mine = one.take()
        finish(one, mine[:2])
        assert one.take() == []
        assert sent == []
        finish(one, mine[2:3])
        assert len(one.take()) == 3
        assert len(sent) == 1
        assert len(one.under_way) == 5
        while waited := two.take():
            finish(two, waited)
        assert set(two.crawled_elsewhere) == set(mine[:3]) & set(SOURCES[:4])


def test_what_a_dead_crawl_had_is_taken_over_and_what_it_never_sent_is_not_held(crawl):
    with crawl("two", sources=SOURCES[:3]) as (two, _):
        with pytest.raises(KeyboardInterrupt), crawl("one", sources=SOURCES[:3]) as (one, _):
            assert len(one.take()) == 3
            assert two.take() == []
            assert not two.is_over
            raise KeyboardInterrupt
        taken = []
        # Postgres needs a moment to see it.
        while len(taken) < 3:
            taken += two.take()
        assert sorted(taken) == SOURCES[:3]
        assert two._state.database.select("SELECT run_id FROM runs WHERE finished = 0") == [("two",)]


def test_crawls_of_other_days_and_crawls_before_change_nothing(crawl):
    with crawl("one", sources=SOURCES[:1]) as (one, _):
        finish(one, one.take())
        one.take()
        assert one.is_over
        with crawl("live", replace(WINDOW, live=True), SOURCES[:1]) as (live, _):
            assert live.take() == SOURCES[:1]
        with crawl("later", sources=SOURCES[:1]) as (later, _):
            assert later.take() == SOURCES[:1]


def test_a_machine_that_shares_nothing_takes_all_at_once(settings):
    with opening.open_state(settings) as state:
        shares = opening.shares_of(state, "one", WINDOW, SOURCES, now=lambda: NOON, send=lambda: None)
    assert shares.take() == SOURCES
    assert shares.is_over
