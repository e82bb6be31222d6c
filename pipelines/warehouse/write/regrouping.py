"""Recomputes the groups that changed stories and pairs can affect, and no others.

Only pairs put two stories into one group, directly or through other stories. So the stories to regroup are those that
pairs connect with a changed story. The result is the same as regrouping all stories.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain, groupby
from operator import itemgetter

import duckdb

from pipelines.warehouse.sql import read_sql
from pipelines.warehouse.write.partitions import derived_changed
from pipelines.warehouse.write.rows import Row, insert

GroupRule = Callable[[int, Iterable[tuple[int, int, str]]], list[int]]
"""Number of stories in canonical order, pairs with the rule that decided each; the first story of each one's group."""

Compare = Callable[[str, Sequence[str]], Sequence[Row]]
"""Bodies of a group's canonical story and of some copies; of each copy the columns of `group_evidence` but the ids."""

# Main stories before read-also ones, then by time of publication, then by id.
_CANONICAL_ORDER = "role != 'main', published_at, story_id"

# One more step along the pairs and the groups that there are; the groups are for safety, pairs connect them.
_REACH = read_sql("write/regroup_reach")

# The names that affected stories have had until now; a provisional one's own was nobody's.
_REMEMBER = read_sql("write/regroup_remember_names")

_REPLACE = read_sql("write/regroup_replace")

# Texts of copies that make no pair with their group's canonical story, group by group, and the copies that have them.
_WITHOUT_EVIDENCE = read_sql("write/copies_without_evidence")

# Texts of copies that are in memory at a time.
_ROWS_AT_ONCE = 1000

_FIND_RENAMED = f"""
CREATE OR REPLACE TEMP TABLE renamed AS
SELECT old_group_id, first(group_id ORDER BY story_id != old_group_id, {_CANONICAL_ORDER}) AS new_group_id
FROM named JOIN regrouped USING (story_id) JOIN stories USING (story_id)
WHERE old_group_id NOT IN (SELECT group_id FROM story_groups)
GROUP BY old_group_id
"""  # noqa: S608 - our own order

_LEAD_ON = """
UPDATE story_group_renames SET new_group_id = renamed.new_group_id, renamed_at = $now
FROM renamed WHERE story_group_renames.new_group_id = renamed.old_group_id
"""

_FORGET = """
DELETE FROM story_group_renames
WHERE old_group_id IN (SELECT group_id FROM story_groups) OR old_group_id IN (SELECT old_group_id FROM renamed)
    OR new_group_id NOT IN (SELECT group_id FROM story_groups)
"""


def regroup(
    connection: duckdb.DuckDBPyConnection, rule: GroupRule, now: datetime, compare: Compare | None = None
) -> int:
    """Regroups all stories that a change can affect; returns how many these are.

    Args:
        connection: inside a transaction.
        rule: makes groups of stories and pairs.
        now: when group ids that are no more are said to have changed.
        compare: compares copies with the canonical story of their group where the two make no pair; None leaves these
            without evidence.
    """
    if connection.execute("SELECT count(*) FROM stories_to_group").fetchall() == [(0,)]:
        return 0
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE affected AS
        SELECT DISTINCT story_id FROM stories_to_group SEMI JOIN stories USING (story_id);
        CREATE OR REPLACE TEMP TABLE frontier AS FROM affected;
        """
    )
    while connection.execute(_REACH).fetchall() != [(0,)]:
        pass
    connection.execute(_REMEMBER)
    connection.execute("CREATE OR REPLACE TEMP TABLE regrouped AS FROM story_group_members LIMIT 0")
    stories, canonical = _groups(connection, rule)
    insert(
        connection,
        "regrouped",
        (
            {"group_id": stories[first], "story_id": story, "is_canonical": number == first}
            for number, (story, first) in enumerate(zip(stories, canonical, strict=True))
        ),
    )
    connection.execute(_REPLACE)
    connection.execute(_FIND_RENAMED)
    connection.execute(_LEAD_ON, {"now": now})
    connection.execute(_FORGET)
    connection.execute(
        "INSERT INTO story_group_renames SELECT old_group_id, new_group_id, $now FROM renamed", {"now": now}
    )
    connection.execute(
        "DELETE FROM group_evidence WHERE story_id IN (FROM affected) OR story_id NOT IN (SELECT story_id FROM stories)"
    )
    if compare is not None:
        insert(connection, "group_evidence", _evidence(connection, compare))
    [(count,)] = connection.execute("SELECT count(*) FROM affected").fetchall()
    connection.execute(
        "DROP TABLE affected; DROP TABLE frontier; DROP TABLE reached; DROP TABLE named; DROP TABLE regrouped; DROP TABLE renamed"
    )
    derived_changed(connection)
    return int(count)


def _groups(connection: duckdb.DuckDBPyConnection, rule: GroupRule) -> tuple[Sequence[str], list[int]]:
    """The affected stories that have pairs, in canonical order, and the first story of each one's group."""
    pairs = connection.execute(
        "SELECT story_a, story_b, rule FROM duplicate_pairs SEMI JOIN affected ON story_id = story_a"
    ).fetchall()
    stories = [
        story
        for (story,) in connection.execute(
            f"""
            SELECT story_id FROM stories SEMI JOIN affected USING (story_id)
            WHERE story_id IN (SELECT unnest([story_a, story_b]) FROM duplicate_pairs)
            ORDER BY {_CANONICAL_ORDER}
            """  # noqa: S608 - our own order
        ).fetchall()
    ]
    position = {story: number for number, story in enumerate(stories)}
    return stories, rule(
        len(stories), ((position[story_a], position[story_b], decided) for story_a, story_b, decided in pairs)
    )


def _evidence(connection: duckdb.DuckDBPyConnection, compare: Compare) -> Iterator[Row]:
    """Rows of `group_evidence` for the affected copies that make no pair with their group's canonical story."""
    result = connection.execute(_WITHOUT_EVIDENCE)
    rows = chain.from_iterable(iter(lambda: result.fetchmany(_ROWS_AT_ONCE), []))
    for (original, body), texts in groupby(rows, key=itemgetter(0, 1)):
        copies = list(texts)
        for (*_, story_ids), row in zip(copies, compare(body, [text for *_, text, _ in copies]), strict=True):
            for story_id in story_ids:
                yield {"story_id": story_id, "canonical_story_id": original, **row}


def totals(connection: duckdb.DuckDBPyConnection) -> tuple[int, int, int]:
    """Stories, groups, and groups of more than one story."""
    [row] = connection.execute(
        """
        SELECT (SELECT count(*) FROM stories), count(*), count(*) FILTER (stories > 1) FROM story_groups
        """
    ).fetchall()
    return row[0], row[1], row[2]
