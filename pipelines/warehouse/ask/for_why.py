"""Where one article stands in the published database."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipelines.settings import Settings
from pipelines.warehouse.database.connection import published
from pipelines.warehouse.sql import read_sql


@dataclass(frozen=True, slots=True)
class Trace:
    """What the published database knows of one address.

    Attributes:
        captures: (source, kind, day, fetched at, WARC file, offset, why it gave no article or None).
        articles: (source, day, title, published at, where that date came from, whether the page shows all of it).
        groups: (role, group, stories in it, canonical address): one row a story of the article.
        revisions: how often its text changed.
    """

    captures: list[tuple[str, str, Any, datetime, str, int, str | None]]
    articles: list[tuple[str, Any, str | None, datetime | None, str | None, bool | None]]
    groups: list[tuple[str, str, int, str]]
    revisions: int


def trace(settings: Settings, url: str) -> Trace:
    """Looks an address up, as the article's own or as its canonical one.

    Raises:
        BadInputError: nothing is published yet.
    """
    with published(settings) as connection:
        captures = connection.execute(
            """
            SELECT source_id, kind, day, fetched_at, warc_file, warc_offset, rejected
            FROM captures WHERE url = $url ORDER BY fetched_at
            """,
            {"url": url},
        ).fetchall()
        articles = connection.execute(
            """
            SELECT source_id, day, title, published_at, published_from, is_complete
            FROM articles WHERE $url IN (url, canonical_url) ORDER BY source_id
            """,
            {"url": url},
        ).fetchall()
        groups = connection.execute(
            read_sql("ask/groups_of_address"),
            {"url": url},
        ).fetchall()
        (revisions,) = connection.execute(
            "SELECT count(*) FROM article_revisions WHERE url = $url", {"url": url}
        ).fetchall()[0]
    return Trace(captures, articles, groups, revisions)
