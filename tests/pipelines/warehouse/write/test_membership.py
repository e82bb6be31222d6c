"""Every story is in exactly one group at every commit, also before groups are found."""

from datetime import UTC, date, datetime

from pipelines import warehouse
from pipelines.dedup import group_stories
from pipelines.warehouse.write import partitions, regrouping
from tests.support.warehouse.rows import pair, write_day

DAY = date(2026, 3, 1)
LATER = datetime(2026, 3, 9, tzinfo=UTC)


def groups(settings):
    with warehouse.session(settings) as connection:
        return connection.execute(
            "SELECT group_id, list(story_id ORDER BY story_id), any_value(stories) "
            "FROM story_groups JOIN story_group_members USING (group_id) GROUP BY group_id ORDER BY group_id"
        ).fetchall()


def group(settings, canonical, *members):
    """As if the pairs of the canonical story with all others had been found."""
    with warehouse.session(settings) as connection:
        pairs = [pair(canonical, name) for name in members if name != canonical]
        partitions.replace_pairs(connection, members, pairs, [])
        regrouping.regroup(connection, group_stories, LATER)


def test_new_stories_are_groups_of_one_and_known_ones_stay_together(settings):
    write_day(settings, DAY, ["a", "b"])
    assert groups(settings) == [("a-0", ["a-0"], 1), ("b-0", ["b-0"], 1)]
    group(settings, "a-0", "a-0", "b-0")
    write_day(settings, DAY, ["a", "b", "c"])
    assert groups(settings) == [("a-0", ["a-0", "b-0"], 2), ("c-0", ["c-0"], 1)]


def test_a_group_that_loses_its_canonical_story_leaves_no_story_alone_without_a_group(settings):
    write_day(settings, DAY, ["a", "b", "c"])
    group(settings, "a-0", "a-0", "b-0", "c-0")
    write_day(settings, DAY, ["b", "c"])
    assert groups(settings) == [("b-0", ["b-0"], 1), ("c-0", ["c-0"], 1)]
    assert warehouse.publish(settings).copied


def test_days_written_while_pairs_and_groups_were_found_keep_the_rules(settings):
    write_day(settings, DAY, ["a", "c"])  # found of a and b; meanwhile b went and c came
    with warehouse.session(settings) as connection:
        partitions.replace_pairs(connection, ["a-0", "b-0"], [pair("a-0", "b-0")], [])
    group(settings, "b-0", "b-0", "a-0")
    assert groups(settings) == [("a-0", ["a-0"], 1), ("c-0", ["c-0"], 1)]
    assert warehouse.publish(settings).copied


def test_a_story_that_moves_to_another_day_keeps_one_group(settings):
    write_day(settings, DAY, ["a"])
    write_day(settings, date(2026, 3, 2), ["a"])
    assert groups(settings) == [("a-0", ["a-0"], 1)]
