"""Small tables that show what is in the database, for people."""

from datetime import date
from typing import Any, Literal

from pipelines.settings import Settings
from pipelines.warehouse.database.connection import session
from pipelines.warehouse.sql import read_sql

Preview = Literal["articles", "stories", "groups"]

# $first and $last bound the days looked at.
_QUERIES: dict[Preview, str] = {
    "articles": """
        SELECT published_at, source_id AS source, title, attribution, length(body) AS characters
        FROM articles WHERE day BETWEEN $first AND $last
        ORDER BY published_at DESC NULLS LAST, article_id LIMIT $limit
    """,
    "stories": """
        SELECT published_at, source_id AS source, role, title, words
        FROM stories WHERE day BETWEEN $first AND $last
        ORDER BY role = 'main', published_at DESC, story_id LIMIT $limit
    """,
    "groups": read_sql("ask/preview_groups"),
}

_DAYS_SHOWN = 60
_ROWS_SHOWN = 10


def preview(
    settings: Settings, name: Preview, first: date, last: date
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Column names and the first rows of a preview, of the days from first to last."""
    with session(settings) as connection:
        result = connection.execute(_QUERIES[name], {"first": first, "last": last, "limit": _ROWS_SHOWN})
        return [column[0] for column in result.description or ()], result.fetchall()


def articles_by_day(settings: Settings, last: date) -> list[int]:
    """How many articles each of the 60 days up to the last has, from the first that has any."""
    with session(settings) as connection:
        rows = connection.execute(
            read_sql("ask/articles_by_day"),
            {"last": last, "shown": _DAYS_SHOWN - 1},
        ).fetchall()
    return [articles for (articles,) in rows]


def source_lags(settings: Settings, first: date, last: date) -> list[tuple[str, int, float, list[float]]]:
    """How long after publishing each source's articles were fetched: of those that say when they were published.

    Returns:
        (source_id, articles, hours in the median, the same for each day that has any of the 60 up to the last),
        of sources with articles from first to last, the slowest first.
    """
    with session(settings) as connection:
        return connection.execute(
            read_sql("ask/source_lags"),
            {"first": first, "last": last, "shown": _DAYS_SHOWN - 1},
        ).fetchall()
