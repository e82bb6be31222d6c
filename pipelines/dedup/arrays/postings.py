"""Values, ascending, each with the row that holds it: the one structure in which dedup looks things up.

In memory or mapped from a file alike. Whoever looks up many values gives them in ascending order, so that a
file is read from front to back, each page at most once.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipelines.dedup.arrays.ragged import Bools, Ints, Ragged, UInt64s, offsets_of

UInt32s = npt.NDArray[np.uint32]

# Bounds the memory of a look-up: positions, rows and values of so many hits take about 50 MB.
_HITS_AT_ONCE = 1 << 20


@dataclass(frozen=True, slots=True)
class Postings:
    """Which rows hold a value.

    Attributes:
        values: ascending, shape (n,).
        rows: the row that holds each, shape (n,).
    """

    values: UInt64s
    rows: UInt32s

    @classmethod
    def of(cls, held: Ragged, rows: Ints) -> "Postings":
        """Of what some rows hold; `held[i]` are the values of `rows[i]`."""
        order = np.argsort(held.values, kind="stable")
        return cls(held.values[order], rows[held.rows[order]].astype(np.uint32))

    def where(self, chosen: Bools) -> "Postings":
        """The chosen ones, in order."""
        return Postings(self.values[chosen], self.rows[chosen])

    def merged(self, others: "Postings") -> "Postings":
        """All entries of both, ordered by value, then by row as each of the two is."""
        places = np.searchsorted(self.values, others.values)
        ends = np.searchsorted(self.values, others.values, "right")
        # Halves the range of equal values until it is the place of the row.
        while len(among := np.flatnonzero(places < ends)):
            middle = (places[among] + ends[among]) // 2
            is_before = self.rows[middle] < others.rows[among]
            places[among[is_before]] = middle[is_before] + 1
            ends[among[~is_before]] = middle[~is_before]
        return Postings(
            np.insert(self.values, places, others.values), np.insert(self.rows, places, others.rows)
        )

    def counts(self, wanted: UInt64s) -> Ints:
        """How many rows hold each of the wanted values (ascending)."""
        counts = np.zeros(len(wanted), np.int64)
        if len(self.values):
            first = self.values.searchsorted(wanted)
            there = np.flatnonzero(self.values.take(first, mode="clip") == wanted)
            counts[there] = self.values.searchsorted(wanted[there], "right") - first[there]
        return counts

    def within(self, lowest: UInt64s, highest: UInt64s) -> Iterator[tuple[Ints, UInt64s, UInt32s]]:
        """What stands between bounds, some million at a time.

        Args:
            lowest: of each range, ascending.
            highest: of each range, inclusive.

        Yields:
            Position of the range, value, row; one for each hit.
        """
        yield from self.standing(*self.ranges(lowest, highest))

    def ranges(self, lowest: UInt64s, highest: UInt64s) -> tuple[Ints, Ints]:
        """Where what stands between some bounds (as of `within`) begins, and how much it is."""
        first = np.searchsorted(self.values, lowest, "left")
        return first, np.searchsorted(self.values, highest, "right") - first

    def standing(self, first: Ints, counts: Ints) -> Iterator[tuple[Ints, UInt64s, UInt32s]]:
        """What stands in some `ranges`, as `within` gives it."""
        ranges = np.flatnonzero(counts)
        ends = np.cumsum(counts[ranges])
        start = 0
        while start < len(ranges):
            done = int(ends[start - 1]) if start else 0
            stop = max(start + 1, int(np.searchsorted(ends, done + _HITS_AT_ONCE, "right")))
            yield from self._expanded(ranges[start:stop], first, counts)
            start = stop

    def _expanded(self, ranges: Ints, first: Ints, counts: Ints) -> Iterator[tuple[Ints, UInt64s, UInt32s]]:
        offsets = offsets_of(counts[ranges])
        # One range alone may be larger than all that is wanted at once: equal values of a whole archive.
        for low in range(0, int(offsets[-1]), _HITS_AT_ONCE):
            number = np.arange(low, min(low + _HITS_AT_ONCE, int(offsets[-1])))
            which = np.searchsorted(offsets, number, "right") - 1
            places = first[ranges[which]] + number - offsets[which]
            yield ranges[which], self.values[places], self.rows[places]

    def distinct(self) -> UInt64s:
        """Each value once, ascending."""
        fresh = np.ones(len(self.values), np.bool_)
        fresh[1:] = self.values[1:] != self.values[:-1]
        return self.values[fresh]

    def holders(self, wanted: UInt64s) -> UInt32s:
        """The rows that hold one of the wanted values (ascending), each once."""
        rows = [rows for _, _, rows in self.within(wanted, wanted)]
        return np.unique(np.concatenate(rows)) if rows else np.empty(0, np.uint32)


def is_in(values: UInt64s, table: UInt64s) -> Bools:
    """Whether each value stands in the sorted table."""
    if not len(table):
        return np.zeros(len(values), np.bool_)
    positions = np.minimum(np.searchsorted(table, values), len(table) - 1)
    inside: Bools = table[positions] == values
    return inside


class Filter:
    """Tells, by their first bits, most values that are not among some: ten times as fast as a search."""

    def __init__(self, values: UInt64s, width: int) -> None:
        """Of values that are evenly spread over so many bits."""
        bits = min(width, max(8, len(values).bit_length() + 3))
        self._shift = np.uint64(width - bits)
        self._present = np.zeros(1 << bits, np.bool_)
        self._present[values >> self._shift] = True

    def likely(self, values: UInt64s) -> Ints:
        """Positions of the values that may be among them; all that are, and few others."""
        return np.flatnonzero(self._present[values >> self._shift])
