"""Boilerplate among stored days: looked up for the values in question, and where it changed.

The same rule as in `boilerplate.py`, asked of few values instead of all.
"""

from collections.abc import Iterable, Sequence
from itertools import permutations
from typing import NamedTuple

import numpy as np

from pipelines.dedup.arrays.postings import Filter, Postings, is_in
from pipelines.dedup.arrays.ragged import Bools, Ints, UInt64s
from pipelines.dedup.features.fingerprint import HASH_BITS
from pipelines.dedup.features.hash_ranges import Column
from pipelines.dedup.rules.boilerplate import is_boilerplate, is_crowded, standing_within_reach
from pipelines.dedup.rules.config import DedupConfig
from pipelines.dedup.stored.days import StoredDays
from pipelines.dedup.stored.feature_file import StoredDay

# More than a day's ordinal needs.
_DAY_BITS = 32

COLUMNS: tuple[Column, ...] = ("segments", "shingles")


class Marks(NamedTuple):
    """For each of some values, whether it is boilerplate; and whether a crowd of texts holds it without its being so by days."""

    boilerplate: Bools
    crowded: Bools


def boilerplate_marks(
    days: StoredDays, column: Column, values: UInt64s, of_days: Ints, config: DedupConfig
) -> Marks:
    """Which values are boilerplate for stories of their days; each day within reach is asked once for all of them.

    Args:
        days: all.
        column: of the values.
        values: in any order, equal ones among them.
        of_days: the day of each.
        config: thresholds.
    """
    order = np.lexsort((values, of_days))
    values, of_days = values[order], of_days[order]
    fresh = np.ones(len(order), np.bool_)
    fresh[1:] = (values[1:] != values[:-1]) | (of_days[1:] != of_days[:-1])
    distinct, on = values[fresh], of_days[fresh]
    on_days, in_texts = np.zeros(len(distinct), np.int64), np.zeros(len(distinct), np.int64)
    near = sorted({one for day in np.unique(on).tolist() for one in days.near(day, config.reach_days)})
    for day in near:
        within = slice(*np.searchsorted(on, [day - config.reach_days, day + config.reach_days + 1]))
        ascending = np.argsort(distinct[within])
        counts = np.empty(len(ascending), np.int64)
        counts[ascending] = days[day].counts(column, distinct[within][ascending])
        on_days[within] += counts > 0
        in_texts[within] += counts
    marks = np.empty((2, len(order)), np.bool_)
    found = is_boilerplate(on_days, in_texts, column, config), is_crowded(on_days, in_texts, config)
    marks[:, order] = np.stack(found)[:, np.cumsum(fresh) - 1]
    return Marks(*marks)


def telling_holders(which: Ints, days: Ints, config: DedupConfig) -> Ints:
    """Of all holders of some segments those on whose day the segment is no boilerplate.

    The days' files need not be asked: whoever knows all holders of a segment knows where it stands.

    Args:
        which: number of the segment of each holder.
        days: of the holders.
        config: thresholds.

    Returns:
        Positions of holders, ascending by segment and day.
    """
    keys = (which << _DAY_BITS) | days
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    firsts = np.flatnonzero(np.diff(keys, prepend=-1))
    in_texts = np.diff(firsts, append=len(keys))
    boilerplate = is_boilerplate(*standing_within_reach(keys[firsts], in_texts, config), "segments", config)
    telling: Ints = order[np.repeat(~boilerplate, in_texts)]
    return telling


def _counts(near: Iterable[StoredDay], column: Column, values: UInt64s) -> tuple[Ints, Ints]:
    """On how many of the days and in how many of their texts each value stands."""
    on_days, in_texts = np.zeros(len(values), np.int64), np.zeros(len(values), np.int64)
    for stored in near:
        counts = stored.counts(column, values)
        on_days += counts > 0
        in_texts += counts
    return on_days, in_texts


class Difference:
    """The values that stand in other numbers of a changed day's texts than before."""

    def __init__(self, before: StoredDays, after: StoredDays, day: int) -> None:
        """Of a day; one that is not among `before` had no stories."""
        self.before = before[day] if day in before.signatures else None
        self.after = after[day]
        self.values = {column: self._differing(column) for column in COLUMNS}
        self._filters = {column: Filter(values, HASH_BITS) for column, values in self.values.items()}

    def _differing(self, column: Column) -> UInt64s:
        now = _postings(self.after, column)
        if self.before is None:
            return now.distinct()
        # Nothing but what texts hold that came or went: the others are counted alike on both sides.
        held = [_held_by_others(one, other, column) for one, other in permutations((self.before, self.after))]
        values = np.unique(np.concatenate(held))
        differing: UInt64s = values[_postings(self.before, column).counts(values) != now.counts(values)]
        return differing

    def among(self, held: UInt64s, column: Column) -> UInt64s:
        """Those of the values (ascending) that differ."""
        likely = held[self._filters[column].likely(held)]
        found: UInt64s = likely[is_in(likely, self.values[column])]
        return found


def holders_of_changed(
    after: StoredDays, day: int, causes: Sequence[Difference], column: Column, *, config: DedupConfig
) -> Ints:
    """Rows of a day that hold a value which became boilerplate there, or no longer is, by what changed on days near it."""
    held = _postings(after[day], column)
    values = np.unique(np.concatenate([cause.among(held.values, column) for cause in causes]))
    caused = {cause.after.day for cause in causes}
    others = (after[one] for one in after.near(day, config.reach_days) if one not in caused)
    steady = _counts(others, column, values)
    was = _counts([cause.before for cause in causes if cause.before is not None], column, values)
    now = _counts([cause.after for cause in causes], column, values)
    stood, stands = (
        is_boilerplate(steady[0] + moved[0], steady[1] + moved[1], column, config) for moved in (was, now)
    )
    return held.holders(values[stood != stands]).astype(np.int64)


def _held_by_others(stored: StoredDay, known: StoredDay, column: Column) -> UInt64s:
    """What those of a day's texts hold that are not among the other's."""
    texts, known_texts = (day.features.text_hashes[day.firsts] for day in (stored, known))
    rows = stored.firsts[np.isin(texts, known_texts, invert=True)]
    values: UInt64s = getattr(stored.features, column).take(rows).values
    return values


def _postings(stored: StoredDay, column: Column) -> Postings:
    return stored.segments if column == "segments" else stored.shingles
