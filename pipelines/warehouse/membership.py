"""Every story in exactly one group, at every commit: not only once groups were found anew.

A day is written long before its pairs and groups are, and another run may publish in between. New stories
therefore start as groups of one, and a group that loses a story stays whole.
"""

from datetime import date

import duckdb

_REMEMBER = """
CREATE OR REPLACE TEMP TABLE former_stories AS SELECT story_id FROM stories WHERE day = $day
"""

_SETTLE = """
CREATE OR REPLACE TEMP TABLE gone AS
SELECT story_id FROM former_stories WHERE story_id NOT IN (SELECT story_id FROM stories);

DELETE FROM duplicate_pairs WHERE story_a IN (FROM gone) OR story_b IN (FROM gone);

CREATE OR REPLACE TEMP TABLE broken_groups AS
SELECT DISTINCT group_id FROM story_group_members WHERE story_id IN (FROM gone);

-- What is left of a group that lost a story: each for itself, until groups are found anew.
CREATE OR REPLACE TEMP TABLE alone AS
SELECT story_id FROM story_group_members
WHERE group_id IN (FROM broken_groups) AND story_id NOT IN (FROM gone);

DELETE FROM story_groups WHERE group_id IN (FROM broken_groups);
DELETE FROM story_group_members WHERE group_id IN (FROM broken_groups);

INSERT INTO alone
SELECT story_id FROM touched_stories
WHERE story_id NOT IN (SELECT story_id FROM story_group_members) AND story_id NOT IN (FROM alone);

INSERT INTO story_groups
SELECT story_id, story_id, published_at, 1, 1 FROM stories WHERE story_id IN (FROM alone);
INSERT INTO story_group_members SELECT story_id, story_id, TRUE FROM alone;

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


def settle_all_groups(connection: duckdb.DuckDBPyConnection) -> None:
    """After all groups are written: the same for days that were written while groups were being found."""
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE former_stories AS SELECT story_id FROM story_group_members;
        CREATE OR REPLACE TEMP TABLE touched_stories AS SELECT story_id FROM stories;
        """
    )
    connection.execute(_SETTLE)
