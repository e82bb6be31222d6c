"""Every story in exactly one group, at every commit: not only once groups were found anew.

A day is written long before its pairs and groups are, and another run may publish in between. New stories
therefore start as groups of one, and a group that loses a story stays whole.
"""

from datetime import date

import duckdb

from pipelines.warehouse.sql import read_sql


def remember_stories(connection: duckdb.DuckDBPyConnection, day: date) -> None:
    """Before articles of a day are written (those in the table `replaced`): which stories they have."""
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE former_stories AS
        SELECT story_id, hash(body) AS text FROM stories WHERE day = $day AND article_id IN (FROM replaced)
        """,
        {"day": day},
    )


def settle_groups(connection: duckdb.DuckDBPyConnection, day: date) -> None:
    """After articles of a day are written: groups and pairs of stories that are gone go, new stories are groups of one."""
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE touched_stories AS
        SELECT story_id FROM stories WHERE day = $day AND article_id IN (FROM replaced)
        """,
        {"day": day},
    )
    connection.execute(read_sql("write/settle_groups"))
