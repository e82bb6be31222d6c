"""Which groups of a day tell the same event as another of that day or of the three before it.

Republications share their sentences; two reports of one event share its names, places and figures. Those are rare words,
and a story of something else has hardly any of them together. So two groups are related where the cosine of their terms,
weighted by how rare each is among the groups of the last days (tf-idf), is high. What stood in the news on many days
before is a routine's (markets, weather, congratulations, receptions): it counts for less. What one outlet tells in other
words is not linked: its series and forms resemble each other as two reports of an event do.

How rare a term is depends on what else is there, and what is related must not depend on the order in which days arrive.
So the links of a day are made of that day and the `window_days` before it and of nothing else: a new day changes no
older links, and an older day that changes makes those of the days behind it anew.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from pipelines.dedup.arrays.postings import Postings, is_in
from pipelines.dedup.arrays.ragged import Bools, Ints, UInt64s
from pipelines.related.terms import DayTerms, Floats, Group

VERSION = 1
"""Raised whenever the same groups give other links or events."""


@dataclass(frozen=True, slots=True)
class RelatedConfig:
    """The thresholds, chosen where people who read the links found nine of ten true; docs/decisions/dedup.md has the figures.

    Attributes:
        window_days: days before a day whose groups tell with it how rare a term is.
        hours: groups further apart are not related; a multiple of 24. Days of the window before that tell what is routine.
        rare: a term that more groups of the window hold makes nobody a candidate. It bounds the time.
        shared: rare terms that two groups must share at least.
        similarity: cosine from which on groups of two outlets are related.
        rarity_power: the logarithm of a term's rarity is raised to this: names tell more than themes.
    """

    window_days: int = 10
    hours: int = 72
    rare: int = 40
    shared: int = 4
    similarity: float = 0.27
    rarity_power: float = 1.5

    @property
    def days(self) -> int:
        """Days before a day whose groups may be related with its own."""
        return -(-self.hours // 24)

    @property
    def config_id(self) -> str:
        """Version and first 12 hex digits of the SHA-256 of all thresholds."""
        digest = hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()
        return f"{VERSION}.{digest[:12]}"


DEFAULT = RelatedConfig()

Int32s = npt.NDArray[np.int32]

# Shared terms that a link shows.
_TERMS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Link:
    """Two groups that tell the same event.

    Attributes:
        earlier, later: group ids, in the order of publication, then of ids.
        similarity: cosine of their terms, above 0, at most 1; four decimals.
        telling: hashes of terms that both have, the most telling ones; `words_with` says which words of a lead they are.
    """

    earlier: str
    later: str
    similarity: float
    telling: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Window:
    """The terms of all groups of a window, those of the last day behind.

    Attributes:
        groups: of all days.
        starts: where the terms of each group begin, and the end of all.
        rows: the group that holds each term.
        terms: number of each term, ascending inside a group.
        weights: of unit length for each group.
        held_by: for each number of a term, how many groups of the window hold it.
        last: position of the first group of the last day.
    """

    groups: Sequence[Group]
    starts: Ints
    rows: Int32s
    terms: Int32s
    weights: Floats
    held_by: Ints
    last: int

    @classmethod
    def of(cls, days: Sequence[DayTerms], config: RelatedConfig) -> "_Window":
        groups = [group for day in days for group in day.groups]
        first_of_day = np.cumsum([0, *(len(day.groups) for day in days)])
        # Of a large window each of these arrays is hundreds of megabytes: none is wider than it has to be.
        rows = np.concatenate(
            [(day.rows + first).astype(np.int32) for day, first in zip(days, first_of_day, strict=False)]
        )
        terms, counts = _numbered(np.concatenate([day.terms for day in days]))
        rarity = np.log(len(groups) / counts) ** config.rarity_power
        rarity *= 1 - _routine(days, terms, len(counts), config)
        weights = np.concatenate([day.weights for day in days])
        weights *= rarity[terms]
        lengths = np.sqrt(np.bincount(rows, weights * weights, minlength=len(groups)))
        weights /= np.where(lengths > 0, lengths, 1.0)[rows]
        starts = np.searchsorted(rows, np.arange(len(groups) + 1))
        return cls(groups, starts, rows, terms, weights, counts, int(first_of_day[-2]))

    def candidates(self, config: RelatedConfig) -> Iterator[tuple[int, int]]:
        """Pairs of groups, the second of the last day, that may reach the lowest similarity."""
        rare = ((self.held_by >= 2) & (self.held_by <= config.rare))[self.terms]
        entries = np.flatnonzero(rare)
        entries = entries[np.argsort(self.terms[entries], kind="stable")]
        postings = Postings(self.terms[entries].astype(np.uint64), entries.astype(np.uint32))
        asked = entries[self.rows[entries] >= self.last]
        keys, products = [np.empty(0, np.int64)], [np.empty(0)]
        values = self.terms[asked].astype(np.uint64)
        for which, _, others in postings.within(values, values):
            mine = asked[which]
            earlier = self.rows[others] < self.rows[mine]
            here, there = mine[earlier], others[earlier]
            keys.append(self.rows[there].astype(np.int64) * len(self.groups) + self.rows[here])
            products.append(self.weights[here] * self.weights[there])
        # Most pairs share one term only: sorting tells them before anything is added up.
        every = np.concatenate(keys)
        in_order = np.sort(every)
        enough = in_order[config.shared - 1 :] == in_order[: len(in_order) - config.shared + 1]
        pairs = np.unique(in_order[config.shared - 1 :][enough])
        hits = np.flatnonzero(is_in(every.astype(np.uint64), pairs.astype(np.uint64)))
        which_pair = np.searchsorted(pairs, every[hits])
        by_rare = np.bincount(which_pair, np.concatenate(products)[hits], minlength=len(pairs))
        first, second = pairs // len(self.groups), pairs % len(self.groups)
        # What the frequent terms can add at most (Cauchy and Schwarz).
        rest = self._length_of(~rare)
        likely = by_rare + rest[first] * rest[second] >= config.similarity
        yield from zip(first[likely].tolist(), second[likely].tolist(), strict=True)

    def _length_of(self, chosen: Bools) -> Floats:
        squares = np.where(chosen, self.weights * self.weights, 0.0)
        lengths: Floats = np.sqrt(np.bincount(self.rows, squares, minlength=len(self.groups)))
        return lengths

    def shared(self, first: int, second: int) -> tuple[Ints, Floats]:
        """Places of the terms that two groups share in the first one's, and the product of the weights of each."""
        mine, other = (slice(self.starts[row], self.starts[row + 1]) for row in (first, second))
        _, here, there = np.intersect1d(
            self.terms[mine], self.terms[other], assume_unique=True, return_indices=True
        )
        return here + self.starts[first], self.weights[mine][here] * self.weights[other][there]


