"""Publishes a database of given articles, stories and groups."""

from pipelines import warehouse
from pipelines.warehouse.write import partitions
from pipelines.warehouse.write.rows import insert
from tests.support.warehouse.little_news import ARTICLES, MEMBERS, STORIES, pair
from tests.support.warehouse.rows import replace_day

PAIRS = (pair("a1-0", "a2-0", 0.82, "edited"), pair("a1-0", "a3-1", 1.0, "identical"))


def writer(settings):
    """Makes a database of articles, stories and groups (all by default), and publishes it."""

    def write(articles=ARTICLES, stories=STORIES, members=MEMBERS, pairs=PAIRS, revisions=()):
        by_id = {one["story_id"]: one for one in stories}
        with warehouse.session(settings) as connection:
            written = {day for (day,) in connection.execute("SELECT day FROM days").fetchall()}
            for day in sorted(written | {one["day"] for one in articles}):
                replace_day(
                    connection,
                    day,
                    articles=[one for one in articles if one["day"] == day],
                    stories=[one for one in stories if one["day"] == day],
                    revisions=[one for one in revisions if one["day"] == day],
                )
            held = [one for one in pairs if {one["story_a"], one["story_b"]} <= by_id.keys()]
            partitions.replace_pairs(connection, by_id, held, [])
            connection.execute("DELETE FROM story_groups; DELETE FROM story_group_members")
            insert(
                connection,
                "story_groups",
                [
                    {
                        "group_id": group,
                        "canonical_story_id": group,
                        "first_published_at": by_id[group]["published_at"],
                        "stories": len(names),
                        "sources": len({by_id[name]["source_id"] for name in names}),
                    }
                    for group, names in members.items()
                ],
            )
            insert(
                connection,
                "story_group_members",
                [
                    {"group_id": group, "story_id": name, "is_canonical": name == group}
                    for group, names in members.items()
                    for name in names
                ],
            )
        warehouse.publish(settings)
        return settings.database

    return write
