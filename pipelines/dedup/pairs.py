"""`find_pairs`: all verified pairs among stories in memory."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from pipelines.dedup.boilerplate import find_boilerplate
from pipelines.dedup.candidates import find_candidates
from pipelines.dedup.config import DedupConfig
from pipelines.dedup.fingerprint import Features
from pipelines.dedup.ragged import Ints, UInt64s
from pipelines.dedup.verification import EQUAL_TEXT, EQUAL_TEXTS, Judgement, Overlap, Reason, Rule, Verifier


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
    track: Callable[[list[list[int]]], Iterable[list[int]]] = iter,
) -> list[DuplicatePair]:
    """Finds the duplicate pairs among stories that are given in canonical order.

    Equal texts are paired with the first of them only, so a million copies cost a million pairs, not their
    square; the first one stands for all when others are compared.

    Args:
        features: of all stories.
        days: day ordinal of each, or `boilerplate.UNDATED`.
        config: thresholds.
        track: wraps the list of candidates, to show how far it is.

    Returns:
        Pairs of positions, in ascending order.
    """
    lengths = features.lengths
    long_enough = np.flatnonzero(lengths >= config.min_words)
    _, first_of, inverse = np.unique(
        features.text_hashes[long_enough], return_index=True, return_inverse=True
    )
    representative = long_enough[first_of[inverse]]
    copies = representative != long_enough
    pairs = list(map(equal_pair, representative[copies].tolist(), long_enough[copies].tolist()))

    boilerplate = find_boilerplate(features, days, np.unique(days), config)
    compared = np.unique(representative[lengths[representative] >= config.short_words])
    among = features.take(compared)
    candidates = find_candidates(among, days[compared], boilerplate.segments, config)
    verifier = Verifier(among, days[compared], boilerplate.shingles, config)
    for first, second in track(candidates.tolist()):
        judgement = verifier.decide(first, second)
        if judgement is not None:
            fingerprints = among.fingerprints[[first, second]]
            pairs.append(duplicate_pair(int(compared[first]), int(compared[second]), fingerprints, judgement))
    return sorted(pairs, key=lambda pair: (pair.first, pair.second))
