"""Reading what groups are related by, inside a session of the private database."""

from collections.abc import Collection
from datetime import date, datetime

import duckdb
import numpy as np
import numpy.typing as npt

from pipelines.warehouse.sql import read_sql

Connection = duckdb.DuckDBPyConnection


def signatures(connection: duckdb.DuckDBPyConnection) -> dict[date, str]:
    """Of each day that has canonical stories, a hash of their ids, and one of all the day's stories."""
    return dict(connection.execute(read_sql("ask/related_signatures")).fetchall())


def related_days(connection: duckdb.DuckDBPyConnection) -> dict[date, str]:
    """Of each day whose groups were related, what that was made of."""
    return dict(connection.execute("SELECT day, signature FROM related_days").fetchall())


def group_keys(
    connection: duckdb.DuckDBPyConnection, day: date
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.object_]]:
    """Of the canonical stories of a day hashes of 64 bits of what `leads` reads, and their group ids, by id.

    Another version of DuckDB may give other hashes of the same.
    """
    found = connection.execute(
        """
        SELECT hash(group_id, source_id, epoch_us(published_at), title, body) AS key, group_id
        FROM story_groups JOIN stories ON story_id = canonical_story_id
        WHERE day = $day ORDER BY group_id
        """,
        {"day": day},
    ).fetchnumpy()
    return np.asarray(found["key"]), np.asarray(found["group_id"])


def leads(
    connection: duckdb.DuckDBPyConnection, group_ids: Collection[str], characters: int
) -> dict[str, tuple[date, tuple[str, str, datetime, str, str]]]:
    """Of some groups by id, day and (group_id, source_id, published_at, title, beginning of the body) of the canonical story."""
    rows = connection.execute(
        """
        SELECT day, group_id, source_id, published_at, coalesce(title, ''), left(body, $characters)
        FROM story_groups JOIN stories ON story_id = canonical_story_id
        WHERE group_id IN (SELECT unnest($groups::VARCHAR[]))
        """,
        {"groups": list(group_ids), "characters": characters},
    ).fetchall()
    return {lead[0]: (day, tuple(lead)) for day, *lead in rows}
