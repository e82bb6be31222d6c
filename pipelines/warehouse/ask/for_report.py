"""What the daily report says of a day, asked of the published database."""

from dataclasses import dataclass
from datetime import date

import duckdb

from pipelines.warehouse.ask.for_explorer import Row, select

_STORIES = 25
_CREDITED = 10
_CORRECTIONS = 15


@dataclass(frozen=True, slots=True)
class DayReport:
    """A day in a few tables.

    Attributes:
        day: UTC.
        totals: `stories` (first seen on that day), `with_copies`, `copies`, `outlets` (in which these stand).
        stories: the most carried of them: `title, language, url, source, copies, outlets, first_published_at,
            last_published_at`.
        outlets: `source, articles, originals, copies, read_also` of the day's pages.
        credited: `attribution, articles`: whom the day's articles credit, most often first.
        corrections: articles of the day whose headline changed later: `source, url, language, title_before,
            title_after`.
        revised: how often an article of the day changed, in headline or text.
        quiet: known sources without an article on that day.
    """

    day: date
    totals: Row
    stories: list[Row]
    outlets: list[Row]
    credited: list[Row]
    corrections: list[Row]
    revised: int
    quiet: list[str]


def read_day(connection: duckdb.DuckDBPyConnection, day: date) -> DayReport:
    """The report of a day; with zero `stories` where there are none.

    Raises:
        StorageError: the database is not one that this Naba published.
    """
    of_day = {"day": day}
    outlets = select(
        connection,
        """
        SELECT source_id AS source, count(DISTINCT article_id) AS articles, count(*) FILTER (is_canonical) AS originals,
            count(*) FILTER (NOT is_canonical) AS copies, count(*) FILTER (role = 'read_also') AS read_also
        FROM stories JOIN story_group_members USING (story_id)
        WHERE day = $day GROUP BY source_id ORDER BY articles DESC, source_id
        """,
        of_day,
    )
    wrote = {row["source"] for row in outlets}
    known = select(connection, "SELECT source_id AS source FROM source_summaries ORDER BY source_id")
    return DayReport(
        day=day,
        totals=select(
            connection,
            """
            SELECT count(*) AS stories, count(*) FILTER (copies > 0) AS with_copies,
                coalesce(sum(copies), 0)::BIGINT AS copies,
                len(list_distinct(coalesce(flatten(list(outlets)), []))) AS outlets
            FROM group_summaries WHERE day = $day
            """,
            of_day,
        )[0],
        stories=select(
            connection,
            f"""
            SELECT title, language, url, source, copies, outlets, first_published_at, last_published_at
            FROM group_summaries WHERE day = $day
            ORDER BY copies DESC, first_published_at, group_id LIMIT {_STORIES}
            """,  # noqa: S608 - a number of ours
            of_day,
        ),
        outlets=outlets,
        credited=select(
            connection,
            f"""
            SELECT attribution, count(*) AS articles FROM articles WHERE day = $day AND attribution IS NOT NULL
            GROUP BY attribution ORDER BY articles DESC, attribution LIMIT {_CREDITED}
            """,  # noqa: S608 - a number of ours
            of_day,
        ),
        corrections=select(
            connection,
            f"""
            SELECT r.source_id AS source, r.url, a.language, r.title_before, r.title_after
            FROM article_revisions AS r LEFT JOIN articles AS a USING (article_id, day)
            WHERE r.day = $day AND r.title_before IS DISTINCT FROM r.title_after
            ORDER BY r.seen_at, r.article_id, r.revision LIMIT {_CORRECTIONS}
            """,  # noqa: S608 - a number of ours
            of_day,
        ),
        revised=select(
            connection, "SELECT count(*) AS revised FROM article_revisions WHERE day = $day", of_day
        )[0]["revised"],
        quiet=[row["source"] for row in known if row["source"] not in wrote],
    )
