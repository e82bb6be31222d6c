"""Sources that are called otherwise than before: their rows stand under the present id."""

from collections.abc import Iterable, Iterator

import duckdb

from pipelines.records import SourceFacts
from pipelines.warehouse.sql import read_sql
from pipelines.warehouse.write.rows import Row, insert

# The rest is of the present source, or is made when the database is published.
_TABLES = ("captures", "articles", "stories", "article_revisions", "fetches", "cleaned_sources")


def rename_sources(connection: duckdb.DuckDBPyConnection, sources: Iterable[SourceFacts]) -> bool:
    """Takes over the rows of former ids; tells whether there was a new one.

    Args:
        connection: inside a transaction.
        sources: what the files say.
    """
    known = dict(connection.execute("SELECT former_id, source_id FROM former_sources").fetchall())
    claimed = {former: one for one in sources for former in one.formerly}
    fresh = {former: one for former, one in claimed.items() if known.get(former) != one.source_id}
    if not fresh:
        return False
    # Of a source that was renamed twice, what led to the name between leads on.
    for former, one in fresh.items():
        connection.execute(
            "UPDATE former_sources SET source_id = ? WHERE source_id = ?", [one.source_id, former]
        )
    renamed = sorted({one.source_id for one in fresh.values()})
    connection.execute(
        "DELETE FROM former_sources WHERE source_id IN (SELECT unnest($ids)) OR former_id IN (SELECT unnest($former))",
        {"ids": renamed, "former": list(fresh)},
    )
    insert(
        connection,
        "former_sources",
        (
            {"former_id": former, "source_id": one.source_id, "is_first": former == one.formerly[0]}
            for former, one in claimed.items()
            if one.source_id in renamed
        ),
    )
    for table in _TABLES:
        connection.execute(
            f"""
            UPDATE {table} SET source_id = f.source_id
            FROM former_sources AS f WHERE f.former_id = {table}.source_id
            """  # noqa: S608 - our own tables
        )
    connection.execute(
        """
        DELETE FROM known_sources WHERE source_id IN (SELECT former_id FROM former_sources);
        DELETE FROM retired_sources WHERE source_id IN (SELECT former_id FROM former_sources)
        """
    )
    connection.execute(read_sql("write/rename_groups"))
    return True


def under_present_ids(connection: duckdb.DuckDBPyConnection, rows: Iterable[Row]) -> Iterator[Row]:
    """Rows with a source, those of former ids under the present ones."""
    present = dict(connection.execute("SELECT former_id, source_id FROM former_sources").fetchall())
    for row in rows:
        yield {**row, "source_id": present[row["source_id"]]} if row["source_id"] in present else row
