"""Reading what groups are related by, inside a session of the private database."""

from collections.abc import Collection
from datetime import date, datetime

import duckdb

from pipelines.warehouse.sql import read_sql


def signatures(connection: duckdb.DuckDBPyConnection) -> dict[date, str]:
    """Of each day that has canonical stories, a hash of these (ids, outlets, times, titles), and of all texts of the day."""
    return dict(connection.execute(read_sql("ask/related_signatures")).fetchall())


def related_days(connection: duckdb.DuckDBPyConnection) -> dict[date, str]:
    """Of each day whose groups were related, what that was made of."""
    return dict(connection.execute("SELECT day, signature FROM related_days").fetchall())


def leads(
    connection: duckdb.DuckDBPyConnection, days: Collection[date], characters: int
) -> list[tuple[date, tuple[str, str, datetime, str, str]]]:
    """(day, (group_id, source_id, published_at, title, beginning of the body)) of the canonical stories of some days."""
    rows = connection.execute(
        """
        SELECT day, group_id, source_id, published_at, coalesce(title, ''), left(body, $characters)
        FROM story_groups JOIN stories ON story_id = canonical_story_id
        WHERE day IN (SELECT unnest($days)) ORDER BY day, group_id
        """,
        {"days": list(days), "characters": characters},
    ).fetchall()
    return [(day, tuple(lead)) for day, *lead in rows]
