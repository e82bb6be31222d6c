"""`naba state adopt`: what crawls of one machine remember, in a Postgres, equal; resumable; never over something else."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from crawlers.ask.state import look_at_state
from crawlers.memory import adopting, opening
from crawlers.memory.adopting import adopt
from crawlers.memory.list_state import TABLES, ListMemory
from crawlers.rules.hubs import Offer
from crawlers.rules.schedule import Schedule
from crawlers.rules.targets import PageTarget
from pipelines.errors import BadInputError, BrokenRuleError, BusyError
from pipelines.records import Capture, FeedEntry

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
FEED = "https://n.example/feed"


def quiet(_):
    pass


def keep(state, number):
    url = f"https://n.example/{number}"
    page = Capture(
        f"id{number}", "n", "page", url, url, date(2024, 2, 9), NOON, 200, "text/html", b"<p>x</p>"
    )
    state.store_once(page, lambda: ("2024-02-09/run.warc.gz", 17), [f"{url}/amp"], [f"guid {number}"])


@pytest.fixture
def crawled(settings):
    """A machine that has something in each of its tables."""
    with opening.open_state(settings) as state, state.run("first"):
        # In the order of bytes, capitals come first, and letters with marks last.
        for number in ("Z", "a", "é", "ب", 7):
            keep(state, number)
        state.saw("n", FEED, ["https://n.example/a"], NOON)
        state.reschedule("n", FEED, Schedule(next_at=NOON, etag_lies=True))
        state.remember_list("n", FEED, ListMemory('"v\0"', None, "digest", "f", 5))
        entry = FeedEntry("https://n.example/failed", title="\0")
        state.retry_later(PageTarget("n", entry.url, date(2024, 2, 9), entry), NOON)
        state.rechecked("n", "https://n.example/a")
        state.imported(settings.crawl_state, "n")
    with opening.open_subscriptions(settings) as subscriptions:
        subscriptions.to_ask("n", FEED, Offer("https://hub.example/", FEED), NOON)
    with opening.open_ledger(settings) as ledger:
        ledger.hold("n.example", NOON.timestamp() + 3600, NOON.timestamp())
        ledger.hold("m.example", NOON.timestamp() - 3600, NOON.timestamp())
    return settings


def test_all_that_a_machine_remembers_is_moved_and_the_files_stay(crawled, shared_state):
    lines = []
    adopted = adopt(crawled, shared_state, lines.append, lambda: NOON)
    assert {one.table: (one.rows, one.moved) for one in adopted} == {
        table.name: (number, number)
        for table, number in [
            (table, 5 if table.name in {"captured", "addresses", "clues"} else 1) for table in TABLES
        ]
    } | {"subscriptions": (1, 1)}
    assert lines[0] == "lists: 1 rows, 1 of them moved now"
    shared = replace(crawled, state=shared_state)
    with opening.open_state(crawled) as ours, opening.open_state(shared) as theirs:
        assert theirs.held("n", ["https://n.example/a/amp"]) == ours.held("n", ["https://n.example/a"])
        assert theirs.held("n", ["https://n.example/a"]).rechecks == 1
        assert theirs.retries("n", NOON) == ours.retries("n", NOON)
        assert theirs.schedule("n", FEED) == ours.schedule("n", FEED)
    with opening.open_subscriptions(crawled) as ours, opening.open_subscriptions(shared) as theirs:
        assert theirs.of_list("n", FEED) == ours.of_list("n", FEED)
    with opening.open_ledger(shared) as ledger:
        assert list(ledger.holds(NOON.timestamp())) == ["n.example"]
    assert sum(one.moved for one in adopt(crawled, shared_state, quiet)) == 0


def test_killed_in_the_middle_it_goes_on_where_it_was(crawled, shared_state, monkeypatch):
    adopt_table = adopting._adopt_table

    def killed_at_captured(source, target, table):
        if table.name == "captured":
            raise KeyboardInterrupt
        return adopt_table(source, target, table)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(adopting, "_adopt_table", killed_at_captured)
        adopt(crawled, shared_state, quiet)
    moved = {one.table: one.moved for one in adopt(crawled, shared_state, quiet)}
    assert (moved["seen"], moved["captured"]) == (0, 5)


def test_a_state_that_holds_something_else_is_left_as_it_is(crawled, shared_state):
    shared = replace(crawled, state=shared_state)
    with opening.open_state(shared) as state:
        keep(state, "another machine's")
    with pytest.raises(
        BrokenRuleError, match=r"not moved: 1 rows of its table captured are not in .*state\.sqlite"
    ):
        adopt(crawled, shared_state, quiet)
    with opening.open_state(shared) as state:
        assert not state.sightings("https://n.example/a")


def test_nothing_is_moved_while_a_crawl_goes_on(crawled, shared_state):
    with opening.open_state(crawled) as state, state.run("living"):
        assert look_at_state(crawled).crawls == ("living",)
        with pytest.raises(BusyError, match="the crawl living is under way"):
            adopt(crawled, shared_state, quiet)


def test_where_nothing_was_crawled_there_is_nothing_to_move(settings):
    with pytest.raises(BadInputError, match=r"state\.sqlite: there is no crawl state in a file to move"):
        adopt(settings, "postgres:dbname=x", quiet)


def test_a_look_at_the_state_says_who_uses_it_and_makes_none(settings, shared_state):
    assert (look_at_state(settings).captures, settings.data.exists()) == (None, False)
    shared = replace(settings, state=shared_state)
    assert look_at_state(shared).captures is None
    with opening.open_state(shared) as state, state.run("living"):
        keep(state, 1)
        seen = look_at_state(shared)
    assert (seen.captures, seen.crawls, seen.is_shared) == (1, ("living",), True)
    assert "secret" not in seen.place
    assert any("process" in name and since > NOON + timedelta(days=1) for name, since in seen.users)
