"""Small tables that show what is in the database, for people."""

from datetime import date
from typing import Any, Literal

from pipelines.settings import Settings
from pipelines.warehouse.connection import session

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


def preview(
    settings: Settings, name: Preview, first: date, last: date, limit: int = 10
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Column names and the first rows of a preview, of the days from first to last."""
    with session(settings) as connection:
        result = connection.execute(_QUERIES[name], {"first": first, "last": last, "limit": limit})
        return [column[0] for column in result.description or ()], result.fetchall()
