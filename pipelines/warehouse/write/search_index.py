"""The search index: which stories hold which words. Kept when the database is published, as far as stories changed.

A story with all its copies is a document. New and changed ones make a part of the index; small parts are merged now and then.
So the work follows the change, and a search looks into few parts.
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
PART_SEGMENTS = 4
PART_DOCUMENTS = PART_SEGMENTS * SEGMENT_DOCUMENTS
"""Documents of a part, at most: its codes are in memory while it is made, some 300 MB."""
BUCKET_BITS = 16
"""Bits of a key, of its 32, that its bucket does not tell."""
_BUCKETS = 1 << 32 - BUCKET_BITS
# Codes that are made into rows at a time.
_CODES_AT_ONCE = 1_000_000
_BUCKET_SHIFT = BUCKET_BITS + NUMBER_BITS
# Texts that are in memory at a time.
_TEXTS_AT_ONCE = 1_000
_FIELDS = ("text", "title", "pair")

# For `write/search_*.sql`: variables, since of several statements that are run together only the last may have parameters.
_SIZES = f"""
SET VARIABLE segment_documents = {SEGMENT_DOCUMENTS};
SET VARIABLE part_segments = {PART_SEGMENTS};
SET VARIABLE part_documents = {PART_DOCUMENTS}
"""
_DOCUMENT = f"$segment * {SEGMENT_DOCUMENTS} + number"
_DOCUMENTS = f"INSERT INTO search_documents SELECT {_DOCUMENT}, group_id, day, content FROM numbered"  # noqa: S608 - our number
_RENUMBERED = f"""
UPDATE group_summaries SET document = {_DOCUMENT}
FROM numbered WHERE was_indexed AND numbered.group_id = group_summaries.group_id
"""  # noqa: S608 - our number

_Array = npt.NDArray[np.uint64]


def update_search_index(connection: duckdb.DuckDBPyConnection) -> None:
    """Indexes the groups that changed on the days in `days_of_step`; leaves the table `contents` of all of them.

    Args:
        connection: inside a transaction.
    """
    connection.execute(_SIZES)
    connection.execute(read_sql("write/search_members"))
    connection.execute(read_sql("write/search_contents"), {"version": KEYS_VERSION, **_bounds(connection)})
    connection.execute(read_sql("write/search_stale"))
    while _is_more_to_index(connection):
        [(part,)] = connection.execute(read_sql("write/search_free_part")).fetchall()
        _add_part(connection, part)
    connection.execute("DROP TABLE to_index; DROP TABLE search_members")


def _is_more_to_index(connection: duckdb.DuckDBPyConnection) -> bool:
    return bool(connection.execute("FROM to_index LIMIT 1").fetchall())


def _bounds(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """First and last day of the stories in the table `search_members`."""
    [(first, last)] = connection.execute("SELECT min(day), max(day) FROM search_members").fetchall()
    return {"first": first, "last": last}


def _add_part(connection: duckdb.DuckDBPyConnection, part: int) -> None:
    table = KeyTable()
    codes: dict[str, list[_Array]] = {name: [] for name in _FIELDS}
    first_segment = part * PART_SEGMENTS
    for segment in range(first_segment, first_segment + PART_SEGMENTS):
        if not _is_more_to_index(connection):
            break
        connection.execute(read_sql("write/search_number"))
        connection.execute(_DOCUMENTS, {"segment": segment})
        # The lists of days that did not change name their stories by number, too.
        connection.execute(_RENUMBERED, {"segment": segment})
        for name, found in _codes_of_numbered(connection, table).items():
            codes[name].append(found)
    connection.execute("DROP TABLE numbered")
    for name in _FIELDS:
        _write_field(connection, name, codes.pop(name), first_segment)


def _codes_of_numbered(connection: duckdb.DuckDBPyConnection, table: KeyTable) -> dict[str, _Array]:
    """By field, which key stands in which document of a segment: key * SEGMENT_DOCUMENTS + number, ascending, each once."""
    found: dict[str, list[_Array]] = {name: [np.empty(0, np.uint64)] for name in _FIELDS}
    texts = connection.execute(read_sql("write/search_texts"), _bounds(connection))
    while rows := texts.fetchmany(_TEXTS_AT_ONCE):
        numbers, titles, bodies = zip(*rows, strict=True)
        of_titles, pairs = _codes(table, numbers, titles)
        found["title"].append(of_titles)
        of_bodies, more_pairs = _codes(table, numbers, bodies)
        found["text"] += [of_titles, of_bodies]
        found["pair"] += [pairs, more_pairs]
    return {name: _sorted_once(found.pop(name)) for name in _FIELDS}


def _codes(table: KeyTable, numbers: tuple[int, ...], texts: tuple[str | None, ...]) -> tuple[_Array, _Array]:
    """The codes of the stems of texts, and of their pairs."""
    words = table.of([text or "" for text in texts])
    number = np.repeat(np.array(numbers, np.uint64), words.lengths)
    has_two = words.behind != words.stems
    stems = np.append(words.stems, words.behind[has_two])
    has_pair = words.pairs != NO_PAIR
    pairs = (words.pairs * np.uint64(PLACES) + words.places)[has_pair]
    return (
        stems * np.uint64(SEGMENT_DOCUMENTS) + np.append(number, number[has_two]),
        pairs * np.uint64(SEGMENT_DOCUMENTS) + number[has_pair],
    )


def _sorted_once(found: list[_Array]) -> _Array:
    codes = np.concatenate(found)
    # Sorted by hand: NumPy's `unique` hashes, which takes four times as long.
    codes.sort()
    once: _Array = codes[np.append(True, codes[1:] != codes[:-1])[: len(codes)]]
    return once


def _write_field(
    connection: duckdb.DuckDBPyConnection, field: str, codes: list[_Array], first_segment: int
) -> None:
    """Writes the rows of a part in the order of buckets: a search reads them in one place."""
    step = _BUCKETS // (1 + sum(map(len, codes)) // _CODES_AT_ONCE)
    for bucket in range(0, _BUCKETS, step):
        slices = list(_between(codes, bucket << _BUCKET_SHIFT, bucket + step << _BUCKET_SHIFT))
        segments = np.repeat(np.arange(len(slices), dtype=np.int32), [len(one) for one in slices])
        # The name is one that SQL knows: DuckDB takes arrays in no other way without a package more.
        connection.register("codes", {"code": np.concatenate(slices), "segment": first_segment + segments})
        connection.execute(read_sql("write/search_write"), {"field": field, "shift": _BUCKET_SHIFT})
        connection.unregister("codes")


def _between(codes: list[_Array], first: int, end: int) -> Iterator[_Array]:
    for one in codes:
        start, stop = np.searchsorted(one, np.array([first, end], np.uint64))
        yield one[start:stop]
