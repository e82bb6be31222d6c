"""`find_pairs`: all verified pairs that touch the stories asked about."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipelines.dedup.boilerplate import find_boilerplate
from pipelines.dedup.candidates import find_candidates
from pipelines.dedup.config import DedupConfig
from pipelines.dedup.fingerprint import Features
from pipelines.dedup.ragged import Ints
from pipelines.dedup.verification import EQUAL_TEXT, EQUAL_TEXTS, Overlap, Reason, Rule, Verifier


@dataclass(frozen=True, slots=True)
class DuplicatePair:
    """Two stories that are one, with the evidence.

    Attributes:
        first, second: positions, first the earlier in canonical order.
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


def find_pairs(
    features: Features,
    days: Ints,
    config: DedupConfig,
    *,
    focus: npt.NDArray[np.bool_] | None = None,
    track: Callable[[list[list[int]]], Iterable[list[int]]] = iter,
) -> list[DuplicatePair]:
    """Finds the duplicate pairs among stories that are given in canonical order.

    Equal texts are paired with the first of them only, so a million copies cost a million pairs, not their
    square; the first one stands for all when others are compared.

    Args:
        features: of all stories.
        days: day ordinal of each, or `boilerplate.UNDATED`; all stories within reach of those in focus
            must be among them.
        config: thresholds.
        focus: stories whose pairs are wanted; None for all. Stories with a text equal to one in focus
            count as in focus.
        track: wraps the list of candidates, to show how far it is.

    Returns:
        Pairs that touch the focus, in ascending order of positions.
    """
    n = len(features)
    focus = np.ones(n, np.bool_) if focus is None else with_equal_texts(features, focus)
    lengths = features.lengths
    long_enough = np.flatnonzero(lengths >= config.min_words)
    _, first_of, inverse = np.unique(
        features.text_hashes[long_enough], return_index=True, return_inverse=True
    )
    representative = long_enough[first_of[inverse]]
    copies = (representative != long_enough) & focus[long_enough]
    pairs = [
        DuplicatePair(int(first), int(second), 0, EQUAL_TEXTS, EQUAL_TEXT, "identical")
        for first, second in zip(representative[copies], long_enough[copies], strict=True)
    ]

    boilerplate = find_boilerplate(features, days, np.unique(days), config)
    compared = np.unique(representative[lengths[representative] >= config.short_words])
    among = features.take(compared)
    candidates = find_candidates(among, days[compared], focus[compared], boilerplate, config)
    verifier = Verifier(among, days[compared], boilerplate, config)
    for first, second in track(candidates.tolist()):
        judgement = verifier.decide(first, second)
        if judgement is not None and judgement.rule is not None and judgement.reason is not None:
            pairs.append(
                DuplicatePair(
                    int(compared[first]),
                    int(compared[second]),
                    int(np.bitwise_count(among.fingerprints[first] ^ among.fingerprints[second])),
                    judgement.overlap,
                    judgement.rule,
                    judgement.reason,
                )
            )
    return sorted(pairs, key=lambda pair: (pair.first, pair.second))


def with_equal_texts(features: Features, focus: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """The focus, widened to all stories with the same text as one in it."""
    return np.isin(features.text_hashes, np.unique(features.text_hashes[focus])) | focus
