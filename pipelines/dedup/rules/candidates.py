"""Which stories may be one story: near fingerprints, or an equal segment.

Exact in both: every pair within the Hamming distance is found (pigeonhole blocks: Manku, Jain, Das Sarma
2007), and every pair that shares a segment that is not boilerplate on either day.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from pipelines.dedup.arrays.postings import Postings
from pipelines.dedup.arrays.ragged import Bools, Ints, UInt64s
from pipelines.dedup.features.fingerprint import Features
from pipelines.dedup.features.hash_ranges import hash_ranges
from pipelines.dedup.rules.config import DedupConfig

_BITS = 64


def find_candidates(features: Features, rows: Ints, boilerplate: Bools, config: DedupConfig) -> Ints:
    """Finds the candidate pairs among some stories.

    Args:
        features: of all stories.
        rows: of those that are compared.
        boilerplate: for each of the segments' values, whether it makes no candidates on the day of its story.
        config: thresholds.

    Returns:
        Pairs of positions in `rows`, shape (m, 2), first below second, distinct, ascending.
    """
    near = near_fingerprints(features.fingerprints[rows], config.hamming)
    return distinct_pairs([near, *_equal_segments(features, rows, boilerplate)])


def near_fingerprints(fingerprints: UInt64s, distance: int) -> Ints:
    """All pairs of positions within the Hamming distance, first below second, possibly repeated."""
    blocks = blocks_of(fingerprints, np.arange(len(fingerprints)), distance)
    found = (pairs for number, block in enumerate(blocks) for pairs in near_pairs(block, number, distance))
    return np.concatenate([np.empty((0, 2), np.int64), *found])


def near_pairs(block: Postings, number: int, distance: int) -> Iterator[Ints]:
    """The pairs of rows within the distance that stand together in one block, first below second.

    Args:
        block: of some rows, as `blocks_of` has it; a part of it will do that holds all or none with the same front.
        number: which block it is.
        distance: in bits.
    """
    low, high = _edges(distance)[number]
    behind = np.arange(1, len(block.values) + 1)
    last = np.searchsorted(block.values, block.values | _rest(high - low), "right")
    for which, values, rows in block.standing(behind, last - behind):
        near = np.bitwise_count(values ^ block.values[which]) <= distance
        ends = np.stack([block.rows[which[near]], rows[near]], axis=1)
        yield np.sort(ends, axis=1).astype(np.int64)


def blocks_of(fingerprints: UInt64s, rows: Ints, distance: int) -> list[Postings]:
    """For each block of bits: the fingerprints of some rows, turned so that the block stands in front.

    Of distance + 1 blocks, two fingerprints that near agree on one at least, and stand together there.
    """
    blocks = []
    for _, high in _edges(distance):
        turned = _turned(fingerprints, high)
        order = np.argsort(turned)
        blocks.append(Postings(turned[order], rows[order].astype(np.uint32)))
    return blocks


def rows_near(
    blocks: Sequence[Postings], fingerprints: UInt64s, distance: int
) -> Iterator[tuple[Ints, npt.NDArray[np.uint32]]]:
    """For each fingerprint the rows within the distance: (positions of fingerprints, rows), possibly repeated."""
    for (low, high), block in zip(_edges(distance), blocks, strict=True):
        turned = _turned(fingerprints, high)
        order = np.argsort(turned)
        asked = turned[order]
        rest = _rest(high - low)
        for which, values, rows in block.within(asked & ~rest, asked | rest):
            near = np.bitwise_count(values ^ asked[which]) <= distance
            yield order[which[near]], rows[near]


def _rest(width: int) -> np.uint64:
    """All bits but so many in front."""
    return np.uint64((1 << (_BITS - width)) - 1)


def rows_equal(blocks: Sequence[Postings], fingerprints: UInt64s) -> Iterator[tuple[Ints, Ints]]:
    """The same for equal fingerprints."""
    (_, high), *_ = _edges(len(blocks) - 1)
    turned = _turned(fingerprints, high)
    order = np.argsort(turned)
    for which, _, rows in blocks[0].within(turned[order], turned[order]):
        yield order[which], rows.astype(np.int64)


def _edges(distance: int) -> list[tuple[int, int]]:
    """The lowest bit of each block and the one behind its highest."""
    return list(pairwise(_BITS * block // (distance + 1) for block in range(distance + 2)))


def _turned(fingerprints: UInt64s, high: int) -> UInt64s:
    """The bits turned so that those under `high` stand in front; distances stay as they are."""
    if high == _BITS:
        return fingerprints
    return (fingerprints << np.uint64(_BITS - high)) | (fingerprints >> np.uint64(high))


def _equal_segments(features: Features, rows: Ints, boilerplate: Bools) -> Iterator[Ints]:
    positions = np.full(len(features), -1, np.int64)
    positions[rows] = np.arange(len(rows))
    for held in hash_ranges(features, "segments", least=2):
        telling = np.flatnonzero(~boilerplate[held.places] & (positions[held.rows] >= 0))
        yield from equal_pairs(held.values[telling], positions[held.rows[telling]])


def equal_pairs(values: UInt64s, holders: Ints) -> Iterator[Ints]:
    """The pairs of holders of equal values, first below second, possibly repeated; values in any order."""
    order = np.argsort(values)
    values, holders = values[order], holders[order]
    again = values[1:] == values[:-1]
    shared = np.zeros(len(values), np.bool_)
    shared[1:] |= again
    shared[:-1] |= again
    postings = Postings(values[shared], holders[shared].astype(np.uint32))
    for which, _, others in postings.within(postings.values, postings.values):
        later = postings.rows[which] < others
        found = np.stack([postings.rows[which[later]], others[later]], axis=1)
        yield distinct_pairs([found.astype(np.int64)])


def distinct_pairs(pairs: Iterable[Ints]) -> Ints:
    """Pairs of positions, first below second, without repeats, ascending."""
    keys = [(some[:, 0] << 32) | some[:, 1] for some in pairs]
    distinct = np.unique(np.concatenate([np.empty(0, np.int64), *keys]))
    return np.stack([distinct >> 32, distinct & 0xFFFFFFFF], axis=1)
