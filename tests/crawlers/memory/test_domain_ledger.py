from datetime import UTC, datetime

import pytest

from crawlers.memory.domain_ledger import LONGEST_HOLD, Ledger, Robots
from crawlers.rules.domains import domain_of
from pipelines.errors import StorageError


@pytest.fixture
def open_ledger(tmp_path):
    return lambda: Ledger(tmp_path / "crawl" / "politeness.sqlite")


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
        assert one.take_turn("n.example", 2.0, 1000.0) == 1000.0
        assert other.take_turn("n.example", 2.0, 1000.5) == 1002.0
        assert one.take_turn("n.example", 0.5, 1000.5) == 1004.0
        assert other.take_turn("n.example", 2.0, 1010.0) == 1010.0
        assert other.take_turn("m.example", 2.0, 1000.5) == 1000.5


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
        assert ledger.held_until("n.example", 100.0) == 5000.0


def test_a_hold_that_a_wrong_clock_noted_holds_nobody(open_ledger):
    wrong, right = datetime(2038, 1, 1, tzinfo=UTC).timestamp(), datetime(2026, 1, 1, tzinfo=UTC).timestamp()
    with open_ledger() as ledger:
        ledger.hold("n.example", wrong + 60, wrong)
        assert ledger.held_until("n.example", wrong) == wrong + 60
        assert ledger.held_until("n.example", right) == 0.0
        ledger.hold("n.example", right + 60, right)
        assert ledger.held_until("n.example", right) == right + 60


def test_nobody_is_held_for_longer_than_a_day(open_ledger):
    with open_ledger() as ledger:
        ledger.hold("n.example", 1e9, 1000.0)
        assert ledger.held_until("n.example", 1000.0) == 1000.0 + LONGEST_HOLD


def test_robots_are_kept_with_their_age(open_ledger):
    with open_ledger() as ledger:
        assert ledger.robots("https://n.example") is None
        ledger.remember_robots("https://n.example", Robots(1.0, b"User-agent: *", None))
        ledger.remember_robots("https://m.example", Robots(2.0, None, "HTTP 503"))
    with open_ledger() as ledger:
        assert ledger.robots("https://n.example") == Robots(1.0, b"User-agent: *", None)
        assert ledger.robots("https://m.example") == Robots(2.0, None, "HTTP 503")


def test_a_damaged_ledger_is_one_line(open_ledger, tmp_path):
    (tmp_path / "crawl").mkdir()
    (tmp_path / "crawl" / "politeness.sqlite").write_text("no database" * 100)
    with pytest.raises(StorageError, match="delete it: it is made anew"), open_ledger():
        pass
