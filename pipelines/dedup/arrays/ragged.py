"""Rows of different lengths in one flat array."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

UInt64s = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

# Rows behind one another from which on they are copied in one piece.
_ROWS_WORTH_A_COPY = 8

_Scalar = TypeVar("_Scalar", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Ragged:
    """Row i is `values[offsets[i]:offsets[i + 1]]`.

    Attributes:
        values: all rows behind one another, shape (total,).
        offsets: int64, shape (rows + 1,), from 0 to total.
    """

    values: UInt64s
    offsets: Ints

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, row: int) -> UInt64s:
        return self.values[self.offsets[row] : self.offsets[row + 1]]

    @property
    def rows(self) -> Ints:
        """The row that each value belongs to, shape (total,)."""
        return np.repeat(np.arange(len(self), dtype=np.int64), np.diff(self.offsets))

    def rows_at(self, places: Ints) -> Ints:
        """The rows that the values at some places (ascending) belong to, each once."""
        rows: Ints = np.unique(np.searchsorted(self.offsets, places, "right") - 1)
        return rows

    def take(self, rows: Ints) -> "Ragged":
        """The given rows, in the given order."""
        values, offsets = self.take_from(self.values, rows)
        return Ragged(values, offsets)

    def take_from(self, values: npt.NDArray[_Scalar], rows: Ints) -> tuple[npt.NDArray[_Scalar], Ints]:
        """Of an array with one entry for each value those of the given rows, in the given order, and their offsets."""
        runs = _runs_of(rows)
        if runs is None:
            places, offsets = self.places(rows)
            return values[places], offsets
        first, last = runs
        bounds = zip(self.offsets[first].tolist(), self.offsets[last].tolist(), strict=True)
        taken = np.concatenate([values[start:end] for start, end in bounds])
        return taken, offsets_of(self.offsets[rows + 1] - self.offsets[rows])

    def places(self, rows: Ints) -> tuple[Ints, Ints]:
        """Where the values of the given rows stand, behind one another in the given order, and their offsets."""
        lengths = self.offsets[rows + 1] - self.offsets[rows]
        offsets = offsets_of(lengths)
        return self._places(self.offsets[rows], lengths, offsets), offsets

    def part(self, start: int, stop: int) -> "Ragged":
        """The rows from `start` to before `stop`; its values are a view."""
        offsets = self.offsets[start : stop + 1]
        return Ragged(self.values[offsets[0] : offsets[-1]], offsets - offsets[0])

    def heads(self, length: int) -> "Ragged":
        """At most that many values from the beginning of each row."""
        lengths = np.minimum(np.diff(self.offsets), length)
        offsets = offsets_of(lengths)
        return Ragged(self.values[self._places(self.offsets[:-1], lengths, offsets)], offsets)

    @staticmethod
    def _places(starts: Ints, lengths: Ints, offsets: Ints) -> Ints:
        """Positions of rows of these lengths that start there, behind one another."""
        places: Ints = np.arange(offsets[-1]) + np.repeat(starts - offsets[:-1], lengths)
        return places

    @classmethod
    def select(cls, values: npt.NDArray[Any], rows: npt.NDArray[Any], n_rows: int) -> "Ragged":
        """Values with the (ascending) row of each."""
        return cls(values.astype(np.uint64), offsets_of(np.bincount(rows.astype(np.int64), minlength=n_rows)))

    @classmethod
    def concatenate(cls, parts: Sequence["Ragged"]) -> "Ragged":
        """The rows of all parts, in order."""
        if not parts:
            return cls(np.empty(0, np.uint64), np.zeros(1, np.int64))
        lengths = np.concatenate([np.diff(part.offsets) for part in parts])
        return cls(np.concatenate([part.values for part in parts]), offsets_of(lengths))

    @classmethod
    def take_of(cls, parts: Sequence["Ragged"], rows: Ints) -> "Ragged":
        """Of the rows of all parts, behind one another, those at the given positions, in the given order."""
        starts = offsets_of(np.array([len(part) for part in parts]))
        runs = _runs_of(rows, starts[1:-1])
        if runs is None:
            return cls.concatenate(parts).take(rows)
        which = np.searchsorted(starts, runs[0], "right") - 1
        pieces = [
            parts[part].part(first, last)
            for part, first, last in zip(
                which.tolist(), *((bounds - starts[which]).tolist() for bounds in runs), strict=True
            )
        ]
        return cls.concatenate(pieces)


def _runs_of(rows: Ints, borders: Ints | None = None) -> tuple[Ints, Ints] | None:
    """First and behind the last of each run of rows that stand behind one another and lie on one side of the borders.

    None where the runs are so short that copying each is not worth it. Of a day of which little changed they are long, and
    copying takes a tenth of the time that gathering does.
    """
    starts_anew = np.diff(rows) != 1
    if borders is not None:
        starts_anew |= np.isin(rows[1:], borders)
    ends = np.append(np.flatnonzero(starts_anew) + 1, len(rows))
    if _ROWS_WORTH_A_COPY * len(ends) >= len(rows):
        return None
    return rows[np.append(0, ends[:-1])], rows[ends - 1] + 1


def offsets_of(lengths: npt.NDArray[Any]) -> Ints:
    """Row lengths to offsets: [2, 0, 3] → [0, 2, 2, 5]."""
    offsets = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=offsets[1:])
    return offsets
