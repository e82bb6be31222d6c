"""Pairs as columns of a file, and back."""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Protocol, get_args

import numpy as np

from pipelines.dedup.arrays.array_file import Array
from pipelines.dedup.arrays.ragged import Ints
from pipelines.dedup.in_memory import DuplicatePair, equal_pair
from pipelines.dedup.rules.families import Doubt
from pipelines.dedup.rules.overlap import Overlap
from pipelines.dedup.rules.slots import Slots
from pipelines.dedup.rules.verification import Reason, Rule

RULES: tuple[Rule, ...] = get_args(Rule)
REASONS: tuple[Reason, ...] = get_args(Reason)
_OVERLAP = [column.name for column in fields(Overlap)]
_COUNTS = [column.name for column in fields(Slots) if not column.name.endswith("places")]
# Pairs that are objects at a time.
_PAIRS_AT_ONCE = 1 << 14
# Ten times as fast as `dataclasses.astuple`, which copies all that it meets.
_overlap_of = attrgetter(*_OVERLAP)
_counts_of = attrgetter(*_COUNTS)


class Arrays(Protocol):
    """Arrays by name: of a file, or in memory."""

    def __getitem__(self, name: str, /) -> Array:
        """The array of that name."""
        ...


def arrays_of_pairs(pairs: Sequence[DuplicatePair]) -> dict[str, Array]:
    """The pairs as columns: `ends`, two for each; `overlap`, its fields in a row; `rule` and `reason` by number."""
    return {
        "ends": np.array([(pair.first, pair.second) for pair in pairs], np.int64).ravel(),
        "hamming": np.array([pair.hamming for pair in pairs], np.uint8),
        "overlap": np.array([_overlap_of(pair.overlap) for pair in pairs], np.float64).ravel(),
        "rule": np.array([RULES.index(pair.rule) for pair in pairs], np.uint8),
        "reason": np.array([REASONS.index(pair.reason) for pair in pairs], np.uint8),
    }


def joined_pairs(arrays: Arrays, copies: Ints) -> dict[str, Array]:
    """The pairs of `arrays_of_pairs` and those of equal texts behind them, a row of each column for each.

    Args:
        arrays: of the former.
        copies: the ends of the latter, shape (m, 2).
    """
    equal = arrays_of_pairs([equal_pair(0, 1)]) | {"ends": copies.ravel()}
    widths = {"ends": 2, "overlap": len(_OVERLAP)}
    return {
        name: np.concatenate(
            [
                arrays[name].reshape(-1, widths.get(name, 1)),
                np.broadcast_to(values.reshape(-1, widths.get(name, 1)), (len(copies), widths.get(name, 1))),
            ]
        )
        for name, values in equal.items()
    }


def pairs_in(arrays: Arrays) -> Iterator[DuplicatePair]:
    """The pairs of `arrays_of_pairs`."""
    ends, overlaps = arrays["ends"].reshape(-1, 2), arrays["overlap"].reshape(-1, len(_OVERLAP))
    for start in range(0, len(ends), _PAIRS_AT_ONCE):
        some = slice(start, start + _PAIRS_AT_ONCE)
        columns = (ends, arrays["hamming"], overlaps, arrays["rule"], arrays["reason"])
        rows = zip(*(column[some].tolist() for column in columns), strict=True)
        for (first, second), hamming, (shared, *shares), rule, reason in rows:
            overlap = Overlap(int(shared), *shares)
            yield DuplicatePair(first, second, hamming, overlap, RULES[rule], REASONS[reason])


def arrays_of_doubts(doubts: Sequence[Doubt]) -> dict[str, Array]:
    """The doubts as columns: `doubts`, the two ends of each; the counts of its slots, and their places behind one another."""
    places = [
        (*place, *other)
        for doubt in doubts
        for place, other in zip(doubt.slots.places, doubt.slots.other_places, strict=True)
    ]
    return {
        "doubts": np.array([(doubt.first, doubt.second) for doubt in doubts], np.int64).ravel(),
        "slots": np.array([_counts_of(doubt.slots) for doubt in doubts], np.int64).ravel(),
        "places": np.array(places, np.int64).ravel(),
        "places_of": np.array([len(doubt.slots.places) for doubt in doubts], np.int64),
    }


def doubts_in(arrays: Arrays) -> Iterator[Doubt]:
    """The doubts of `arrays_of_doubts`."""
    places = iter(arrays["places"].reshape(-1, 4).tolist())
    columns = (
        arrays["doubts"].reshape(-1, 2).tolist(),
        arrays["slots"].reshape(-1, len(_COUNTS)).tolist(),
        arrays["places_of"].tolist(),
    )
    for (first, second), counts, count in zip(*columns, strict=True):
        of_doubt = [next(places) for _ in range(count)]
        ones = tuple((start, end) for start, end, _, _ in of_doubt)
        others = tuple((start, end) for _, _, start, end in of_doubt)
        numbers, equal_numbers, days, words, differences, changed, one_unit = counts
        slots = Slots(numbers, equal_numbers, days, words, differences, changed, bool(one_unit), ones, others)
        yield Doubt(first, second, slots)
