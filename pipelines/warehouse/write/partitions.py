"""Writing: each function replaces one partition (a crawl's log, files of a day, sources of a day) in a transaction.

What was written before of the same partition goes away first, so writing twice never doubles a row.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb

from pipelines.warehouse.sql import read_sql
from pipelines.warehouse.write.membership import remember_stories, settle_groups
from pipelines.warehouse.write.renaming import under_present_ids
from pipelines.warehouse.write.rows import Row, RowFile, insert

ALL_SOURCES = ""
"""Stands in `cleaned_sources` for a day of which every source was cleaned."""

_ALL_OF_SOURCES = """
INSERT INTO replaced SELECT article_id FROM articles WHERE day = $day AND source_id IN (SELECT unnest($sources::VARCHAR[]))
"""


@dataclass(frozen=True, slots=True)
class SetAside:
    """What could not be read or stored.

    Attributes:
        file: name of the fetch log, or path in the archive.
        place: number of the line from 1, or offset of the record.
        reason: one line.
    """

    file: str
    place: int
    reason: str


@dataclass(frozen=True, slots=True)
class FileCaptures:
    """What one archive file holds of its day.

    Attributes:
        file: path in the archive.
        bytes: its length when it was opened.
        rows: of the table `captures`.
        set_aside: what of it could not be read or stored.
    """

    file: str
    bytes: int
    rows: Sequence[Row]
    set_aside: Sequence[SetAside]


@dataclass(frozen=True, slots=True)
class SourcesOfDay:
    """What cleaning made of some sources' captures of one day.

    Attributes:
        signatures: of each source whose rows are replaced, what they were made of; None for one that is gone.
        articles, stories, revisions: rows of these tables.
        rejected: (capture_id, why it gave no article), all of these sources.
        partly: of sources of which only some articles are replaced, the ids of these; what is new is among them.
        made_with: as for `mark_cleaned`.
    """

    signatures: dict[str, str | None]
    articles: RowFile
    stories: RowFile
    revisions: RowFile
    rejected: list[tuple[str, str]]
    partly: dict[str, list[str]] = field(default_factory=dict)
    made_with: str | None = None


def replace_fetch_log(
    connection: duckdb.DuckDBPyConnection,
    run_id: str,
    log_bytes: int,
    rows: Iterable[Row],
    set_aside: Iterable[SetAside] = (),
) -> int:
    """All fetch attempts of one crawl, how long its log was when they were read, and what of it was set aside.

    Attempts alone do not make what is published out of date: each hour has some, also where nothing is new.
    """
    connection.execute("DELETE FROM fetches WHERE run_id = ?", [run_id])
    connection.execute("DELETE FROM fetch_logs WHERE run_id = ?", [run_id])
    connection.execute("INSERT INTO fetch_logs VALUES (?, ?)", [run_id, log_bytes])
    _replace_set_aside(connection, [f"{run_id}.jsonl"], set_aside)
    return insert(connection, "fetches", under_present_ids(connection, rows))


def replace_captures(
    connection: duckdb.DuckDBPyConnection,
    day: date,
    files: Sequence[FileCaptures],
    gone: Collection[str] = (),
) -> None:
    """The captures of some archive files of one day; those of its other files stay.

    A response that several files hold is one row, of when it was fetched first, in whatever order they come. A file
    without captures (it holds feeds only) counts as cleaned; any other once `replace_sources` wrote its articles.

    Args:
        connection: inside a transaction.
        day: the partition.
        files: what was read, whole files each.
        gone: files that are to be forgotten.
    """
    names = [*gone, *(one.file for one in files)]
    of_files = {"day": day, "files": names}
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE was_rejected AS
        SELECT capture_id, rejected FROM captures
        WHERE day = $day AND warc_file IN (SELECT unnest($files)) AND rejected IS NOT NULL
        """,
        of_files,
    )
    for table, column in (("captures", "warc_file"), ("archive_files", "file")):
        connection.execute(
            f"DELETE FROM {table} WHERE day = $day AND {column} IN (SELECT unnest($files))",  # noqa: S608 - literals
            of_files,
        )
    rows = (row for one in files for row in one.rows)
    insert(connection, "captures", under_present_ids(connection, rows))
    connection.execute(read_sql("write/first_of_equal_captures"), {"day": day})
    connection.execute(
        """
        UPDATE captures SET rejected = was_rejected.rejected FROM was_rejected
        WHERE day = $day AND captures.capture_id = was_rejected.capture_id
        """,
        {"day": day},
    )
    connection.execute("DROP TABLE was_rejected")
    insert(
        connection,
        "archive_files",
        ({"day": day, "file": one.file, "bytes": one.bytes, "cleaned": not one.rows} for one in files),
    )
    _forget_that_all_is_cleaned(connection, day)
    _replace_set_aside(connection, names, (lost for one in files for lost in one.set_aside))
    changed(connection)


