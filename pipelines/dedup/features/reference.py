"""Fingerprints by the `simhash` package: slow, and the definition that ours must equal bit for bit."""

from collections import Counter

from simhash import Simhash

from pipelines.dedup.features.fingerprint import FEATURE_WORDS
from pipelines.dedup.features.hashing import feature_hash
from pipelines.text import NormalizedText


def simhash_features(text: NormalizedText) -> dict[str, int]:
    """The features of a text and how often each stands: pairs of neighbouring words; a lone word is its own feature."""
    words = text.split()
    if not words:
        return {}
    last = max(len(words) - FEATURE_WORDS + 1, 1)
    return dict(Counter(" ".join(words[start : start + FEATURE_WORDS]) for start in range(last)))


def reference_fingerprint(text: NormalizedText) -> int:
    """The package's fingerprint of a text; 0 for a text without words.

    Repeats are given to the package one by one where a feature stands over 50 times: it sums larger weights
    in a `uint8`, which overflows at 256 (simhash 2.1.2 on NumPy 2).
    """
    features = simhash_features(text)
    if not features:
        return 0
    # A weight over 50 that is no int takes the package's exact path, without the overflow.
    weighted = [(feature, count if count <= 50 else float(count)) for feature, count in features.items()]
    return int(Simhash(weighted, hashfunc=feature_hash).value)
