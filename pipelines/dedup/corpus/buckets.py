"""The shuffle: what a part's texts hold, ordered by hash range, so that a range reads one piece of each part."""

from typing import Literal

import numpy as np

from pipelines.dedup.arrays.array_file import Array
from pipelines.dedup.arrays.ragged import Bools, Ints, UInt64s, offsets_of
from pipelines.dedup.corpus.catalogue import Catalogue
from pipelines.dedup.corpus.parts import Part
from pipelines.dedup.corpus.work import Work
from pipelines.dedup.features.fingerprint import HASH_BITS, Features
from pipelines.dedup.rules.candidates import blocks_of

STEP = "buckets"
NOT_COMPARED = np.uint32(1 << 31)
"""Set in the holder of a value that counts, but is of a text that is not compared."""

Column = Literal["shingles", "segments"]


def write_buckets(work: Work, number: int) -> None:
    """Orders what a part's texts hold by range.

    For each column: `keys`, the lower bits of a hash and the number of its text's day behind them, range by range;
    `holders`, the place of each among the part's shingles, or the row of its text for segments; and where ranges
    begin. For each block of the fingerprint: what `blocks_of` gives for the texts that are compared, and the same.
    """
    catalogue = Catalogue.of(work)
    part = Part.of(work, number)
    here = catalogue.rows_of(number)
    arrays: dict[str, Array] = {}
    for column in ("shingles", "segments"):
        arrays |= _column(part.features, column, catalogue, here)
        part.release()
    compared = np.flatnonzero(catalogue.compared[here])
    blocks = blocks_of(part.features.fingerprints[compared], compared, work.config.hamming)
    bits = catalogue.range_bits["fingerprints"]
    for block, postings in enumerate(blocks):
        arrays[f"block {block}.values"] = postings.values
        arrays[f"block {block}.rows"] = postings.rows
        edges = np.arange(1, 1 << bits, dtype=np.uint64) << np.uint64(min(64 - bits, 63))
        cuts = np.searchsorted(postings.values, edges)
        arrays[f"block {block}.starts"] = np.concatenate([[0], cuts, [len(postings.values)]]).astype(np.int64)
    work.write(STEP, number, arrays)


def keys_by_range(
    values: UInt64s, numbers: UInt64s, range_bits: int, day_bits: int
) -> tuple[Ints, UInt64s, Ints]:
    """Hashes and the numbers of their days as keys: their order, the keys in it, and where each range begins."""
    bits = HASH_BITS - range_bits
    ranges = (values >> np.uint64(bits)).astype(np.uint32)
    # Up to 16 bits, numpy sorts by counting.
    order = np.argsort(ranges.astype(np.uint16) if range_bits <= 16 else ranges, kind="stable")
    keys = (values & np.uint64((1 << bits) - 1)) << np.uint64(day_bits) | numbers
    starts = offsets_of(np.bincount(ranges, minlength=1 << range_bits))
    return order, keys[order], starts


def _column(features: Features, column: Column, catalogue: Catalogue, here: slice) -> dict[str, Array]:
    held = getattr(features, column)
    rows = held.rows
    counted: Bools = catalogue.counted[here][rows]
    places = np.flatnonzero(counted)
    rows = rows[places]
    holders = (places if column == "shingles" else rows).astype(np.uint32)
    holders[~catalogue.compared[here][rows]] |= NOT_COMPARED
    order, keys, starts = keys_by_range(
        held.values[places],
        catalogue.numbers[here][rows],
        catalogue.range_bits[column],
        catalogue.day_bits,
    )
    return {f"{column}.keys": keys, f"{column}.holders": holders[order], f"{column}.starts": starts}
