"""Segments or shingles of all stories, one range of hashes after the other.

Equal values are in one range, so whatever is asked about equal values can be asked range by range, and memory is
bounded by the size of a range, not by the number of stories.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from pipelines.dedup.arrays.ragged import Ints, UInt64s
from pipelines.dedup.features.fingerprint import HASH_BITS, Features

Column = Literal["segments", "shingles"]

# Hashes sorted and counted together: about 80 bytes each, 1.3 GB at most and half of that as a rule.
_VALUES_AT_ONCE = 1 << 24


@dataclass(frozen=True, slots=True)
class HashRange:
    """What stories hold in one range of hashes.

    Attributes:
        values: the lower bits of the hashes, which tell them apart here.
        bits: so many.
        places: of each among the values of all stories.
        rows: the story that holds each.
    """

    values: UInt64s
    bits: int
    places: Ints
    rows: npt.NDArray[np.uint32]


def hash_ranges(
    features: Features, column: Column, *, least: int, most_bits: int = HASH_BITS
) -> Iterator[HashRange]:
    """Goes through the hashes of a column.

    Args:
        features: of all stories.
        column: of these.
        least: a value that fewer stories hold may be left out, and as a rule is. Most of what news say stands
            in one story only, and to leave that out first is what makes the rest fast.
        most_bits: that may be needed to tell the values of a range apart.
    """
    offsets = getattr(features, column).offsets
    total = int(offsets[-1])
    split_bits = max(HASH_BITS - most_bits, (total // _VALUES_AT_ONCE).bit_length())
    bits = HASH_BITS - split_bits
    counted_bits = min(bits, max(8, (total >> split_bits).bit_length()))
    shift = np.uint64(bits - counted_bits)
    for number in range(1 << split_bits):
        counts = np.zeros(1 << counted_bits, np.uint32)
        for _, portion in features.portions():
            _, inside = _within(getattr(portion, column).values, number, bits)
            np.add.at(counts, (inside >> shift).astype(np.intp), np.uint32(1))
        may_be_common = counts >= least
        values, places, rows = [np.empty(0, np.uint64)], [np.empty(0, np.int64)], [np.empty(0, np.uint32)]
        for first, portion in features.portions():
            held = getattr(portion, column)
            here, inside = _within(held.values, number, bits)
            stays = np.flatnonzero(may_be_common[inside >> shift])
            values.append(inside[stays])
            places.append(here[stays] + offsets[first])
            rows.append((np.searchsorted(held.offsets, here[stays], "right") - 1 + first).astype(np.uint32))
        yield HashRange(np.concatenate(values), bits, np.concatenate(places), np.concatenate(rows))


def _within(hashes: UInt64s, number: int, bits: int) -> tuple[Ints, UInt64s]:
    """Where the hashes of a range stand, and their lower bits."""
    here = np.flatnonzero(hashes >> np.uint64(bits) == number)
    return here, hashes[here] & np.uint64((1 << bits) - 1)
