"""The groups of a day and of the days before it, among which the links of the day are found."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.dedup.arrays.ragged import Ints, UInt64s, offsets_of
from pipelines.related.day_terms import DayTerms
from pipelines.related.terms import LeadTerms


@dataclass(frozen=True, slots=True)
class Window:
    """Days in order, of which the last is related; a row is the position of a group among those of all days.

    Attributes:
        days: one at least.
        firsts: the first row of each day, and the number of all rows.
        keys, outlets, times: of all groups, as in `DayTerms`.
    """

    days: Sequence[DayTerms]
    firsts: Ints
    keys: UInt64s
    outlets: UInt64s
    times: Ints

    @classmethod
    def of(cls, days: Sequence[DayTerms]) -> "Window":
        """Of days in order."""
        return cls(
            days,
            offsets_of(np.array([len(day) for day in days], np.int64)),
            np.concatenate([day.keys for day in days]),
            np.concatenate([day.outlets for day in days]),
            np.concatenate([day.times for day in days]),
        )

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def last(self) -> int:
        """The first row of the last day."""
        return int(self.firsts[-2])

    def time(self, row: int) -> int:
        """When one group was published, in microseconds from 1970."""
        return int(self.times[row])

    def group_id(self, row: int) -> str:
        """Of one group."""
        day = int(np.searchsorted(self.firsts, row, "right")) - 1
        return bytes(self.days[day].group_ids[row - self.firsts[day]]).decode()

    def terms(self, rows: Ints) -> LeadTerms:
        """The terms of some groups, which are in ascending order."""
        bounds = np.searchsorted(rows, self.firsts)
        return LeadTerms.concatenate(
            [
                day.terms.take(rows[bounds[at] : bounds[at + 1]] - self.firsts[at])
                for at, day in enumerate(self.days)
            ]
        )

    def held_by(self, terms: UInt64s) -> Ints:
        """How many groups hold each of the terms, which are in ascending order."""
        counts = np.zeros(len(terms), np.int64)
        for day in self.days:
            counts += day.postings.counts(terms)
        return counts
