"""Groups found where something changed are those of grouping everything; names that are no more lead on."""

import random
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from pipelines import warehouse
from pipelines.dedup import group_stories
from pipelines.warehouse.checks import BLOCKING
from pipelines.warehouse.write import partitions, regrouping
from tests.support.settings import make_settings
from tests.support.warehouse.rows import article, pair, replace_day, story, write_day

pytestmark = pytest.mark.process

FIRST = date(2026, 3, 1)
NOW = datetime(2026, 4, 1, tzinfo=UTC)


def regroup(settings, now=NOW):
    with warehouse.session(settings) as connection:
        return regrouping.regroup(connection, group_stories, now)


def table(settings, sql):
    with warehouse.session(settings) as connection:
        return connection.execute(sql).fetchall()


def write(settings, day, names):
    """Stories published at noon of their day."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    write_day(settings, day, names, stories=[story(day, name) | {"published_at": noon} for name in names])


def find(settings, focus, *pairs):
    with warehouse.session(settings) as connection:
        partitions.replace_pairs(connection, focus, [pair(*one) for one in pairs], [])


def renames(settings):
    return table(settings, "SELECT old_group_id, new_group_id FROM story_group_renames ORDER BY ALL")


def all_anew(connection):
    """The groups of all stories and pairs by the rule itself."""
    names = in_canonical_order(connection)
    position = {name: number for number, name in enumerate(names)}
    pairs = connection.execute("SELECT story_a, story_b, rule FROM duplicate_pairs").fetchall()
    found = group_stories(len(names), [(position[a], position[b], rule) for a, b, rule in pairs])
    return sorted(
        (names[first], name, names[first] == name) for name, first in zip(names, found, strict=True)
    )


def in_canonical_order(connection):
    rows = connection.execute("SELECT story_id FROM stories ORDER BY published_at, story_id").fetchall()
    return [name for (name,) in rows]


def change(connection, chance, home):
    """Writes a day of other stories, and finds other pairs of some stories."""
    day = FIRST + timedelta(days=chance.randrange(3))
    free = [name for name in "abcdefghijklmn" if home.get(name, day) == day]
    mine = [name for name in free if chance.random() < 0.7]
    for name in free:
        home.pop(name, None)
    home |= dict.fromkeys(mine, day)
    replace_day(
        connection,
        day,
        articles=[article(day, name) for name in mine],
        stories=[
            story(day, name) | {"published_at": NOW + timedelta(hours=chance.randrange(99))} for name in mine
        ],
    )
    order = in_canonical_order(connection)
    # A story whose place in the order changed has its pairs found anew.
    focus = {f"{name}-0" for name in mine} | set(chance.sample(order, len(order) // 4))
    pairs = [
        pair(one, other, chance.choice(["jaccard", "lead", "aligned"]))
        for number, one in enumerate(order)
        for other in order[number + 1 :]
        if {one, other} & focus and chance.random() < 0.2
    ]
    partitions.replace_pairs(connection, focus, pairs, [])


@examples(max_examples=6)
@given(st.integers(0, 10**6))
def test_groups_of_what_changed_are_those_of_everything(seed):
    chance, home = random.Random(seed), {}
    with tempfile.TemporaryDirectory() as folder:
        settings = make_settings(Path(folder))
        with warehouse.session(settings) as connection:
            for _ in range(6):
                change(connection, chance, home)
                regrouping.regroup(connection, group_stories, NOW)
                stored = connection.execute("FROM story_group_members ORDER BY ALL").fetchall()
                assert stored == all_anew(connection)
                assert [check.offenders_in(connection) for check in BLOCKING] == [[]] * len(BLOCKING)
                present = {group for group, _, is_canonical in stored if is_canonical}
                leading = connection.execute(
                    "SELECT old_group_id, new_group_id FROM story_group_renames"
                ).fetchall()
                assert len(dict(leading)) == len(leading)
                assert not dict(leading).keys() & present
                assert set(dict(leading).values()) <= present


def test_only_what_is_connected_with_a_change_is_looked_at(settings):
    write(settings, FIRST, ["a", "b", "c", "d", "e"])
    find(settings, [], ("a-0", "b-0"), ("c-0", "d-0"))
    assert regroup(settings) == 5
    assert regroup(settings) == 0
    find(settings, ["e-0"], ("d-0", "e-0"))
    assert regroup(settings) == 3
    find(settings, ["a-0", "b-0"], ("a-0", "b-0"))
    assert regroup(settings) == 0


def test_a_group_begins_with_its_canonical_story_not_with_a_page_of_before_that_appends_it(settings):
    write(settings, FIRST + timedelta(days=1), ["m", "n"])
    older = story(FIRST, "a") | {"role": "read_also", "published_at": datetime(2026, 3, 1, 12, tzinfo=UTC)}
    write_day(settings, FIRST, ["a"], stories=[older])
    find(settings, [], ("m-0", "a-0"), ("m-0", "n-0"))
    regroup(settings)
    assert table(settings, "SELECT group_id, first_published_at, stories FROM story_groups") == [
        ("m-0", datetime(2026, 3, 2, 12, tzinfo=UTC), 3)
    ]


def test_a_group_with_an_earlier_story_is_renamed_and_new_stories_had_no_name(settings):
    write(settings, FIRST, ["m", "n"])
    find(settings, [], ("m-0", "n-0"))
    regroup(settings)
    assert renames(settings) == []
    write(settings, FIRST - timedelta(days=1), ["a"])
    find(settings, ["a-0"], ("a-0", "m-0"), ("a-0", "n-0"))
    regroup(settings)
    assert renames(settings) == [("m-0", "a-0")]
    assert table(settings, "SELECT DISTINCT renamed_at FROM story_group_renames") == [(NOW,)]


def test_names_lead_on_to_a_present_group_and_end_when_they_are_present_again(settings):
    write(settings, FIRST, ["m", "n"])
    find(settings, [], ("m-0", "n-0"))
    regroup(settings)
    for number, name in ((1, "k"), (2, "j")):
        write(settings, FIRST - timedelta(days=number), [name])
        find(settings, [f"{name}-0"], *((f"{name}-0", other) for other in ("m-0", "n-0")))
        if name == "j":
            find(settings, ["k-0"], ("j-0", "k-0"), ("k-0", "m-0"), ("k-0", "n-0"))
        regroup(settings, now=NOW + timedelta(days=number))
    assert renames(settings) == [("k-0", "j-0"), ("m-0", "j-0")]
    for number in (1, 2):
        write(settings, FIRST - timedelta(days=number), [])
    regroup(settings)
    assert renames(settings) == [("j-0", "m-0"), ("k-0", "m-0")]


def test_a_group_whose_canonical_story_goes_leads_to_the_first_of_the_others(settings):
    write(settings, FIRST, ["a", "b", "c"])
    find(settings, [], ("a-0", "b-0"), ("a-0", "c-0"), ("b-0", "c-0"))
    regroup(settings)
    write(settings, FIRST, ["b", "c"])
    regroup(settings)
    assert renames(settings) == [("a-0", "b-0")]
