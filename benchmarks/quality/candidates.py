"""Candidates against brute force: of all pairs that verification accepts, the share that become candidates.

Brute force decides every two texts that share as many five-word runs as any rule needs, found through all runs.
The look-up of near fingerprints is held against all pairs of fingerprints.
"""

from collections.abc import Sequence
from datetime import date

import numpy as np

from benchmarks.quality.hardset import egyptian, hard_set, saudi
from pipelines.dedup import DEFAULT, Features, features_of
from pipelines.dedup.arrays.postings import Postings
from pipelines.dedup.rules.boilerplate import find_boilerplate
from pipelines.dedup.rules.candidates import find_candidates, near_fingerprints
from pipelines.dedup.rules.verification import Verifier
from pipelines.text import normalize_all
from tests.support.real_data import saudi_articles

_SAMPLE = 10_000
Pair = tuple[int, int]


def run() -> None:
    """Prints a line a set."""
    for name, articles in (("Egyptian", egyptian()), ("Saudi", saudi())):
        made = hard_set(articles, seed=1)
        _print(
            f"hard set, {name}", [one.text for one in made], [one.published_at.toordinal() for one in made]
        )
    real = sorted(saudi_articles(), key=lambda one: (one["date"], one["id"]))[:_SAMPLE]
    days = [date.fromisoformat(one["date"][:10]).toordinal() for one in real]
    _print("Saudi articles", [one["text"] for one in real], days)


def _print(name: str, texts: Sequence[str], days: Sequence[int]) -> None:
    features, ordinals = features_of(normalize_all(texts)), np.array(days)
    boilerplate = find_boilerplate(features, ordinals, DEFAULT)
    _, first = np.unique(features.text_hashes, return_index=True)
    compared = np.sort(first[features.lengths[first] >= DEFAULT.min_words])
    candidates = set(map(tuple, find_candidates(features, compared, boilerplate.segments, DEFAULT).tolist()))
    verifier = Verifier(
        features.take(compared),
        ordinals[compared],
        boilerplate.shingles[features.shingles.places(compared)[0]],
        DEFAULT,
    )
    features = features.take(compared)
    accepted = {pair for pair in _overlapping(features) if verifier.decide(*pair) is not None}
    near = set(map(tuple, near_fingerprints(features.fingerprints, DEFAULT.hamming).tolist()))
    all_near = _all_near(features)
    print(
        f"{name}: {len(features):,} different texts, {len(candidates):,} candidates, {len(accepted):,} pairs by brute "
        f"force; recall {len(candidates & accepted) / len(accepted):.4f}; near fingerprints {len(near):,} of "
        f"{len(all_near):,}, recall {len(near & all_near) / max(len(all_near), 1):.4f}",
        flush=True,
    )


def _overlapping(features: Features) -> set[Pair]:
    """All pairs that share as many runs as the rules ask for at least."""
    everything = np.arange(len(features))
    runs = Postings.of(features.shingles, everything)
    found: set[Pair] = set()
    for second in range(len(features)):
        counts = np.zeros(len(features), np.int64)
        for _, _, rows in runs.within(features.shingles[second], features.shingles[second]):
            counts += np.bincount(rows, minlength=len(features))
        earlier = np.flatnonzero(counts[:second] >= DEFAULT.min_shared)
        found.update((first, second) for first in earlier.tolist())
    return found


def _all_near(features: Features) -> set[Pair]:
    """All pairs within the Hamming distance, each fingerprint held against all."""
    found: set[Pair] = set()
    for second, fingerprint in enumerate(features.fingerprints):
        distances = np.bitwise_count(features.fingerprints[:second] ^ fingerprint)
        found.update((first, second) for first in np.flatnonzero(distances <= DEFAULT.hamming).tolist())
    return found
