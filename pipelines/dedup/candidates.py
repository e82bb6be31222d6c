"""Which stories may be one story: near fingerprints, or an equal segment.

Exact in both: every pair within the Hamming distance is found (pigeonhole blocks: Manku, Jain, Das Sarma
2007), and every pair that shares a segment that is not boilerplate on either day.
"""

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from pipelines.dedup.boilerplate import Boilerplate, is_in
from pipelines.dedup.config import DedupConfig
from pipelines.dedup.fingerprint import Features
from pipelines.dedup.ragged import Ints, UInt64s, offsets_of

_FINGERPRINT_BITS = 64


def find_candidates(
    features: Features,
    days: Ints,
    focus: npt.NDArray[np.bool_],
    boilerplate: Boilerplate,
    config: DedupConfig,
) -> Ints:
    """Finds the candidate pairs that touch a story in focus.

    Args:
        features: of all stories.
        days: day ordinal of each story.
        focus: which stories are asked about, shape (n,).
        boilerplate: of every day that occurs.
        config: thresholds.

    Returns:
        Pairs of positions, shape (m, 2), first below second, distinct, ascending.
    """
    pairs = np.concatenate(
        [
            near_fingerprints(features.fingerprints, focus, config.hamming),
            _equal_segments(features, days, focus, boilerplate),
        ]
    )
    return distinct_pairs(pairs, len(features))


def near_fingerprints(fingerprints: UInt64s, focus: npt.NDArray[np.bool_], distance: int) -> Ints:
    """All pairs within the Hamming distance that touch the focus, possibly repeated.

    Of distance + 1 blocks of bits, two fingerprints that near agree on one at least.
    """
    asked = np.flatnonzero(focus)
    blocks = distance + 1
    edges = [_FINGERPRINT_BITS * block // blocks for block in range(blocks + 1)]
    found = [np.empty((0, 2), np.int64)]
    for low, high in pairwise(edges):
        keys = (fingerprints >> np.uint64(low)) & np.uint64((1 << (high - low)) - 1)
        left, right = equal_keys(keys[asked], keys)
        left = asked[left]
        near = np.bitwise_count(fingerprints[left] ^ fingerprints[right]) <= distance
        found.append(np.stack([left[near], right[near]], axis=1))
    return np.concatenate(found)


def _equal_segments(
    features: Features, days: Ints, focus: npt.NDArray[np.bool_], boilerplate: Boilerplate
) -> Ints:
    values, rows = features.segments.values, features.segments.rows
    telling = np.ones(len(values), np.bool_)
    for day, bad in boilerplate.segments.items():
        here = np.flatnonzero(days[rows] == day)
        telling[here] = ~is_in(values[here], bad)
    values, rows = values[telling], rows[telling]
    asked = focus[rows]
    left, right = equal_keys(values[asked], values)
    return np.stack([rows[asked][left], rows[right]], axis=1)


def equal_keys(left: UInt64s, right: UInt64s) -> tuple[Ints, Ints]:
    """Equi-join: all (i, j) with left[i] == right[j]."""
    order = np.argsort(right, kind="stable")
    ordered = right[order]
    first = np.searchsorted(ordered, left, side="left")
    counts = np.searchsorted(ordered, left, side="right") - first
    offsets = offsets_of(counts)
    positions = np.arange(offsets[-1]) + np.repeat(first - offsets[:-1], counts)
    return np.repeat(np.arange(len(left)), counts), order[positions]


def distinct_pairs(pairs: Ints, n: int) -> Ints:
    """Without pairs of a story with itself and repeats; each pair ascending, all pairs ascending."""
    low, high = pairs.min(axis=1, initial=n), pairs.max(axis=1, initial=-1)
    keys = np.unique((low * n + high)[low < high])
    return np.stack([keys // n, keys % n], axis=1) if n else pairs
