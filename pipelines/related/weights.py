"""How much groups have in common: the cosine of their terms, weighted by how rare each is in the window."""

from dataclasses import dataclass

import numpy as np

from pipelines.dedup.arrays.ragged import Bools, Ints, Ragged, UInt64s
from pipelines.related.close_pairs import Pairs, is_rare
from pipelines.related.config import RelatedConfig
from pipelines.related.terms import Floats
from pipelines.related.window import Window


@dataclass(frozen=True, slots=True)
class Shared:
    """The terms that pairs of groups share.

    Attributes:
        offsets: where the terms of each pair begin, and the end of all.
        terms: hashes, ascending inside a pair.
        products: of the two weights of each term.
        rare: number of the rare ones, of each pair.
        bound: more than this the cosine of a pair can't be: of the frequent terms only their lengths are asked
            (Cauchy and Schwarz).
    """

    offsets: Ints
    terms: UInt64s
    products: Floats
    rare: Ints
    bound: Floats

    def terms_of(self, at: int) -> UInt64s:
        """The terms of a pair."""
        return self.terms[self.offsets[at] : self.offsets[at + 1]]

    def products_of(self, at: int) -> Floats:
        """The products of a pair; their sum is its cosine."""
        return self.products[self.offsets[at] : self.offsets[at + 1]]


@dataclass(frozen=True, slots=True)
class Weighed:
    """Some groups of a window with the weights of their terms.

    Attributes:
        rows: of the groups, ascending.
        distinct: hashes of all their terms, ascending.
        terms: of each group positions in `distinct`, ascending.
        weights: of each term in each group, of unit length for a group.
        is_rare: of each of `distinct`.
        rest: length of the terms of each group that are not rare.
    """

    rows: Ints
    distinct: UInt64s
    terms: Ragged
    weights: Floats
    is_rare: Bools
    rest: Floats

    @classmethod
    def of(cls, window: Window, rows: Ints, config: RelatedConfig) -> "Weighed":
        """Of the groups in some rows, ascending."""
        held = window.terms(rows)
        distinct, numbers = np.unique(held.hashes.values, return_inverse=True)
        counts = window.held_by(distinct)
        rarity = np.log(len(window) / counts) ** config.rarity_power
        rarity *= 1 - _routine(window, distinct, config)
        weights = held.weights * rarity[numbers]
        groups = held.hashes.rows
        lengths = np.sqrt(np.bincount(groups, weights * weights, minlength=len(rows)))
        weights /= np.where(lengths > 0, lengths, 1.0)[groups]
        rare = is_rare(counts, config)
        rest = np.where(rare[numbers], 0.0, weights * weights)
        return cls(
            rows,
            distinct,
            Ragged(numbers.astype(np.uint64), held.hashes.offsets),
            weights,
            rare,
            np.sqrt(np.bincount(groups, rest, minlength=len(rows))),
        )

    def shared(self, pairs: Pairs) -> Shared:
        """What pairs of these groups share."""
        first, second = np.searchsorted(self.rows, pairs.first), np.searchsorted(self.rows, pairs.second)
        here, in_first = self._entries(first)
        there, in_second = self._entries(second)
        at = np.minimum(np.searchsorted(in_second, in_first), max(len(in_second) - 1, 0))
        both = np.flatnonzero(in_second[at] == in_first) if len(in_second) else np.empty(0, np.int64)
        here, there = here[both], there[at[both]]
        pair_of = in_first[both] // max(len(self.distinct), 1)
        terms = self.terms.values[here].astype(np.int64)
        products = self.weights[here] * self.weights[there]
        rare = self.is_rare[terms]
        by_rare = np.bincount(pair_of[rare], products[rare], minlength=len(pairs))
        return Shared(
            np.searchsorted(pair_of, np.arange(len(pairs) + 1)),
            self.distinct[terms],
            products,
            np.bincount(pair_of[rare], minlength=len(pairs)),
            by_rare + self.rest[first] * self.rest[second],
        )

    def _entries(self, groups: Ints) -> tuple[Ints, Ints]:
        """Where the terms of groups stand, one group behind the other, and an ascending key of (place, term) for each."""
        places, offsets = self.terms.places(groups)
        keys = np.repeat(np.arange(len(groups)), np.diff(offsets)) * len(self.distinct)
        keys += self.terms.values[places].astype(np.int64)
        return places, keys


def _routine(window: Window, terms: UInt64s, config: RelatedConfig) -> Floats:
    """For each term (ascending) the share of the days before those that may be related on which it stood.

    One day more is unknown.
    """
    last = window.days[-1].day
    before = [day for day in window.days if (last - day.day).days > config.days]
    held = np.zeros(len(terms))
    for day in before:
        held += day.postings.counts(terms) > 0
    return held / (len(before) + 1)
