"""Pairs that two people judged: which of them our groups join, by how much of the shorter text stands in the other.

100 English texts of energy news; two texts of one "story chain" may be one text lightly rewritten, or the same event in
other words. The first are ours to join, the others are for the links between groups.
"""

import gzip
import json
from collections import Counter
from datetime import datetime

import numpy as np

from pipelines.dedup import DEFAULT, features_of, find_pairs, group_stories
from pipelines.dedup.arrays.postings import is_in
from pipelines.text import normalize_all
from tests.support.real_data import real_data_folder

_BANDS = ((0.8, "from .8 on"), (0.5, ".5 to .8"), (0.0, "below .5"))
_JUDGED = {"both": "both people", "one": "one of them", "none": "nobody"}


def run() -> None:
    """Prints a line for each band of containment and each judgement."""
    folder = real_data_folder() / "storychains"
    with gzip.open(folder / "docs.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = [json.loads(line) for line in lines]
    with gzip.open(folder / "pairs.jsonl.gz", "rt", encoding="utf-8") as lines:
        pairs = [json.loads(line) for line in lines]
    texts.sort(key=lambda text: (text["published_at"], text["id"]))
    place = {text["id"]: at for at, text in enumerate(texts)}
    features = features_of(normalize_all([text["text"] for text in texts]))
    days = np.array([datetime.fromisoformat(text["published_at"]).toordinal() for text in texts])
    found = find_pairs(features, days, DEFAULT)
    groups = group_stories(len(texts), [(pair.first, pair.second, pair.rule) for pair in found])
    all_pairs: Counter[tuple[str, str]] = Counter()
    joined: Counter[tuple[str, str]] = Counter()
    for pair in pairs:
        one, other = place[pair["a"]], place[pair["b"]]
        smaller, larger = sorted((features.shingles[one], features.shingles[other]), key=len)
        containment = float(np.mean(is_in(smaller, larger))) if len(smaller) else 0.0
        kind = next(name for least, name in _BANDS if containment >= least), _JUDGED[pair["label"]]
        all_pairs[kind] += 1
        joined[kind] += groups[one] == groups[other]
    for _, band in _BANDS:
        for people in _JUDGED.values():
            if all_pairs[band, people]:
                print(
                    f"containment {band}, one chain by {people}: {joined[band, people]} of "
                    f"{all_pairs[band, people]:,} in one group"
                )
