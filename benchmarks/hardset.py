"""Groups of the generated hard set: pair precision, recall and F1, and recall of each kind of copy."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

import numpy as np

from benchmarks.data import readalso_documents
from benchmarks.republications import Generator, HardText
from pipelines.dedup import DEFAULT, features_of, find_pairs, group_stories
from pipelines.text import normalize_all

ORIGINALS = 400
SEED = 1

Pair = tuple[int, int]


def run() -> None:
    """Prints the figures on a set made from Egyptian articles, their read-also blocks cut out."""
    texts = [
        one["text"][: one["remove_start"]] + one["text"][one["remove_end"] :] for one in readalso_documents()
    ]
    made = Generator(list(dict.fromkeys(texts)), SEED).make(ORIGINALS)
    made.sort(key=lambda text: (text.published_at, text.name))
    canonical = _canonical(made)
    gold, found = _pairs(text.story for text in made), _pairs(canonical)
    precision, recall = len(gold & found) / len(found), len(gold & found) / len(gold)
    f1 = 2 * precision * recall / (precision + recall)
    print(f"{len(made):,} texts: pair precision {precision:.4f}, recall {recall:.4f}, F1 {f1:.4f}")
    original = {text.story: at for at, text in enumerate(made) if text.kind == "original"}
    with_original: defaultdict[str, list[bool]] = defaultdict(list)
    for at, text in enumerate(made):
        if text.story in original and text.kind != "original":
            with_original[text.kind].append(canonical[at] == canonical[original[text.story]])
    for kind, hits in sorted(with_original.items()):
        print(f"{sum(hits) / len(hits):8.3f}  of {len(hits)} {kind}, in the group of their original")
    wrong = Counter(" + ".join(sorted((made[a].kind, made[b].kind))) for a, b in found - gold)
    for kinds, count in wrong.most_common(5):
        print(f"{count:8}  wrong pairs: {kinds}")


def _canonical(made: Sequence[HardText]) -> list[int]:
    features = features_of(normalize_all([text.text for text in made]))
    pairs = find_pairs(features, np.array([text.published_at.toordinal() for text in made]), DEFAULT)
    return group_stories(len(made), [(pair.first, pair.second, pair.rule) for pair in pairs])


def _pairs(labels: Iterable[str | int]) -> set[Pair]:
    members: defaultdict[str | int, list[int]] = defaultdict(list)
    for at, label in enumerate(labels):
        members[label].append(at)
    return {pair for group in members.values() for pair in combinations(group, 2)}
