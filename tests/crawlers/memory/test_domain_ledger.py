import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crawlers.memory import opening
from crawlers.memory.domain_ledger import LONGEST_HOLD, Robots
from crawlers.rules.domains import domain_of
from pipelines.errors import StorageError


def about(seconds):
    """Where machines share a clock, their own are compared with it: on a busy machine, that may be a second off."""
    return pytest.approx(seconds, rel=0, abs=20)


@pytest.fixture
def open_ledger(each_store):
    return lambda: opening.open_ledger(each_store)


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.news.example.co.uk/a", "example.co.uk"),
        ("http://feeds.bbci.co.uk:8080/", "bbci.co.uk"),
        ("https://a.tumblr.com/", "tumblr.com"),
        ("https://www.alyaum.com./", "alyaum.com"),
        ("http://www.almanara.example/rss", "almanara.example"),
        ("https://xn--mgbh0fb.xn--kgbechtv/", "xn--mgbh0fb.xn--kgbechtv"),
        ("http://127.0.0.1:8001/a", "127.0.0.1:8001"),
        ("http://[::1]:8001/a", "::1:8001"),
        ("http://localhost/a", "localhost"),
    ],
)
def test_the_registrable_domain(url, domain):
    assert domain_of(url) == domain


def test_turns_of_a_domain_are_spaced_for_all_that_have_the_file_open(open_ledger):
    with open_ledger() as one, open_ledger() as other:
        assert one.take_turn("n.example", 200.0, 1000.0) == 1000.0
        assert other.take_turn("n.example", 200.0, 1050.0) == about(1200.0)
        assert one.take_turn("n.example", 50.0, 1050.0) == about(1400.0)
        assert other.take_turn("n.example", 200.0, 2000.0) == about(2000.0)
        assert other.take_turn("m.example", 200.0, 1050.0) == about(1050.0)


def test_a_clock_that_was_set_back_holds_nobody_up(open_ledger):
    with open_ledger() as ledger:
        ledger.take_turn("n.example", 2.0, 1_000_000.0)
        assert ledger.take_turn("n.example", 2.0, 1000.0) == 1000.0


def test_a_hold_outlives_the_process_and_is_never_shortened(open_ledger):
    with open_ledger() as ledger:
        assert ledger.held_until("n.example", 100.0) == 0.0
        ledger.hold("n.example", 5000.0, 100.0)
        ledger.hold("n.example", 4000.0, 100.0)
    with open_ledger() as ledger:
        ledger.take_turn("n.example", 1.0, 100.0)
        assert ledger.held_until("n.example", 100.0) == about(5000.0)


def test_a_hold_that_a_wrong_clock_noted_holds_nobody(open_ledger):
    wrong, right = datetime(2038, 1, 1, tzinfo=UTC).timestamp(), datetime(2026, 1, 1, tzinfo=UTC).timestamp()
    with open_ledger() as ledger:
        ledger.hold("n.example", wrong + 60, wrong)
        assert ledger.held_until("n.example", wrong) == about(wrong + 60)
        assert ledger.held_until("n.example", right) == 0.0
        ledger.hold("n.example", right + 60, right)
        assert ledger.held_until("n.example", right) == about(right + 60)


def test_nobody_is_held_for_longer_than_a_day(open_ledger):
    with open_ledger() as ledger:
        ledger.hold("n.example", 1e9, 1000.0)
        assert ledger.held_until("n.example", 1000.0) == about(1000.0 + LONGEST_HOLD)


def test_robots_are_kept_with_their_age(open_ledger):
    with open_ledger() as ledger:
        assert ledger.robots("https://n.example") is None
        ledger.remember_robots("https://n.example", Robots(1.0, b"User-agent: *", None))
        ledger.remember_robots("https://m.example", Robots(2.0, None, "HTTP 503"))
    with open_ledger() as ledger:
        found = ledger.robots("https://n.example")
        assert found == Robots(found.fetched_at, b"User-agent: *", None)
        assert found.fetched_at == about(1.0)
        assert ledger.robots("https://m.example").error == "HTTP 503"


def test_one_fetches_robots_txt_while_others_wait_for_it_or_for_its_end(open_ledger):
    origin = "https://n.example"
    with open_ledger() as one, open_ledger() as other:
        assert one.may_ask_robots(origin, 160.0, 100.0)
        assert not other.may_ask_robots(origin, 170.0, 110.0)
        assert other.may_ask_robots("https://m.example", 170.0, 110.0)
        one.asked_robots(origin)
        assert other.may_ask_robots(origin, 180.0, 120.0)
        # It died.
        assert one.may_ask_robots(origin, 320.0, 240.0)
        # A clock that was wrong said so.
        assert other.may_ask_robots(origin, 60.0, 1.0)


def test_machines_whose_clocks_differ_share_one_pace(settings, shared_state, monkeypatch):
    shared = replace(settings, state=shared_state)
    with opening.open_ledger(shared) as right, monkeypatch.context() as patch:
        patch.setattr("crawlers.memory.postgres_schema.time.time", lambda now=time.time: now() + 500)
        with opening.open_ledger(shared) as ahead:
            first = right.take_turn("n.example", 60.0, 1000.0)
            assert ahead.take_turn("n.example", 60.0, 1500.0) == about(first + 500 + 60)
            assert right.take_turn("n.example", 60.0, 1000.0) == about(first + 120)
            ahead.hold("n.example", 1800.0, 1500.0)
            assert right.held_until("n.example", 1000.0) == about(1300.0)


def test_a_damaged_ledger_is_one_line(settings):
    settings.politeness.parent.mkdir(parents=True)
    settings.politeness.write_text("no database" * 100)
    with pytest.raises(StorageError, match="delete it: it is made anew"), opening.open_ledger(settings):
        pass
