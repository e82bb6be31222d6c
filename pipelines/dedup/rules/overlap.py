"""How much two stories share, in distinct 5-word shingles."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from pipelines.dedup.arrays.ragged import Bools, Ints, Ragged
from pipelines.dedup.features.fingerprint import Features
from pipelines.dedup.rules.config import DedupConfig

# Number of 5-word shingles that count as a story's lead.
_LEAD = 40


@dataclass(frozen=True, slots=True)
class Overlap:
    """What two stories share, in distinct 5-word shingles.

    Attributes:
        shared: telling shingles in both.
        jaccard: shingles in both / shingles in either, boilerplate included.
        containment: shingles in both / shingles of the smaller set, boilerplate included.
        lead: share of the one's beginning that lies in the other's beginning, the larger of the two.
        telling_jaccard, telling_containment: the same of each story's telling shingles.
        telling_share: share of telling shingles in the smaller set.
    """

    shared: int
    jaccard: float
    containment: float
    lead: float
    telling_jaccard: float
    telling_containment: float
    telling_share: float


EQUAL_TEXTS = Overlap(0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0)
"""Of texts whose words are all equal; nothing is counted, since nothing is left to decide."""


class Shared(NamedTuple):
    """Where the shingles that two stories share stand in the smaller set and in the larger one."""

    smaller: Ints
    larger: Ints


def overlap_of(features: Features, first: int, second: int, shared: Shared, tells: Bools) -> Overlap:
    """What two stories share.

    Args:
        features: of some stories.
        first: row of the one.
        second: row of the other.
        shared: `shared_shingles` of the two.
        tells: for each of the stories' shingles, whether it is no boilerplate on the day of its story.
    """
    smaller, larger = _by_size(features.shingles, first, second)
    sizes = _size(features.shingles, smaller), _size(features.shingles, larger)
    offsets = features.shingles.offsets
    telling, telling_of_larger = (tells[offsets[row] : offsets[row + 1]] for row in (smaller, larger))
    telling_sizes = _count(telling), _count(telling_of_larger)
    both = len(shared.smaller)
    telling_both = _count(telling[shared.smaller] & telling_of_larger[shared.larger])
    a, b = features.leads[first].tolist(), features.leads[second].tolist()
    return Overlap(
        shared=telling_both,
        jaccard=_ratio(both, sum(sizes) - both),
        containment=_ratio(both, sizes[0]),
        lead=max(_share_in(a[:_LEAD], b), _share_in(b[:_LEAD], a)),
        telling_jaccard=_ratio(telling_both, sum(telling_sizes) - telling_both),
        telling_containment=_ratio(telling_both, min(telling_sizes)),
        telling_share=_ratio(telling_sizes[0], sizes[0]),
    )


def may_be_one(shingles: Ragged, first: int, second: int, config: DedupConfig) -> bool:
    """Whether any rule could find two stories to be one, by their shingles alone; most candidates end here."""
    return can_be_one(shingles, first, second, len(shared_shingles(shingles, first, second).smaller), config)


def can_be_one(shingles: Ragged, first: int, second: int, shared: int, config: DedupConfig) -> bool:
    """Whether any rule could find two stories that share so many of their shingles to be one."""
    sizes = _size(shingles, first), _size(shingles, second)
    lowest_jaccard = min(config.jaccard, config.jaccard_for_containment, config.jaccard_for_aligned)
    lowest_containment = min(config.containment_with_lead, config.containment_with_aligned_lead)
    return shared >= config.min_shared and (
        shared >= lowest_jaccard * (sum(sizes) - shared) or shared >= lowest_containment * min(sizes)
    )


def shared_shingles(shingles: Ragged, first: int, second: int) -> Shared:
    """Where the shingles that two stories share stand."""
    smaller, larger = _by_size(shingles, first, second)
    values, table = shingles[smaller], shingles[larger]
    if not len(table):
        return Shared(np.empty(0, np.int64), np.empty(0, np.int64))
    places = table.searchsorted(values)
    there = np.flatnonzero(table.take(places, mode="clip") == values)
    return Shared(there, places[there])


def _by_size(shingles: Ragged, first: int, second: int) -> tuple[int, int]:
    return (first, second) if _size(shingles, first) <= _size(shingles, second) else (second, first)


def _size(shingles: Ragged, row: int) -> int:
    return int(shingles.offsets[row + 1] - shingles.offsets[row])


def _count(mask: Bools) -> int:
    return int(np.count_nonzero(mask))


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _share_in(shingles: list[int], others: list[int]) -> float:
    return sum(map(set(others).__contains__, shingles)) / len(shingles) if shingles else 0.0
