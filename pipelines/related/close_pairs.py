"""Pairs of groups that share enough rare terms: of those that were there before they are kept, for others they are searched.

A term is rare where few groups of the window hold it. Two groups that were there before share what they shared then. So
they can become close in one way only: groups went, and with them a term became rare again. `Gone` tells such terms.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from pipelines.dedup.arrays.postings import Postings, is_in
from pipelines.dedup.arrays.ragged import Bools, Ints, Ragged, UInt64s
from pipelines.related.config import RelatedConfig
from pipelines.related.window import Window

# Groups whose terms are looked up at a time: bounds the memory of what is found.
_GROUPS_AT_ONCE = 1 << 13


@dataclass(frozen=True, slots=True)
class Pairs:
    """Rows of a window, the first below the second, which is of the last day."""

    first: Ints
    second: Ints

    def __len__(self) -> int:
        return len(self.first)

    def part(self, start: int, stop: int) -> "Pairs":
        """Some of them, in a row."""
        return Pairs(self.first[start:stop], self.second[start:stop])

    def where(self, chosen: Bools) -> "Pairs":
        """The chosen ones."""
        return Pairs(self.first[chosen], self.second[chosen])

    @classmethod
    def concatenate(cls, parts: Iterable["Pairs"]) -> "Pairs":
        """All pairs of the parts, in order."""
        none = cls(np.empty(0, np.int64), np.empty(0, np.int64))
        every = [none, *parts]
        return cls(
            np.concatenate([some.first for some in every]), np.concatenate([some.second for some in every])
        )


@dataclass(frozen=True, slots=True)
class ClosePairs:
    """What a search found.

    Attributes:
        members: keys of all groups among which it was, ascending.
        first, second: keys of the groups of each pair.
    """

    members: UInt64s
    first: UInt64s
    second: UInt64s

    @classmethod
    def of(cls, window: Window, pairs: Pairs) -> "ClosePairs":
        """Pairs that were found in a window."""
        return cls(np.sort(window.keys), window.keys[pairs.first], window.keys[pairs.second])


@dataclass(frozen=True, slots=True)
class Gone:
    """Groups that are no more.

    Attributes:
        keys: of the groups.
        terms: hashes of each one's terms.
    """

    keys: UInt64s
    terms: Ragged

    @classmethod
    def of(cls, parts: Sequence[tuple[UInt64s, Ragged]]) -> "Gone":
        """The keys and terms of all parts."""
        keys = [np.empty(0, np.uint64), *(keys for keys, _ in parts)]
        return cls(np.concatenate(keys), Ragged.concatenate([terms for _, terms in parts]))

    def terms_of(self, keys: UInt64s) -> UInt64s | None:
        """All terms of some of the groups; None where one is not known."""
        order = np.argsort(self.keys)
        if not is_in(keys, self.keys[order]).all():
            return None
        return self.terms.take(order[np.searchsorted(self.keys[order], keys)]).values


def is_rare(held_by: Ints, config: RelatedConfig) -> Bools:
    """Whether terms that so many groups hold make candidates."""
    return (held_by >= 2) & (held_by <= config.rare)


def possible_pairs(window: Window, before: ClosePairs | None, gone: Gone, config: RelatedConfig) -> Pairs:
    """All pairs of two outlets, near in time, that share enough rare terms, each once; and some that do not.

    Args:
        window: whose last day is related.
        before: what an earlier search for this day found; None if there was none.
        gone: groups that went since then.
        config: thresholds.
    """
    order = np.argsort(window.keys)
    keys = window.keys[order]
    lost = gone.terms_of(before.members[~is_in(before.members, keys)]) if before is not None else None
    if before is None or lost is None:
        found = list(_of_fresh(window, np.ones(len(window), np.bool_), config))
    else:
        fresh = ~is_in(window.keys, before.members)
        found = [
            _kept(before, keys, order),
            *_of_fresh(window, fresh, config),
            _renewed(window, lost, config),
        ]
    every = Pairs.concatenate(found)
    first, second = np.minimum(every.first, every.second), np.maximum(every.first, every.second)
    first, second = np.divmod(np.unique(first * len(window) + second), max(len(window), 1))
    apart = np.abs(window.times[first] - window.times[second])
    return Pairs(first, second).where(
        # What one outlet tells twice in other words is a series or a form: prices, weather, weddings.
        (window.outlets[first] != window.outlets[second])
        & (apart <= timedelta(hours=config.hours) // timedelta(microseconds=1))
    )


def _kept(before: ClosePairs, keys: UInt64s, rows: Ints) -> Pairs:
    """The pairs of which both groups are still there; `keys` are all that are, ascending, in those rows."""
    both = is_in(before.first, keys) & is_in(before.second, keys)
    first, second = (np.searchsorted(keys, of[both]) for of in (before.first, before.second))
    return Pairs(rows[first], rows[second])


def _of_fresh(window: Window, fresh: Bools, config: RelatedConfig) -> Iterator[Pairs]:
    """The pairs in which one group at least was not there before."""
    rows = np.flatnonzero(fresh)
    in_last = rows[rows >= window.last]

    # A pair of two fresh groups of the last day is found from one side.
    def once(mine: Ints, others: Ints) -> Bools:
        return (others < mine) | ~fresh[others]

    yield from _sharing(window, in_last, range(len(window.days)), once, config)
    if not fresh[window.last :].all():
        older = rows[rows < window.last]
        last_day = [len(window.days) - 1]
        yield from _sharing(window, older, last_day, lambda _, others: ~fresh[others], config)


def _sharing(
    window: Window,
    rows: Ints,
    days: Iterable[int],
    wanted: Callable[[Ints, Ints], Bools],
    config: RelatedConfig,
) -> Iterator[Pairs]:
    """The wanted pairs of groups with those of some days that share enough rare terms."""
    for start in range(0, len(rows), _GROUPS_AT_ONCE):
        some = rows[start : start + _GROUPS_AT_ONCE]
        postings = Postings.of(window.terms(some).hashes, some)
        distinct = postings.distinct()
        rare = distinct[is_rare(window.held_by(distinct), config)]
        entries = postings.where(is_in(postings.values, rare))
        holders = entries.rows.astype(np.int64)
        keys = [np.empty(0, np.int64)]
        for day in days:
            for which, _, found in window.days[day].postings.within(entries.values, entries.values):
                mine, others = holders[which], found + window.firsts[day]
                kept = wanted(mine, others)
                keys.append(mine[kept] * len(window) + others[kept])
        # Most pairs share one term only: in order, those that share enough stand so many times in a row.
        every = np.sort(np.concatenate(keys))
        times = config.shared - 1
        enough = every[times:] == every[: len(every) - times]
        yield Pairs(*np.divmod(np.unique(every[times:][enough]), len(window)))


def _renewed(window: Window, lost: UInt64s, config: RelatedConfig) -> Pairs:
    """The pairs that share a term that is rare again, now that groups with these terms went."""
    terms, went = np.unique(lost, return_counts=True)
    held_by = window.held_by(terms)
    renewed = terms[is_rare(held_by, config) & (held_by + went > config.rare)]
    numbers, rows = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for day, first in zip(window.days, window.firsts, strict=False):
        for which, _, found in day.postings.within(renewed, renewed):
            numbers.append(which)
            rows.append(found + first)
    holders = np.concatenate(rows)
    # Positions in `holders`, by the number of the term.
    held = Postings.of(
        Ragged(np.concatenate(numbers).astype(np.uint64), np.arange(len(holders) + 1)),
        np.arange(len(holders)),
    )
    asked = held.where(holders[held.rows] >= window.last)
    found_pairs = [Pairs.concatenate([])]
    for which, _, others in held.within(asked.values, asked.values):
        mine, other = holders[asked.rows[which]], holders[others]
        found_pairs.append(Pairs(mine, other).where(other < mine))
    return Pairs.concatenate(found_pairs)
