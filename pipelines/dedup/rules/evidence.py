"""What a copy has in common with the original of its group where the two make no verified pair.

A copy joins its group through other copies, too, and equal texts are paired with the first of them only. Whoever reads a
copy wants to know how it relates to the original all the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.dedup.features.fingerprint import features_of
from pipelines.dedup.rules.boilerplate import UNDATED
from pipelines.dedup.rules.config import DEFAULT
from pipelines.dedup.rules.overlap import Overlap
from pipelines.dedup.rules.verification import Reason, Verifier
from pipelines.text import normalize_all


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a copy has in common with its group's original.

    Attributes:
        hamming: distance of the fingerprints, 0 to 64 bits.
        overlap: what they share, boilerplate included.
        reason: how the copy relates to the original.
    """

    hamming: int
    overlap: Overlap
    reason: Reason


def evidence_against(original: str, copies: Sequence[str]) -> list[Evidence]:
    """The evidence of each copy of a group against its original.

    Args:
        original: its text, as it stands on the page.
        copies: the same of the copies; equal ones are compared once.
    """
    distinct = list(dict.fromkeys([original, *copies]))
    features = features_of(normalize_all(distinct))
    nothing = np.zeros(len(features.shingles.values), np.bool_)
    verifier = Verifier(features, np.full(len(distinct), UNDATED), nothing, DEFAULT)
    found = {}
    for row, text in enumerate(distinct):
        overlap, reason = verifier.relation(0, row)
        distance = int(np.bitwise_count(features.fingerprints[0] ^ features.fingerprints[row]))
        found[text] = Evidence(distance, overlap, reason)
    return [found[text] for text in copies]
