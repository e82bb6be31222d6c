"""What the files of the sources say, for readers of the database."""

from collections.abc import Iterable
from dataclasses import asdict, astuple, fields

import duckdb

from pipelines.records import SourceFacts
from pipelines.warehouse.write.partitions import changed
from pipelines.warehouse.write.rows import insert

_COLUMNS = ", ".join(field.name for field in fields(SourceFacts))


def note_sources(connection: duckdb.DuckDBPyConnection, sources: Iterable[SourceFacts]) -> int:
    """Stores what sources' files say, where it is not what is stored; of other sources, what is stored stays.

    Returns:
        How many were new or said something else.
    """
    stored = set(connection.execute(f"SELECT {_COLUMNS} FROM known_sources").fetchall())  # noqa: S608 - names of ours
    fresh = [one for one in sources if astuple(one) not in stored]
    if not fresh:
        return 0
    connection.execute(
        "DELETE FROM known_sources WHERE source_id IN (SELECT unnest($ids::VARCHAR[]))",
        {"ids": [one.source_id for one in fresh]},
    )
    insert(connection, "known_sources", map(asdict, fresh))
    return changed(connection, len(fresh))
