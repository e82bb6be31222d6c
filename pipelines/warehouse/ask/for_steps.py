"""Reading what the steps need, inside a session of the private database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from pipelines.warehouse.sql import read_sql
from pipelines.warehouse.write.partitions import ALL_SOURCES

Connection = duckdb.DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class StoredFingerprint:
    """A story's text and the fingerprint that is stored for it."""

    story_id: str
    fingerprint: int
    body: str


def first_fingerprints(
    connection: duckdb.DuckDBPyConnection, day: date, count: int
) -> list[StoredFingerprint]:
    """Of a day's stories the first by id, at most so many."""
    rows = connection.execute(
        "SELECT story_id, fingerprint, body FROM stories WHERE day = $day ORDER BY story_id LIMIT $count",
        {"day": day, "count": count},
    ).fetchall()
    return [StoredFingerprint(*row) for row in rows]


def fetch_log_bytes(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Of each crawl run, how long its fetch log was when its attempts were stored."""
    return dict(connection.execute("SELECT run_id, bytes FROM fetch_logs").fetchall())


def archive_files(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[int, bool]]:
    """Of each archive file: how long it was when it was read, and whether its day was cleaned since."""
    rows = connection.execute("SELECT file, bytes, cleaned FROM archive_files").fetchall()
    return {file: (size, cleaned) for file, size, cleaned in rows}


def knows_day(connection: duckdb.DuckDBPyConnection, day: date) -> bool:
    """Whether anything was ever read or made of a day."""
    found = connection.execute(
        "SELECT 1 FROM archive_files WHERE day = $day UNION ALL SELECT 1 FROM days WHERE day = $day LIMIT 1",
        {"day": day},
    ).fetchall()
    return bool(found)


def has_day(connection: duckdb.DuckDBPyConnection, day: date) -> bool:
    """Whether articles of a day were ever made, and be it none."""
    return bool(connection.execute("SELECT 1 FROM days WHERE day = ?", [day]).fetchall())


def files_of_day(connection: duckdb.DuckDBPyConnection, day: date) -> dict[str, int]:
    """Of each archive file of a day: how long it was when it was read."""
    return dict(connection.execute("SELECT file, bytes FROM archive_files WHERE day = ?", [day]).fetchall())


def first_day_of_files(connection: duckdb.DuckDBPyConnection) -> date | None:
    """The first day of which archive files were read."""
    [(first,)] = connection.execute("SELECT min(day) FROM archive_files").fetchall()
    return first if isinstance(first, date) else None


def captures_of_day(connection: duckdb.DuckDBPyConnection, day: date) -> int:
    """How many captures are stored of a day."""
    [(count,)] = connection.execute("SELECT count(*) FROM captures WHERE day = ?", [day]).fetchall()
    return int(count)


def newest_captures(connection: duckdb.DuckDBPyConnection, day: date) -> list[tuple[str, str, str, int, int]]:
    """The capture that stands for each URL of a day.

    As (capture_id, source_id, warc_file, warc_offset, microseconds of fetched_at since 1970).

    A page before a feed entry's text, the newest before older ones.
    """
    return connection.execute(read_sql("ask/newest_captures"), [day]).fetchall()


def recaptured_pages(
    connection: duckdb.DuckDBPyConnection, day: date
) -> list[tuple[str, str, list[tuple[str, str, int, int]]]]:
    """Pages captured more than once.

    As (source_id, url, [(capture_id, warc_file, warc_offset, microseconds of fetched_at), oldest first]).
    """
    return connection.execute(read_sql("ask/recaptured_pages"), {"day": day}).fetchall()


def cleaned_sources(connection: duckdb.DuckDBPyConnection, day: date) -> dict[str, str]:
    """Of each source, what its articles of the day were made of."""
    return dict(
        connection.execute(
            "SELECT source_id, signature FROM cleaned_sources WHERE day = ? AND source_id != ?",
            [day, ALL_SOURCES],
        ).fetchall()
    )


def is_cleaned(connection: duckdb.DuckDBPyConnection, day: date, made_with: str) -> bool:
    """Whether every source of a day was cleaned, with these rules and versions, since its captures changed."""
    found = connection.execute(
        """
        SELECT 1 FROM cleaned_sources
        WHERE day = $day AND source_id = $all AND signature = $made_with
            AND day IN (SELECT day FROM days)
            -- another day took an article, and gave it back
            AND day NOT IN (SELECT day FROM cleaned_sources WHERE signature = '')
        """,
        {"day": day, "all": ALL_SOURCES, "made_with": made_with},
    ).fetchall()
    return bool(found)


@dataclass(frozen=True, slots=True)
class DayCounts:
    """What stands of a day: articles, stories, read-also stories, revisions, and captures without article by reason."""

    articles: int
    stories: int
    read_also: int
    revisions: int
    rejected: dict[str, int]


def day_counts(connection: duckdb.DuckDBPyConnection, day: date) -> DayCounts:
    """Counts the rows of a day."""
    [counts] = connection.execute(read_sql("ask/day_counts"), {"day": day}).fetchall()
    articles, stories, read_also, revisions = counts
    reasons = connection.execute(
        "SELECT rejected, count(*) FROM captures WHERE day = ? AND rejected IS NOT NULL GROUP BY rejected",
        [day],
    ).fetchall()
    return DayCounts(articles, stories, read_also, revisions, dict(reasons))


def stories_of_others(
    connection: duckdb.DuckDBPyConnection, day: date, sources: Sequence[str], articles: Sequence[str]
) -> list[tuple[str, bool, int]]:
    """Of a day's stories of other sources and articles, by id.

    As (story_id, whether it is a read-also copy, microseconds of published_at since 1970).
    """
    return connection.execute(
        """
        SELECT story_id, role != 'main', epoch_us(published_at) FROM stories
        WHERE day = $day AND source_id NOT IN (SELECT unnest($sources::VARCHAR[]))
            AND article_id NOT IN (SELECT unnest($articles::VARCHAR[]))
        ORDER BY story_id
        """,
        {"day": day, "sources": list(sources), "articles": list(articles)},
    ).fetchall()


def texts(connection: duckdb.DuckDBPyConnection, day: date) -> list[tuple[str, bool, int, str]]:
    """Of a day's stories, by id.

    As (story_id, whether it is a read-also copy, microseconds of published_at since 1970, body).
    """
    return connection.execute(
        "SELECT story_id, role != 'main', epoch_us(published_at), body FROM stories WHERE day = ? ORDER BY story_id",
        [day],
    ).fetchall()


@dataclass(frozen=True, slots=True)
class ToPair:
    """What pairing starts from.

    Attributes:
        signatures: as of `signatures`.
        stories: of each day, the ids of stories whose pairs are to be found anew, whatever the signatures say.
        generation: the state of the database that this is.
    """

    signatures: dict[date, tuple[str, str | None]]
    stories: dict[date, list[str]]
    generation: int


def to_pair(connection: duckdb.DuckDBPyConnection) -> ToPair:
    """Which days and stories have no pairs, or others than they should."""
    [(generation,)] = connection.execute("SELECT generation FROM meta").fetchall()
    marked = connection.execute(
        "SELECT day, list(story_id ORDER BY story_id) FROM stories SEMI JOIN stories_to_pair USING (story_id) GROUP BY day"
    ).fetchall()
    return ToPair(signatures(connection), dict(marked), generation)


def signatures(connection: duckdb.DuckDBPyConnection) -> dict[date, tuple[str, str | None]]:
    """Of each day: the signature of its stories, and the one that its pairs were found for."""
    rows = connection.execute(
        "SELECT day, stories_signature, paired_signature FROM days ORDER BY day"
    ).fetchall()
    return {day: (stories, paired) for day, stories, paired in rows}


def first_ids(connection: Connection) -> dict[str, str]:
    """The oldest id of each source that was renamed."""
    return dict(
        connection.execute("SELECT source_id, former_id FROM former_sources WHERE is_first").fetchall()
    )