def _numbered(hashes: UInt64s) -> tuple[Int32s, Ints]:
    """The number of each hash among the distinct ones, ascending, and how often each of these stands."""
    order = np.argsort(hashes)
    in_order = hashes[order]
    fresh = np.ones(len(hashes), np.bool_)
    np.not_equal(in_order[1:], in_order[:-1], out=fresh[1:])
    numbers = np.empty(len(hashes), np.int32)
    numbers[order] = np.cumsum(fresh, dtype=np.int32) - 1
    counts: Ints = np.diff(np.append(np.flatnonzero(fresh), len(hashes)))
    return numbers, counts


def _routine(days: Sequence[DayTerms], terms: Int32s, distinct: int, config: RelatedConfig) -> Floats:
    """For each number of a term the share of the days before those that may be related on which it stood.

    One day more is unknown.
    """
    last = days[-1].day
    held = np.zeros(distinct)
    before = 0
    at = 0
    for day in days:
        if (last - day.day).days > config.days:
            stood = np.zeros(distinct, np.bool_)
            stood[terms[at : at + len(day.terms)]] = True
            held += stood
            before += 1
        at += len(day.terms)
    return held / (before + 1)


def links_of_day(days: Sequence[DayTerms], config: RelatedConfig = DEFAULT) -> list[Link]:
    """The links of the groups of a day with others of that day and of the days before it.

    Args:
        days: terms of the day, last, and of each of the `window_days` before it that has groups, in order.
        config: thresholds.

    Returns:
        By earlier, then later group.
    """
    window = _Window.of(days, config)
    hashes = np.concatenate([day.terms for day in days])
    links = []
    for first, second in window.candidates(config):
        one, other = window.groups[first], window.groups[second]
        # What one outlet tells twice in other words is a series or a form: prices, weather, weddings.
        if one.source_id == other.source_id:
            continue
        if abs(one.published_at - other.published_at) > timedelta(hours=config.hours):
            continue
        places, products = window.shared(first, second)
        similarity = round(float(products.sum()), 4)
        if similarity < config.similarity:
            continue
        earlier, later = sorted((one, other), key=lambda group: (group.published_at, group.group_id))
        telling = hashes[places[np.argsort(-products, kind="stable")[:_TERMS_SHOWN]]]
        links.append(Link(earlier.group_id, later.group_id, similarity, tuple(telling.tolist())))
    return sorted(links, key=lambda link: (link.earlier, link.later))
