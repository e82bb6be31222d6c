"""Fingerprints a second: ours beside the `simhash` package, interleaved, on the same real articles."""

import statistics
import time
from collections.abc import Callable

from simhash import Simhash

from pipelines.dedup import features_of
from pipelines.dedup.features.reference import reference_fingerprint
from pipelines.text import normalize_all
from tests.support.real_data import saudi_articles

ROUNDS = 5


def run() -> None:
    """Prints the median of five rounds, and the ratio of medians."""
    texts = [article["text"] for article in saudi_articles() if len(article["text"].split()) > 30][::20]
    normalized = normalize_all(texts)
    contenders: dict[str, tuple[Callable[[], object], int]] = {
        "ours, from raw text (normalise, fingerprint, segments, shingles)": (
            lambda: features_of(normalize_all(texts)),
            len(texts),
        ),
        "simhash package, its defaults, raw text": (lambda: [Simhash(text) for text in texts[:200]], 200),
        "simhash package, our features and hash, normalised": (
            lambda: [reference_fingerprint(text) for text in normalized[:200]],
            200,
        ),
    }
    speeds: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(ROUNDS):
        for name, (work, count) in contenders.items():
            start = time.process_time()
            work()
            speeds[name].append(count / (time.process_time() - start))
    ours = statistics.median(next(iter(speeds.values())))
    for name, measured in speeds.items():
        median = statistics.median(measured)
        print(
            f"{median:10,.0f} stories/s [{min(measured):,.0f}..{max(measured):,.0f}]"
            f"  ours/this {ours / median:6.1f}  {name}"
        )
