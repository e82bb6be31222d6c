"""Rows in: written to a file of JSON lines first, then inserted in one go, so no value ever becomes SQL."""

import json
import tempfile
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb

Row = Mapping[str, Any]

_OBJECT_BYTES = 1 << 20


class RowFile:
    """Rows of one table on their way into it, in a temporary file: as many as there are take no memory."""

    def __init__(self) -> None:
        # As long as the rows are, the folder is: entered and left with the `with` statement of this class.
        self._folder = tempfile.TemporaryDirectory(prefix="naba-")
        self._path = Path(self._folder.name) / "rows.jsonl"
        self._lines = self._path.open("wb")
        self._longest = _OBJECT_BYTES
        self.count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lines.close()
        self._folder.cleanup()

    def add(self, row: Row) -> None:
        """Takes a row, whose keys are the table's columns."""
        line = json.dumps(row, ensure_ascii=False, default=_to_json).encode() + b"\n"
        self._lines.write(line)
        self._longest = max(self._longest, len(line))
        self.count += 1

    def insert_into(self, connection: duckdb.DuckDBPyConnection, table: str) -> int:
        """Inserts all rows, read with the table's own types; returns how many."""
        self._lines.flush()
        target = connection.table(table)
        columns = dict(zip(target.columns, map(str, target.types), strict=True))
        if self.count:
            # DuckDB takes twice that much memory for each thread; an article with a 20 MB text is one object.
            connection.read_json(
                str(self._path),
                format="newline_delimited",
                columns=columns,
                maximum_object_size=self._longest,
            ).insert_into(table)
        return self.count


def insert(connection: duckdb.DuckDBPyConnection, table: str, rows: Iterable[Row]) -> int:
    """Inserts rows whose keys are the table's columns; returns how many.

    Raises:
        KeyError: a row has other keys.
    """
    columns = set(connection.table(table).columns)
    with RowFile() as file:
        for row in rows:
            if row.keys() != columns:
                raise KeyError(f"{table}: {sorted(row.keys() ^ columns)}")
            file.add(row)
        return file.insert_into(connection, table)


def _to_json(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a table")
