"""Writing: each function replaces one partition (a run, a day, the groups) inside the caller's transaction.

What was written before of the same partition goes away first, so writing twice never doubles a row.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

import duckdb

from pipelines.warehouse.sql import read_sql
from pipelines.warehouse.write.membership import remember_stories, settle_groups
from pipelines.warehouse.write.rows import Row, insert


def replace_fetch_log(
    connection: duckdb.DuckDBPyConnection, run_id: str, log_bytes: int, rows: Iterable[Row]
) -> int:
    """All fetch attempts of one crawl run, and how long its log was when they were read."""
    connection.execute("DELETE FROM fetches WHERE run_id = ?", [run_id])
    connection.execute("DELETE FROM fetch_logs WHERE run_id = ?", [run_id])
    connection.execute("INSERT INTO fetch_logs VALUES (?, ?)", [run_id, log_bytes])
    return changed(connection, insert(connection, "fetches", rows))


def replace_captures(
    connection: duckdb.DuckDBPyConnection, day: date, files: Mapping[str, int], rows: Iterable[Row]
) -> int:
    """All captures of one day, and how long each of its archive files was when they were read.

    A day without captures (its files hold feeds only) counts as cleaned; any other when `replace_day` says so.
    """
    connection.execute("DELETE FROM captures WHERE day = ?", [day])
    connection.execute("DELETE FROM archive_files WHERE day = ?", [day])
    count = insert(connection, "captures", rows)
    insert(
        connection,
        "archive_files",
        ({"day": day, "file": file, "bytes": size, "cleaned": not count} for file, size in files.items()),
    )
    return changed(connection, count)


def replace_day(
    connection: duckdb.DuckDBPyConnection,
    day: date,
    *,
    articles: Collection[Row],
    stories: Collection[Row],
    rejected: Collection[tuple[str, str]],
    revisions: Collection[Row],
    stories_signature: str,
) -> None:
    """The articles, their revisions and stories of one day, and why its other captures gave none.

    A page that stands under two days (its feed changed the date) is one article, the one that was fetched
    last; the other day loses it, and its signature then says so.

    Args:
        connection: inside a transaction.
        day: the partition.
        articles: rows of that table.
        stories: rows of that table.
        rejected: (capture_id, reason).
        revisions: rows of `article_revisions`.
        stories_signature: equal for equal stories; tells whether the day's pairs are still good.
    """
    remember_stories(connection, day)
    connection.execute("UPDATE archive_files SET cleaned = TRUE WHERE day = ?", [day])
    connection.execute("DELETE FROM articles WHERE day = ?", [day])
    connection.execute("DELETE FROM stories WHERE day = ?", [day])
    connection.execute("DELETE FROM article_revisions WHERE day = ?", [day])
    insert(connection, "articles", articles)
    insert(connection, "stories", stories)
    insert(connection, "article_revisions", revisions)
    connection.execute(
        read_sql("write/superseded"),
        {"day": day},
    )
    connection.execute(
        "INSERT INTO former_stories SELECT story_id, md5(body) FROM stories WHERE (article_id, day) IN (FROM superseded)"
    )
    for table in ("articles", "stories", "article_revisions"):
        connection.execute(
            f"DELETE FROM {table} WHERE (article_id, day) IN (SELECT article_id, day FROM superseded)"  # noqa: S608 - a literal
        )
    settle_groups(connection, day)

    connection.execute("UPDATE captures SET rejected = NULL WHERE day = ?", [day])
    for capture_id, reason in rejected:
        connection.execute(
            "UPDATE captures SET rejected = ? WHERE day = ? AND capture_id = ?", [reason, day, capture_id]
        )
    paired = connection.execute("SELECT paired_signature FROM days WHERE day = ?", [day]).fetchall()
    connection.execute("DELETE FROM days WHERE day = ?", [day])
    connection.execute(
        read_sql("write/insert_day"),
        {"day": day, "signature": stories_signature, "paired": paired[0][0] if paired else None},
    )
    connection.execute(read_sql("write/recount_days"))
    connection.execute("DROP TABLE superseded")
    changed(connection)


def replace_pairs(
    connection: duckdb.DuckDBPyConnection,
    stories: Iterable[str],
    pairs: Iterable[Row],
    paired: Iterable[tuple[date, str]],
) -> int:
    """All pairs that touch the given stories.

    Args:
        connection: inside a transaction.
        stories: ids of the stories whose pairs were found anew.
        pairs: rows of `duplicate_pairs`; those of stories that went away meanwhile are left out.
        paired: days whose pairs are now good, with their signature.
    """
    connection.execute("CREATE OR REPLACE TEMP TABLE focus (story_id VARCHAR)")
    insert(connection, "focus", ({"story_id": story_id} for story_id in stories))
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE former AS
        FROM duplicate_pairs WHERE story_a IN (FROM focus) OR story_b IN (FROM focus);
        CREATE OR REPLACE TEMP TABLE found AS FROM duplicate_pairs LIMIT 0;
        """
    )
    insert(connection, "found", pairs)
    # Not before: a day may have been written since these pairs were found.
    connection.execute(
        """
        DELETE FROM found
        WHERE story_a NOT IN (SELECT story_id FROM stories) OR story_b NOT IN (SELECT story_id FROM stories);
        DELETE FROM duplicate_pairs WHERE story_a IN (FROM focus) OR story_b IN (FROM focus);
        """
    )
    [(count,)] = connection.execute("INSERT INTO duplicate_pairs FROM found").fetchall()
    connection.execute(read_sql("write/stories_of_changed_pairs"))
    for day, signature in paired:
        connection.execute("UPDATE days SET paired_signature = ? WHERE day = ?", [signature, day])
    return changed(connection, count)


def changed(connection: duckdb.DuckDBPyConnection, count: int = 0) -> int:
    """Says in the database that it is ahead of its published copy."""
    connection.execute("UPDATE meta SET generation = generation + 1")
    return count
