"""Reading what the steps need, inside a session of the private database."""

from dataclasses import dataclass
from datetime import date, datetime

import duckdb


@dataclass(frozen=True, slots=True)
class StoryKey:
    """What places a story in canonical order."""

    story_id: str
    source_id: str
    day: date
    published_at: datetime


def fetch_log_bytes(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Of each crawl run, how long its fetch log was when its attempts were stored."""
    return dict(connection.execute("SELECT run_id, bytes FROM fetch_logs").fetchall())


def archive_bytes(connection: duckdb.DuckDBPyConnection) -> dict[date, int]:
    """Of each day, how long its archive files were when its captures were stored."""
    return dict(connection.execute("SELECT day, bytes FROM archive_days").fetchall())


def newest_captures(connection: duckdb.DuckDBPyConnection, day: date) -> list[tuple[str, str, str, int]]:
    """The capture that stands for each URL of a day: (capture_id, source_id, warc_file, warc_offset).

    A page before a feed entry's text, the newest before older ones.
    """
    return connection.execute(
        """
        SELECT capture_id, source_id, warc_file, warc_offset
        FROM captures
        WHERE day = ?
        QUALIFY row_number() OVER (
            PARTITION BY source_id, url ORDER BY kind = 'page' DESC, fetched_at DESC, capture_id
        ) = 1
        ORDER BY warc_file, warc_offset
        """,
        [day],
    ).fetchall()


def recaptured_pages(connection: duckdb.DuckDBPyConnection, day: date) -> dict[str, list[tuple[str, int]]]:
    """Of the day's articles whose page was captured more than once: (warc_file, warc_offset), oldest first."""
    rows = connection.execute(
        """
        SELECT a.article_id, list((c.warc_file, c.warc_offset) ORDER BY c.fetched_at, c.capture_id)
        FROM articles AS a JOIN captures AS c USING (source_id, url)
        WHERE a.day = $day AND c.day = $day AND c.kind = 'page'
        GROUP BY a.article_id HAVING count(*) > 1
        ORDER BY a.article_id
        """,
        {"day": day},
    ).fetchall()
    return dict(rows)


def stories_in_canonical_order(connection: duckdb.DuckDBPyConnection) -> list[StoryKey]:
    """All stories: main ones before read-also ones, then by time of publication, then by id."""
    return [
        StoryKey(*row)
        for row in connection.execute(
            """
            SELECT story_id, source_id, day, published_at
            FROM stories
            ORDER BY role != 'main', published_at, story_id
            """
        ).fetchall()
    ]


def bodies(connection: duckdb.DuckDBPyConnection, day: date) -> list[tuple[str, str]]:
    """(story_id, body) of a day's stories, by id."""
    return connection.execute(
        "SELECT story_id, body FROM stories WHERE day = ? ORDER BY story_id", [day]
    ).fetchall()


def signatures(connection: duckdb.DuckDBPyConnection) -> dict[date, tuple[str, str | None]]:
    """Of each day: the signature of its stories, and the one that its pairs were found for."""
    rows = connection.execute(
        "SELECT day, stories_signature, paired_signature FROM days ORDER BY day"
    ).fetchall()
    return {day: (stories, paired) for day, stories, paired in rows}


def pairs(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str, str]]:
    """All duplicate pairs: (story_a, story_b, reason)."""
    return connection.execute("SELECT story_a, story_b, reason FROM duplicate_pairs").fetchall()
