"""`find_pairs`: all verified pairs among stories in memory."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import repeat

import numpy as np

from pipelines.dedup.arrays.postings import Postings
from pipelines.dedup.arrays.ragged import Bools, Ints, UInt64s
from pipelines.dedup.features.fingerprint import Features
from pipelines.dedup.rules.boilerplate import Boilerplate, find_boilerplate
from pipelines.dedup.rules.candidates import find_candidates
from pipelines.dedup.rules.config import DedupConfig
from pipelines.dedup.rules.families import Doubt, issues_of_families, may_be_issues, witnesses_among
from pipelines.dedup.rules.overlap import EQUAL_TEXTS, Overlap
from pipelines.dedup.rules.verification import (
    EQUAL_TEXT,
    Judgement,
    Reason,
    Rule,
    Verifier,
)
from pipelines.processes import Apply

WORDS_AT_ONCE = 1 << 21
"""Words of the candidates that are decided together: some thousand news stories, about 100 MB at most."""


@dataclass(frozen=True, slots=True)
class DuplicatePair:
    """Two stories that are one, with the evidence.

    Attributes:
        first, second: numbers of the stories, first the earlier in canonical order.
        hamming: distance of the fingerprints, 0 to 64 bits.
        overlap: what they share.
        rule: that decided.
        reason: how the second relates to the first.
    """

    first: int
    second: int
    hamming: int
    overlap: Overlap
    rule: Rule
    reason: Reason


Track = Callable[[Iterator[DuplicatePair | None], int], Iterable[DuplicatePair | None]]
"""Passes on what was decided about each of so many candidates, to show how far it is."""


Cut = Callable[[int], None]
"""Is told how many stories share a passage with so many others (`DedupConfig.crowd`) that they were not compared by it."""


@dataclass(frozen=True, slots=True)
class Portion:
    """Candidates that are decided together, with all that is needed for it: whoever decides need not be this process.

    Attributes:
        stories: the numbers of their stories, ascending.
        features: of these.
        days: day ordinal of each, or `boilerplate.UNDATED`.
        minutes: of the publication of each, as `Verifier` has them.
        boilerplate: for each of their shingles' values, whether it tells nothing.
        candidates: pairs of positions in `stories`, shape (m, 2).
        config: thresholds.
    """

    stories: Ints
    features: Features
    days: Ints
    minutes: Ints | None
    boilerplate: Bools
    candidates: Ints
    config: DedupConfig


@dataclass(frozen=True, slots=True)
class Decided:
    """What came of a portion: its pairs, those of them that may be issues of a template, and how many candidates it had."""

    pairs: list[DuplicatePair]
    doubts: list[Doubt]
    candidates: int


def equal_pair(first: int, second: int) -> DuplicatePair:
    """The pair of a story and one with the same text."""
    return DuplicatePair(first, second, 0, EQUAL_TEXTS, EQUAL_TEXT, "identical")


def duplicate_pair(first: int, second: int, fingerprints: UInt64s, judgement: Judgement) -> DuplicatePair:
    """The pair of two stories that a judgement found to be one.

    Args:
        first: number of the earlier story.
        second: number of the later one.
        fingerprints: of both.
        judgement: with a rule and a reason.
    """
    if judgement.rule is None or judgement.reason is None:
        raise ValueError("these are not one story")
    distance = int(np.bitwise_count(fingerprints[0] ^ fingerprints[1]))
    return DuplicatePair(first, second, distance, judgement.overlap, judgement.rule, judgement.reason)


def find_pairs(
    features: Features,
    days: Ints,
    config: DedupConfig,
    *,
    minutes: Ints | None = None,
    order: Ints | None = None,
    track: Track = lambda decided, _: decided,
    cut: Cut = lambda _: None,
    apply: Apply = map,
) -> list[DuplicatePair]:
    """Finds the duplicate pairs among stories.

    Equal texts are paired with the first of them only, so a million copies cost a million pairs, not their
    square; the first one stands for all when others are compared.

    Args:
        features: of all stories; where they are mapped from files, few of them are in memory at a time.
        days: day ordinal of each, or `boilerplate.UNDATED`.
        config: thresholds.
        minutes: of the publication of each, as `Verifier` has them.
        order: their rows in canonical order; None where they are given in it.
        track: is given what was decided about each candidate and the number of candidates, and passes the first on.
        cut: is given the number of stories that share a passage with a crowd of others, if there are any.
        apply: applies a function to portions of the work.

    Returns:
        Pairs of positions in canonical order, ascending.
    """
    if order is None:
        order = np.arange(len(features))
    lengths = features.lengths[order]
    long_enough = np.flatnonzero(lengths >= config.min_words)
    _, first_of, inverse = np.unique(
        features.text_hashes[order[long_enough]], return_index=True, return_inverse=True
    )
    representative = long_enough[first_of[inverse]]
    copies = representative != long_enough
    pairs = list(map(equal_pair, representative[copies].tolist(), long_enough[copies].tolist()))

    boilerplate = find_boilerplate(features, days, config)
    if boilerplate.crowded.any():
        cut(len(features.segments.rows_at(np.flatnonzero(boilerplate.crowded))))
    compared = np.unique(representative[lengths[representative] >= config.min_words])
    candidates = compared[find_candidates(features, order[compared], boilerplate.segments, config)]
    doubtful: list[Doubt] = []
    portions = _portions(features, days, minutes, order, candidates, boilerplate=boilerplate, config=config)
    decided = _each(apply(decide_portion, portions), doubtful)
    found = [pair for pair in track(decided, len(candidates)) if pair is not None]
    issues = issues_of_families(
        doubtful,
        _Days(features, days, order, config).witnesses,
        lambda stories: features.words_of(order[stories]),
        config,
        apply,
    )
    pairs += [pair for pair in found if (pair.first, pair.second) not in issues]
    return sorted(pairs, key=lambda pair: (pair.first, pair.second))


class _Days:
    """The stories by day: of each text the first one of the day, wherever else it stands."""

    def __init__(self, features: Features, days: Ints, order: Ints, config: DedupConfig) -> None:
        self._features = features
        self._days = days[order]
        self._order = order
        self._config = config
        self._of_day: dict[int, tuple[Ints, Postings]] = {}

    def witnesses(self, story: int) -> Ints:
        """As `issues_of_families` wants them."""
        day = int(self._days[story])
        if day not in self._of_day:
            of_day = np.flatnonzero(self._days == day)
            _, firsts = np.unique(self._features.text_hashes[self._order[of_day]], return_index=True)
            stories = of_day[np.sort(firsts)]
            held = self._features.segments.take(self._order[stories])
            self._of_day[day] = stories, Postings.of(held, np.arange(len(stories)))
        stories, postings = self._of_day[day]
        rows = self._order[stories]
        segments = self._features.segments[self._order[story]]
        return stories[witnesses_among(postings, segments, self._features.text_hashes[rows], self._config)]


def _portions(
    features: Features,
    days: Ints,
    minutes: Ints | None,
    order: Ints,
    candidates: Ints,
    *,
    boilerplate: Boilerplate,
    config: DedupConfig,
) -> Iterator[Portion]:
    words = np.cumsum(features.lengths[order[candidates]].sum(axis=1))
    cuts = np.flatnonzero(np.diff(words // WORDS_AT_ONCE)) + 1
    for portion in np.split(candidates, cuts):
        stories = np.unique(portion)
        rows = order[stories]
        yield Portion(
            stories,
            features.take(rows),
            days[rows],
            None if minutes is None else minutes[rows],
            boilerplate.shingles[features.shingles.places(rows)[0]],
            np.searchsorted(stories, portion),
            config,
        )


def decide_portion(portion: Portion) -> Decided:
    """Decides the candidates of a portion."""
    verifier = Verifier(portion.features, portion.days, portion.boilerplate, portion.config, portion.minutes)
    pairs, doubts = [], []
    for first, second in portion.candidates.tolist():
        judgement = verifier.decide(first, second)
        if judgement is None:
            continue
        ends = int(portion.stories[first]), int(portion.stories[second])
        if judgement.slots is not None and may_be_issues(judgement.slots):
            doubts.append(Doubt(*ends, judgement.slots))
        pairs.append(duplicate_pair(*ends, portion.features.fingerprints[[first, second]], judgement))
    return Decided(pairs, doubts, len(portion.candidates))


def _each(decided: Iterable[Decided], doubtful: list[Doubt]) -> Iterator[DuplicatePair | None]:
    """For each candidate of all portions the pair, or None where it is none; notes those that may be issues."""
    for portion in decided:
        doubtful += portion.doubts
        yield from portion.pairs
        yield from repeat(None, portion.candidates - len(portion.pairs))