def replace_sources(connection: duckdb.DuckDBPyConnection, day: date, made: SourcesOfDay) -> str:
    """The articles, revisions and stories of some sources on one day; those of its other sources stay.

    A page that stands under two days (its feed changed the date) is one article, the one that was fetched
    last. The other day loses it, and gets it back when this day no longer has it.

    Returns:
        The signature of the day's stories: equal for equal stories, so it tells whether their pairs are still good.
    """
    sources = list(made.signatures)
    wholly = {"day": day, "sources": [source for source in sources if source not in made.partly]}
    _remove_replaced(connection, day, made, wholly)
    made.articles.insert_into(connection, "articles")
    made.stories.insert_into(connection, "stories")
    made.revisions.insert_into(connection, "article_revisions")
    insert(
        connection,
        "cleaned_sources",
        (
            {"day": day, "source_id": source, "signature": signature}
            for source, signature in made.signatures.items()
            if signature is not None
        ),
    )
    connection.execute(_ALL_OF_SOURCES, wholly)
    _remove_superseded(connection, day)
    settle_groups(connection, day)
    _replace_reasons(connection, day, sources, made.rejected)
    # Another day lost such an article to this one, and is to be cleaned again, as this one has it no more.
    connection.execute(read_sql("write/clean_again_where_articles_are_gone"), {"day": day})
    others = [other for (other,) in connection.execute("SELECT DISTINCT day FROM superseded").fetchall()]
    connection.execute("DROP TABLE superseded; DROP TABLE former_articles; DROP TABLE replaced")
    for other in {*others, day}:
        _sign_day(connection, other)
    mark_cleaned(connection, day, made.made_with)
    changed(connection)
    [(signature,)] = connection.execute("SELECT stories_signature FROM days WHERE day = ?", [day]).fetchall()
    return str(signature)


def _remove_replaced(
    connection: duckdb.DuckDBPyConnection, day: date, made: SourcesOfDay, wholly: Mapping[str, Any]
) -> None:
    """Removes the rows that others replace; the tables `replaced` and `former_articles` say which these were."""
    connection.execute("CREATE OR REPLACE TEMP TABLE replaced (article_id VARCHAR)")
    insert(connection, "replaced", ({"article_id": name} for some in made.partly.values() for name in some))
    connection.execute(_ALL_OF_SOURCES, wholly)
    remember_stories(connection, day)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE former_articles AS SELECT article_id, source_id, url FROM articles "
        "WHERE day = $day AND article_id IN (FROM replaced)",
        {"day": day},
    )
    for table in ("articles", "stories", "article_revisions"):
        connection.execute(
            f"DELETE FROM {table} WHERE day = $day AND article_id IN (FROM replaced)",  # noqa: S608 - literals
            {"day": day},
        )
    connection.execute(
        "DELETE FROM cleaned_sources WHERE day = $day AND source_id IN (SELECT unnest($sources))",
        {"day": day, "sources": list(made.signatures)},
    )


def _remove_superseded(connection: duckdb.DuckDBPyConnection, day: date) -> None:
    """Of articles that stand under two days now, removes the older row; the table `superseded` says which."""
    connection.execute(read_sql("write/superseded"), {"day": day})
    connection.execute(
        "INSERT INTO former_stories SELECT story_id, hash(body) FROM stories WHERE (article_id, day) IN (FROM superseded)"
    )
    for table in ("articles", "stories", "article_revisions"):
        connection.execute(
            f"DELETE FROM {table} WHERE (article_id, day) IN (SELECT article_id, day FROM superseded)"  # noqa: S608 - a literal
        )


