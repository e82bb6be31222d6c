"""Small tables that show what is in the database, for people."""

from datetime import date
from typing import Any, Literal

from pipelines.settings import Settings
from pipelines.warehouse.database.connection import session

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
    "groups": """
        SELECT first_published_at, stories, sources, coalesce(s.title, a.title) AS title, s.source_id AS source
        FROM story_groups JOIN stories AS s ON s.story_id = canonical_story_id
            JOIN articles AS a USING (article_id)
        WHERE stories > 1 AND s.day BETWEEN $first AND $last
        ORDER BY stories DESC, first_published_at, group_id LIMIT $limit
    """,
}

_DAYS_SHOWN = 60


def preview(
    settings: Settings, name: Preview, first: date, last: date, limit: int = 10
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Column names and the first rows of a preview, of the days from first to last."""
    with session(settings) as connection:
        result = connection.execute(_QUERIES[name], {"first": first, "last": last, "limit": limit})
        return [column[0] for column in result.description or ()], result.fetchall()


def articles_by_day(settings: Settings, last: date) -> list[int]:
    """How many articles each of the 60 days up to the last has, from the first that has any."""
    with session(settings) as connection:
        rows = connection.execute(
            """
            SELECT coalesce(articles, 0)
            FROM generate_series(
                (SELECT greatest(min(day), $last::DATE - $shown) FROM days), $last::DATE, INTERVAL 1 DAY
            ) AS all_days (moment) LEFT JOIN days ON day = moment::DATE
            ORDER BY moment
            """,
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
            """
            WITH lags AS (
                SELECT source_id, day, epoch(fetched_at - published_at) / 3600 AS hours
                FROM articles
                WHERE day BETWEEN least($last::DATE - $shown, $first) AND $last AND published_at IS NOT NULL
            ),
            by_day AS (SELECT source_id, day, median(hours) AS hours FROM lags GROUP BY ALL),
            charts AS (
                SELECT source_id, list(hours ORDER BY day) AS hours FROM by_day
                WHERE day >= $last::DATE - $shown GROUP BY source_id
            )
            SELECT source_id, count(*), median(lags.hours) AS usual, any_value(charts.hours)
            FROM lags JOIN charts USING (source_id)
            WHERE lags.day BETWEEN $first AND $last
            GROUP BY source_id
            ORDER BY usual DESC, source_id
            """,
            {"first": first, "last": last, "shown": _DAYS_SHOWN - 1},
        ).fetchall()
