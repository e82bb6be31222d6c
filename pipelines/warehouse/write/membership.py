"""Every story in exactly one group, at every commit: not only once groups were found anew.

A day is written long before its pairs and groups are, and another run may publish in between. New stories
therefore start as groups of one, and a group that loses a story stays whole.
"""

from datetime import date

import duckdb

from pipelines.warehouse.sql import read_sql

_REMEMBER = """
CREATE OR REPLACE TEMP TABLE former_stories AS SELECT story_id, md5(body) AS text FROM stories WHERE day = $day
"""

_SETTLE = read_sql("write/settle_groups")


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