def mark_cleaned(connection: duckdb.DuckDBPyConnection, day: date, made_with: str | None) -> None:
    """Says that all that was read of a day's archive files is in its articles.

    Args:
        connection: inside a transaction.
        day: the partition.
        made_with: signature of rules and versions; None where some source was left as it was, and is to be looked at again.
    """
    connection.execute("UPDATE archive_files SET cleaned = TRUE WHERE day = ? AND NOT cleaned", [day])
    _forget_that_all_is_cleaned(connection, day)
    if made_with is not None:
        row = {"day": day, "source_id": ALL_SOURCES, "signature": made_with}
        insert(connection, "cleaned_sources", [row])


def _forget_that_all_is_cleaned(connection: duckdb.DuckDBPyConnection, day: date) -> None:
    connection.execute("DELETE FROM cleaned_sources WHERE day = ? AND source_id = ?", [day, ALL_SOURCES])


def replace_pairs(
    connection: duckdb.DuckDBPyConnection,
    stories: Iterable[str],
    pairs: Iterable[Row],
    paired: Iterable[tuple[date, str]],
    *,
    found_at: int = 0,
) -> None:
    """All pairs that touch the given stories.

    Args:
        connection: inside a transaction.
        stories: ids of the stories whose pairs were found anew.
        pairs: rows of `duplicate_pairs`; those of stories that went away meanwhile are left out.
        paired: days whose pairs are now good, with their signature.
        found_at: generation of the database that the pairs were found in: what `stories_to_pair` said then is done.
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
    for day, signature in paired:
        connection.execute("UPDATE days SET paired_signature = ? WHERE day = ?", [signature, day])
    connection.execute("DELETE FROM stories_to_pair WHERE generation < ?", [found_at])
    connection.execute(read_sql("write/stories_to_pair_again"))
    # Not before: a day may have been written since these pairs were found.
    connection.execute(
        """
        DELETE FROM found
        WHERE story_a NOT IN (SELECT story_id FROM stories) OR story_b NOT IN (SELECT story_id FROM stories);
        DELETE FROM duplicate_pairs WHERE story_a IN (FROM focus) OR story_b IN (FROM focus);
        """
    )
    connection.execute("INSERT INTO duplicate_pairs FROM found")
    connection.execute(read_sql("write/stories_of_changed_pairs"))
    derived_changed(connection)


def _sign_day(connection: duckdb.DuckDBPyConnection, day: date) -> None:
    """Writes the row of a day from the rows that it has now."""
    connection.execute(read_sql("write/sign_day"), {"day": day})
    connection.execute(
        """
        DELETE FROM days WHERE day IN (SELECT day FROM signed);
        INSERT INTO days FROM signed;
        DROP TABLE signed
        """
    )


def _replace_reasons(
    connection: duckdb.DuckDBPyConnection,
    day: date,
    sources: Sequence[str],
    rejected: Collection[tuple[str, str]],
) -> None:
    connection.execute("CREATE OR REPLACE TEMP TABLE reasons (capture_id VARCHAR, reason VARCHAR)")
    insert(connection, "reasons", ({"capture_id": name, "reason": reason} for name, reason in rejected))
    connection.execute(
        """
        UPDATE captures SET rejected = (SELECT any_value(reason) FROM reasons WHERE reasons.capture_id = captures.capture_id)
        WHERE day = $day AND source_id IN (SELECT unnest($sources))
            AND (rejected IS NOT NULL OR capture_id IN (SELECT capture_id FROM reasons))
        """,
        {"day": day, "sources": list(sources)},
    )
    connection.execute("DROP TABLE reasons")


def _replace_set_aside(
    connection: duckdb.DuckDBPyConnection, files: Collection[str], set_aside: Iterable[SetAside]
) -> None:
    connection.execute("DELETE FROM set_aside WHERE file IN (SELECT unnest($files))", {"files": list(files)})
    insert(
        connection,
        "set_aside",
        ({"file": one.file, "place": one.place, "reason": one.reason} for one in set_aside),
    )


def changed(connection: duckdb.DuckDBPyConnection) -> None:
    """Says in the database that it is ahead of its published copy."""
    connection.execute("UPDATE meta SET generation = generation + 1")


def derived_changed(connection: duckdb.DuckDBPyConnection) -> None:
    """`changed`, by a write that left captures, articles and stories as they were."""
    connection.execute("UPDATE derived_writes SET writes = writes + 1")
    changed(connection)
