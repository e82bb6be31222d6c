"""Rows in: prepared beforehand, then deleted and inserted in one go."""

import json
import tempfile
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb

Row = Mapping[str, Any]

_OBJECT_BYTES = 1 << 20


def insert(connection: duckdb.DuckDBPyConnection, table: str, rows: Iterable[Row]) -> int:
    """Inserts rows whose keys are the table's columns; returns how many.

    The rows go through a temporary file of JSON lines, read with the table's own types: as fast as DuckDB
    reads, and no value ever becomes SQL.
    """
    target = connection.table(table)
    columns = dict(zip(target.columns, map(str, target.types), strict=True))
    count = longest = 0
    with tempfile.TemporaryDirectory(prefix="naba-") as folder:
        file = Path(folder) / "rows.jsonl"
        with file.open("wb") as lines:
            for row in rows:
                if row.keys() != columns.keys():
                    raise KeyError(f"{table}: {sorted(row.keys() ^ columns.keys())}")
                line = json.dumps(row, ensure_ascii=False, default=_to_json).encode() + b"\n"
                lines.write(line)
                longest = max(longest, len(line))
                count += 1
        if count:
            # DuckDB takes twice that much memory for each thread; an article with a 20 MB text is one object.
            largest = max(longest, _OBJECT_BYTES)
            connection.read_json(
                str(file), format="newline_delimited", columns=columns, maximum_object_size=largest
            ).insert_into(table)
    return count


def _to_json(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a table")
