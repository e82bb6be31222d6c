"""What the files of the sources say, for readers of the database."""

from collections.abc import Collection
from dataclasses import asdict, fields
from typing import Any

import duckdb

from pipelines.records import SourceFacts
from pipelines.warehouse.write.partitions import changed
from pipelines.warehouse.write.renaming import rename_sources
from pipelines.warehouse.write.rows import insert

_COLUMNS = tuple(field.name for field in fields(SourceFacts) if field.name != "formerly")


def note_sources(connection: duckdb.DuckDBPyConnection, sources: Collection[SourceFacts]) -> int:
    """Stores what sources' files say, where it is not what is stored; of other sources, what is stored stays.

    Rows of their former ids become theirs.

    Returns:
        How many were new or said something else.
    """
    was_renamed = rename_sources(connection, sources)
    columns = ", ".join(_COLUMNS)
    stored = set(connection.execute(f"SELECT {columns} FROM known_sources").fetchall())  # noqa: S608 - names of ours
    fresh = [row for one in sources if tuple((row := _row(one)).values()) not in stored]
    if fresh:
        connection.execute(
            "DELETE FROM known_sources WHERE source_id IN (SELECT unnest($ids::VARCHAR[]))",
            {"ids": [row["source_id"] for row in fresh]},
        )
        insert(connection, "known_sources", fresh)
    if fresh or was_renamed:
        changed(connection)
    return len(fresh)


def _row(one: SourceFacts) -> dict[str, Any]:
    facts = asdict(one)
    return {name: facts[name] for name in _COLUMNS}
