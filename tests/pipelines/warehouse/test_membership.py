"""Every story is in exactly one group at every commit, also before groups are found."""

from datetime import UTC, date, datetime

from rows import pair, write_day

from pipelines import warehouse
from pipelines.warehouse import partitions

DAY = date(2026, 3, 1)


def groups(settings):
    with warehouse.session(settings) as connection:
        return connection.execute(
            "SELECT group_id, list(story_id ORDER BY story_id), any_value(stories) "
            "FROM story_groups JOIN story_group_members USING (group_id) GROUP BY group_id ORDER BY group_id"
        ).fetchall()


def group(settings, canonical, *members):
    with warehouse.session(settings) as connection:
        partitions.replace_groups(
            connection,
            [
                {
                    "group_id": canonical,
                    "canonical_story_id": canonical,
                    "first_published_at": datetime(2026, 3, 1, tzinfo=UTC),
                    "stories": len(members),
                    "sources": 1,
                }
            ],
            [
                {"group_id": canonical, "story_id": name, "is_canonical": name == canonical}
                for name in members
            ],
        )


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
        partitions.replace_pairs(connection, ["a-0", "b-0"], [pair("a", "b")], [])
    group(settings, "b-0", "b-0", "a-0")
    assert groups(settings) == [("a-0", ["a-0"], 1), ("c-0", ["c-0"], 1)]
    assert warehouse.publish(settings).copied


def test_a_story_that_moves_to_another_day_keeps_one_group(settings):
    write_day(settings, DAY, ["a"])
    write_day(settings, date(2026, 3, 2), ["a"])
    assert groups(settings) == [("a-0", ["a-0"], 1)]
