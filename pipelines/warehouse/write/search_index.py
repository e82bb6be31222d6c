"""The search index: which stories hold which words. Kept when the database is published, as far as stories changed.

A story with all its copies is a document. New and changed ones make a segment of their own; small segments are merged now
and then. So the work follows the change, and a search looks into few segments.
"""

from collections.abc import Iterator
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt

from pipelines.text.search.keys import KEYS_VERSION, NO_PAIR, PLACES, KeyTable
from pipelines.warehouse.sql import read_sql

NUMBER_BITS = 14
SEGMENT_DOCUMENTS = 1 << NUMBER_BITS
"""Documents of a segment, at most."""
BUCKET_BITS = 16
"""Bits of a key, of its 32, that its bucket does not tell."""
# Texts that are in memory at a time.
_TEXTS_AT_ONCE = 1_000

_Array = npt.NDArray[np.uint64]

_FIELDS = """
INSERT INTO search_postings
SELECT $segment, $field, bucket, list(code ORDER BY code)
FROM (SELECT code >> $shift AS bucket, code FROM codes)
GROUP BY bucket ORDER BY bucket
"""


def update_search_index(connection: duckdb.DuckDBPyConnection) -> None:
    """Indexes the groups that changed on the days in `days_of_step`.

    Args:
        connection: inside a transaction.
    """
    connection.execute(read_sql("write/search_members"))
    connection.execute(read_sql("write/search_contents"), {"version": KEYS_VERSION, **_bounds(connection)})
    connection.execute(read_sql("write/search_stale"))
    [(count,)] = connection.execute("SELECT count(*) FROM to_index").fetchall()
    [(segment,)] = connection.execute("SELECT coalesce(max(segment), -1) FROM search_postings").fetchall()
    for _ in range(0, count, SEGMENT_DOCUMENTS):
        segment += 1
        _add_segment(connection, segment)
    connection.execute("DROP TABLE to_index; DROP TABLE search_members; DROP TABLE IF EXISTS numbered")


def _bounds(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """First and last day of the stories in the table `search_members`."""
    [(first, last)] = connection.execute("SELECT min(day), max(day) FROM search_members").fetchall()
    return {"first": first, "last": last}


def _add_segment(connection: duckdb.DuckDBPyConnection, segment: int) -> None:
    connection.execute(read_sql("write/search_number"))
    connection.execute(
        "INSERT INTO search_documents SELECT $segment * 16384 + number, group_id, day, content FROM numbered",
        {"segment": segment},
    )
    found = _Codes()
    texts = connection.execute(read_sql("write/search_texts"), _bounds(connection))
    while rows := texts.fetchmany(_TEXTS_AT_ONCE):
        numbers, titles, bodies = zip(*rows, strict=True)
        found.add(numbers, titles, is_title=True)
        found.add(numbers, bodies, is_title=False)
    for field, codes in found.fields():
        # The name is one that SQL knows: DuckDB takes arrays in no other way without a package more.
        connection.register("codes", {"code": codes})
        connection.execute(_FIELDS, {"segment": segment, "field": field, "shift": BUCKET_BITS + NUMBER_BITS})
        connection.unregister("codes")


class _Codes:
    """Which key stands in which document of a segment: key * 16384 + number, ascending, each once."""

    def __init__(self) -> None:
        self._table = KeyTable()
        self._found: dict[str, list[_Array]] = {
            "pair": [],
            "text": [],
            "title": [],
        }

    def add(self, numbers: tuple[int, ...], texts: tuple[str | None, ...], *, is_title: bool) -> None:
        words = self._table.of([text or "" for text in texts])
        number = np.repeat(np.array(numbers, np.uint64), words.lengths)
        has_two = words.behind != words.stems
        stems = np.append(words.stems, words.behind[has_two])
        stem_codes = stems * np.uint64(SEGMENT_DOCUMENTS) + np.append(number, number[has_two])
        has_pair = words.pairs != NO_PAIR
        pairs = words.pairs * np.uint64(PLACES) + words.places
        self._found["pair"].append(pairs[has_pair] * np.uint64(SEGMENT_DOCUMENTS) + number[has_pair])
        self._found["text"].append(stem_codes)
        if is_title:
            self._found["title"].append(stem_codes)

    def fields(self) -> Iterator[tuple[str, _Array]]:
        while self._found:
            field, found = self._found.popitem()
            codes = np.concatenate(found)
            found.clear()
            # Sorted by hand: NumPy's `unique` hashes, which takes four times as long.
            codes.sort()
            yield field, codes[np.append(True, codes[1:] != codes[:-1])[: len(codes)]]
