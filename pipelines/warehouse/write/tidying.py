"""Letting go of what is older than anybody asks for."""

from collections.abc import Collection
from datetime import datetime

import duckdb

from pipelines.warehouse.write.partitions import ALL_SOURCES, changed
from pipelines.warehouse.write.rows import insert


def old_fetches(connection: duckdb.DuckDBPyConnection, before: datetime) -> list[tuple[str, int]]:
    """Crawls all of whose attempts to fetch are older, each with their number."""
    return connection.execute(
        "SELECT run_id, count(*) FROM fetches GROUP BY run_id HAVING max(fetched_at) < $before ORDER BY run_id",
        {"before": before},
    ).fetchall()


def forget_fetches(connection: duckdb.DuckDBPyConnection, run_ids: Collection[str]) -> None:
    """Removes the attempts of some crawls."""
    for table in ("fetches", "fetch_logs"):
        connection.execute(
            f"DELETE FROM {table} WHERE run_id IN (SELECT unnest($names::VARCHAR[]))",  # noqa: S608 - literals
            {"names": list(run_ids)},
        )
    connection.execute(
        "DELETE FROM set_aside WHERE file IN (SELECT unnest($names::VARCHAR[]))",
        {"names": [f"{name}.jsonl" for name in run_ids]},
    )


def sources_without_file(connection: duckdb.DuckDBPyConnection, present: Collection[str]) -> set[str]:
    """Sources that were fetched from or have articles, and are not among those present."""
    rows = connection.execute(
        "SELECT source_id FROM fetches UNION SELECT source_id FROM cleaned_sources WHERE source_id != ?",
        [ALL_SOURCES],
    ).fetchall()
    return {source for (source,) in rows} - set(present)


def retired_sources(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Sources that are known to be gone."""
    return {source for (source,) in connection.execute("SELECT source_id FROM retired_sources").fetchall()}


def retire_sources(connection: duckdb.DuckDBPyConnection, gone: Collection[str], now: datetime) -> None:
    """Says which sources are gone; of one that was said to be before, since when stays."""
    known = retired_sources(connection)
    if known == set(gone):
        return
    connection.execute(
        "DELETE FROM retired_sources WHERE source_id NOT IN (SELECT unnest($gone::VARCHAR[]))",
        {"gone": list(gone)},
    )
    insert(
        connection,
        "retired_sources",
        ({"source_id": source, "retired_at": now} for source in sorted(set(gone) - known)),
    )
    changed(connection)
