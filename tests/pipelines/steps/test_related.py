"""Related groups in the database: the same in whatever order days come, again, moved and emptied."""

import random
import shutil
from datetime import UTC, date, datetime, timedelta

import pytest

from pipelines import steps, warehouse
from tests.support.settings import make_settings
from tests.support.warehouse.rows import article, replace_day, story

pytestmark = pytest.mark.process

FIRST = date(2026, 3, 1)
NOW = datetime(2026, 4, 1, tzinfo=UTC)
TABLES = ("group_links", "event_groups", "related_days")
EVENTS = [
    [
        f"{''.join(random.Random(f'{event} {word}').choices('ابتثجحدرزسشصطعفقكلمنهي', k=7))}"
        for word in range(14)
    ]
    for event in range(20)
]


def report(name):
    """A report of one of the events, in its own order and with its own words around."""
    chance = random.Random(name)
    own = ["".join(chance.choices("ابتثجحدرزسشصطعفقكلمنهي", k=6)) for _ in range(6)]
    words = chance.sample(EVENTS[chance.randrange(len(EVENTS))], 11)
    return " ".join(words[:6]), " ".join(chance.sample([*words, *own], 17))


def outlet_of(name):
    return {"source_id": f"outlet{ord(name[0]) % 5}"}


def write(settings, day, names, hour, *, prefix=""):
    stories = []
    for name in sorted(names):
        title, body = report(name)
        at = datetime(day.year, day.month, day.day, ord(name[0]) % 24, tzinfo=UTC)
        stories.append(
            story(day, name) | outlet_of(name) | {"title": prefix + title, "body": body, "published_at": at}
        )
    fetched_at = NOW + timedelta(hours=hour)
    with warehouse.session(settings) as connection:
        replace_day(
            connection,
            day,
            articles=[article(day, name) | outlet_of(name) | {"fetched_at": fetched_at} for name in names],
            stories=stories,
        )


def relate(settings):
    steps.pair_days(settings, str)
    steps.group_stories(settings, str, NOW)
    return steps.relate_groups(settings, str)


def content(settings):
    with warehouse.session(settings) as connection:
        return {name: connection.execute(f"FROM {name} ORDER BY ALL").fetchall() for name in TABLES}


def test_days_in_any_order_again_moved_and_emptied_give_what_one_run_gives(settings, tmp_path):
    chance = random.Random(5)
    names = [f"{letter}{number}" for letter in "abcdefgh" for number in range(9)]
    for hour in range(10):
        day = FIRST + timedelta(days=chance.choice([0, 1, 2, 5, 16]))
        write(settings, day, chance.sample(names, chance.choice([0, 10, 30, 40])), hour)
        if chance.random() < 0.7:
            relate(settings)
    relate(settings)
    alone = make_settings(tmp_path / "alone")
    alone.warehouse.mkdir(parents=True)
    shutil.copy(settings.warehouse / "naba.duckdb", alone.warehouse)
    with warehouse.session(alone) as connection:
        connection.execute("DELETE FROM group_links; DELETE FROM event_groups; DELETE FROM related_days")
    relate(alone)
    assert content(alone) == content(settings)
    assert content(alone)["group_links"]
    assert content(alone)["event_groups"]


def test_only_days_that_can_have_changed_are_related_again(settings):
    days = [FIRST + timedelta(days=number) for number in (0, 1, 12, 13)]
    for hour, day in enumerate(days):
        write(settings, day, [f"{letter}{hour}" for letter in "abcdef"], hour)
    assert relate(settings).days == days
    assert relate(settings).days == []
    write(settings, days[1], ["h1"], 9)
    assert relate(settings).days == [days[1]]
    write(settings, days[2], ["h2"], 10)
    assert relate(settings).days == days[2:]


def test_a_day_of_which_only_a_title_changed_is_related_again(settings):
    for hour, (prefix, behind) in enumerate([("", [FIRST]), ("", []), ("عاجل: ", [FIRST]), ("عاجل: ", [])]):
        write(settings, FIRST, ["a1", "b1"], hour, prefix=prefix)
        assert relate(settings).days == behind


def test_the_view_has_each_link_from_both_sides_and_an_event_its_groups(settings):
    write(settings, FIRST, [f"{letter}{number}" for letter in "abcdefgh" for number in range(3)], 0)
    report_of_it = relate(settings)
    with warehouse.session(settings) as connection:
        sides = connection.execute(
            "SELECT group_id, related_group_id, similarity, lag FROM related_groups"
        ).fetchall()
        events = connection.execute("SELECT label, groups, len(group_ids) FROM events").fetchall()
    assert len(sides) == 2 * report_of_it.links > 0
    assert {(two, one, similarity, -lag) for one, two, similarity, lag in sides} == set(sides)
    assert len(events) == report_of_it.events > 0
    assert all(label and groups == listed >= 2 for label, groups, listed in events)


def test_a_day_that_is_emptied_has_no_links_any_more(settings):
    write(settings, FIRST, [f"{letter}{number}" for letter in "abcdefgh" for number in range(3)], 0)
    assert relate(settings).links
    write(settings, FIRST, [], 1)
    relate(settings)
    assert content(settings) == {table: [] for table in TABLES}
