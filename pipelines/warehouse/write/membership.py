"""Every story in exactly one group, at every commit: not only once groups were found anew.

A day is written long before its pairs and groups are, and another run may publish in between. New stories
therefore start as groups of one, and a group that loses a story stays whole.
"""

from datetime import date

import duckdb

_REMEMBER = """
CREATE OR REPLACE TEMP TABLE former_stories AS SELECT story_id, md5(body) AS text FROM stories WHERE day = $day
"""

_SETTLE = """
CREATE OR REPLACE TEMP TABLE gone AS
SELECT story_id FROM former_stories WHERE story_id NOT IN (SELECT story_id FROM stories);

-- Equal texts are paired with the first of them only. Where that is no more, or tells something else now, the
-- others' pairs are to be found anew.
UPDATE days SET paired_signature = split_part(paired_signature, '/', 1) || '/'
WHERE day IN (
    SELECT day_b FROM duplicate_pairs
    WHERE rule = 'equal text' AND story_a IN (
        SELECT story_id FROM former_stories
        WHERE (story_id, text) NOT IN (SELECT story_id, md5(body) FROM stories SEMI JOIN former_stories USING (story_id))
    )
);

-- Whoever stood in a pair with a story that is gone, and all that the day has, is to be grouped anew.
INSERT INTO stories_to_group
SELECT story_b, FALSE, NULL FROM duplicate_pairs WHERE story_a IN (FROM gone)
UNION SELECT story_a, FALSE, NULL FROM duplicate_pairs WHERE story_b IN (FROM gone)
UNION SELECT story_id, FALSE, NULL FROM touched_stories;

DELETE FROM duplicate_pairs WHERE story_a IN (FROM gone) OR story_b IN (FROM gone);

CREATE OR REPLACE TEMP TABLE broken_groups AS
SELECT DISTINCT group_id FROM story_group_members WHERE story_id IN (FROM gone);

-- What is left of a group that lost a story: each for itself, until groups are found anew.
CREATE OR REPLACE TEMP TABLE alone AS
SELECT story_id, group_id AS former_group_id FROM story_group_members
WHERE group_id IN (FROM broken_groups) AND story_id NOT IN (FROM gone);

DELETE FROM story_groups WHERE group_id IN (FROM broken_groups);
DELETE FROM story_group_members WHERE group_id IN (FROM broken_groups);

INSERT INTO alone
SELECT story_id, NULL FROM touched_stories
WHERE story_id NOT IN (SELECT story_id FROM story_group_members) AND story_id NOT IN (SELECT story_id FROM alone);

INSERT INTO story_groups
SELECT story_id, story_id, published_at, 1, 1 FROM stories WHERE story_id IN (SELECT story_id FROM alone);
INSERT INTO story_group_members SELECT story_id, story_id, TRUE FROM alone;
INSERT INTO stories_to_group SELECT story_id, TRUE, former_group_id FROM alone;
DELETE FROM stories_to_group WHERE story_id IN (FROM gone);

DROP TABLE gone;
DROP TABLE broken_groups;
DROP TABLE alone;
DROP TABLE former_stories;
DROP TABLE touched_stories;
"""


def remember_stories(connection: duckdb.DuckDBPyConnection, day: date) -> None:
    """Before a day is written: which stories it has."""
    connection.execute(_REMEMBER, {"day": day})


def settle_groups(connection: duckdb.DuckDBPyConnection, day: date) -> None:
    """After a day is written: groups and pairs of stories that are no more go, new stories are groups of one."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE touched_stories AS SELECT story_id FROM stories WHERE day = $day",
        {"day": day},
    )
    connection.execute(_SETTLE)
