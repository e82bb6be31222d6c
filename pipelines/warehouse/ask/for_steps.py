"""Reading what the steps need, inside a session of the private database."""

from dataclasses import dataclass
from datetime import date, datetime

import duckdb

from pipelines.warehouse.sql import read_sql


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


def newest_captures(connection: duckdb.DuckDBPyConnection, day: date) -> list[tuple[str, str, str, int]]:
    """The capture that stands for each URL of a day: (capture_id, source_id, warc_file, warc_offset).

    A page before a feed entry's text, the newest before older ones.
    """
    return connection.execute(
        read_sql("ask/newest_captures"),
        [day],
    ).fetchall()


def recaptured_pages(
    connection: duckdb.DuckDBPyConnection, day: date
) -> dict[tuple[str, str], list[tuple[str, int]]]:
    """Of pages captured more than once, by source and address: (warc_file, warc_offset), oldest first."""
    rows = connection.execute(
        read_sql("ask/recaptured_pages"),
        [day],
    ).fetchall()
    return {(source_id, url): places for source_id, url, places in rows}


def texts(connection: duckdb.DuckDBPyConnection, day: date) -> list[tuple[str, bool, datetime, str]]:
    """(story_id, whether it is a read-also copy, published_at, body) of a day's stories, by id."""
    return connection.execute(
        "SELECT story_id, role != 'main', published_at, body FROM stories WHERE day = ? ORDER BY story_id",
        [day],
    ).fetchall()


def signatures(connection: duckdb.DuckDBPyConnection) -> dict[date, tuple[str, str | None]]:
    """Of each day: the signature of its stories, and the one that its pairs were found for."""
    rows = connection.execute(
        "SELECT day, stories_signature, paired_signature FROM days ORDER BY day"
    ).fetchall()
    return {day: (stories, paired) for day, stories, paired in rows}
