"""What publishing makes of the days on which stories changed: their lists of stories, and their part of the search index.

As a rule that is little. After an update that changes either, it is the whole archive: then it is done in steps, each whole
days and a transaction of its own, so that memory is bounded, and who was killed goes on where it was.
"""

import duckdb

from pipelines.warehouse.sql import read_sql
from pipelines.warehouse.write.search_index import PART_DOCUMENTS, update_search_index

STEP_STORIES = PART_DOCUMENTS
"""Stories of a step, unless one day has more."""


def is_more_than_a_step(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the days that are to be summarised have more stories than one step takes."""
    [(stories,)] = connection.execute(
        "SELECT count(*) FROM story_groups WHERE first_published_at::DATE IN (FROM days_to_summarise)"
    ).fetchall()
    return int(stories) > STEP_STORIES


def summarise_step(connection: duckdb.DuckDBPyConnection) -> None:
    """Summarises the first days that are to be.

    Args:
        connection: inside a transaction.
    """
    connection.execute(read_sql("write/days_of_step"), {"stories": STEP_STORIES})
    update_search_index(connection)
    connection.execute(read_sql("write/summarise_days"))
    connection.execute("DROP TABLE days_of_step; DROP TABLE contents")


def summarise_days(connection: duckdb.DuckDBPyConnection) -> None:
    """Summarises all days that are to be, in the same transaction."""
    while connection.execute("FROM days_to_summarise LIMIT 1").fetchall():
        summarise_step(connection)
