"""What is asked of equal hashes, one range of hashes at a time: boilerplate, and which texts may be one story."""

from dataclasses import dataclass

import numpy as np

from pipelines.dedup.arrays.array_file import Array
from pipelines.dedup.arrays.postings import Filter, Postings, is_in
from pipelines.dedup.arrays.ragged import Bools, Ints, UInt64s, offsets_of
from pipelines.dedup.corpus.buckets import NOT_COMPARED, STEP, Column
from pipelines.dedup.corpus.catalogue import Catalogue
from pipelines.dedup.corpus.work import Work
from pipelines.dedup.features.fingerprint import HASH_BITS
from pipelines.dedup.rules.boilerplate import boilerplate_keys
from pipelines.dedup.rules.candidates import distinct_pairs, equal_pairs, near_pairs

MARKS = "boilerplate"
SEGMENT_PAIRS = "pairs of segments"
CROWDS = "crowds"
FINGERPRINT_PAIRS = "pairs of fingerprints"


@dataclass(frozen=True, slots=True)
class Range:
    """What the texts of all parts hold in one range of hashes, part by part.

    Attributes:
        keys: the lower bits of the hashes, with the number of a day behind them.
        holders: as `write_buckets` has them.
        starts: where each part begins.
    """

    keys: UInt64s
    holders: Array
    starts: Ints

    def where(self, chosen: Bools) -> "Range":
        """The chosen ones, in order."""
        return Range(self.keys[chosen], self.holders[chosen], offsets_of(chosen)[self.starts])

    def rows(self, catalogue: Catalogue) -> Ints:
        """The row of the corpus that each holder of a segment is."""
        rows = (self.holders & ~NOT_COMPARED).astype(np.int64)
        return rows + np.repeat(catalogue.starts[:-1], np.diff(self.starts))


def read_range(work: Work, catalogue: Catalogue, column: Column, number: int) -> Range:
    """Reads a range of all parts' buckets."""
    keys, holders = [np.empty(0, np.uint64)], [np.empty(0, np.uint32)]
    for part in range(catalogue.parts):
        buckets = work.read(STEP, part)
        start, end = buckets[f"{column}.starts"][number : number + 2].tolist()
        keys.append(buckets[f"{column}.keys"][start:end].copy())
        holders.append(buckets[f"{column}.holders"][start:end].copy())
    starts = offsets_of(np.array([len(of_part) for of_part in keys[1:]], np.int64))
    return Range(np.concatenate(keys), np.concatenate(holders), starts)


def mark_boilerplate(work: Work, number: int) -> None:
    """Finds the shingles of a range that are boilerplate: their places in each part."""
    catalogue, config = Catalogue.of(work), work.config
    least = min(config.boilerplate_days, config.crowd + 1)
    held = _held_by_several(read_range(work, catalogue, "shingles", number), least, catalogue, "shingles")
    marked, _ = _is_boilerplate(held, catalogue, work, "shingles")
    found = held.where(marked & (held.holders < NOT_COMPARED))
    work.write(MARKS, number, {"places": found.holders, "starts": found.starts})


def pair_segments(work: Work, number: int) -> None:
    """Finds the pairs of texts that share a segment of a range which is no boilerplate on either day, and what is in a crowd."""
    catalogue = Catalogue.of(work)
    held = _held_by_several(read_range(work, catalogue, "segments", number), 2, catalogue, "segments")
    marked, crowded = _is_boilerplate(held, catalogue, work, "segments")
    work.write(CROWDS, number, {"rows": np.unique(held.where(crowded).rows(catalogue))})
    held = held.where(~marked & (held.holders < NOT_COMPARED))
    pairs = distinct_pairs(equal_pairs(held.keys >> np.uint64(catalogue.day_bits), held.rows(catalogue)))
    _write_pairs(work, SEGMENT_PAIRS, number, pairs, catalogue)


def pair_fingerprints(work: Work, number: int) -> None:
    """Finds the pairs of texts with near fingerprints that stand together in a range of any block of bits."""
    catalogue = Catalogue.of(work)
    found = []
    for block in range(work.config.hamming + 1):
        values, rows = [np.empty(0, np.uint64)], [np.empty(0, np.int64)]
        for part in range(catalogue.parts):
            buckets = work.read(STEP, part)
            start, end = buckets[f"block {block}.starts"][number : number + 2].tolist()
            values.append(buckets[f"block {block}.values"][start:end].copy())
            rows.append(buckets[f"block {block}.rows"][start:end] + catalogue.starts[part])
        joined = np.concatenate(values)
        order = np.argsort(joined)
        postings = Postings(joined[order], np.concatenate(rows)[order].astype(np.uint32))
        found.append(distinct_pairs(near_pairs(postings, block, work.config.hamming)))
    _write_pairs(work, FINGERPRINT_PAIRS, number, distinct_pairs(found), catalogue)


def _held_by_several(held: Range, least: int, catalogue: Catalogue, column: Column) -> Range:
    """Without most values that fewer texts hold: a table of counters by their first bits leaves them out.

    Most of what news say stands in one text only, and to leave that out first is what makes the rest fast.
    """
    width = HASH_BITS - catalogue.range_bits[column]
    counted = min(width, max(8, len(held.keys).bit_length()))
    places = (held.keys >> np.uint64(width - counted + catalogue.day_bits)).astype(np.intp)
    counts = np.zeros(1 << counted, np.uint32)
    np.add.at(counts, places, np.uint32(1))
    return held.where((counts >= least)[places])


def _is_boilerplate(held: Range, catalogue: Catalogue, work: Work, column: Column) -> tuple[Bools, Bools]:
    """Which values are boilerplate on the day of their text, and which of these are so for a crowd of texts."""
    stand, in_texts = np.unique(held.keys, return_counts=True)
    bad, of_crowds = boilerplate_keys(stand, in_texts, catalogue.day_bits, column, work.config)
    width = HASH_BITS - catalogue.range_bits[column] + catalogue.day_bits
    marked, crowded = np.zeros((2, len(held.keys)), np.bool_)
    likely = Filter(bad, width).likely(held.keys)
    found = likely[is_in(held.keys[likely], bad)]
    marked[found] = True
    crowded[found[is_in(held.keys[found], of_crowds)]] = True
    return marked, crowded


def _write_pairs(work: Work, step: str, number: int, pairs: Ints, catalogue: Catalogue) -> None:
    """Writes pairs of rows, ascending, and where those begin whose first row is of each part."""
    starts = np.searchsorted(pairs[:, 0], catalogue.starts)
    work.write(
        step,
        number,
        {"first": pairs[:, 0].astype(np.uint32), "second": pairs[:, 1].astype(np.uint32), "starts": starts},
    )
