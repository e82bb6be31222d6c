"""Groups of the generated hard set: pair precision, recall and F1, and recall of each kind of copy."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from pipelines.dedup import DEFAULT, features_of, find_pairs, group_stories
from pipelines.text import normalize_all
from tests.support.real_data import readalso_documents, saudi_articles, saudi_pairs
from tests.support.texts.republications import Generator, HardText

ORIGINALS = 400
SEEDS = (1, 2)

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Figures:
    """How well groups agree with who is whose copy.

    Attributes:
        precision: share of the found pairs of texts that tell one story.
        recall: share of the pairs of texts of one story that are found.
        kinds: for each kind of copy, the share that stands in the group of its original, and their number.
        wrong: found pairs that tell two stories, by the kinds of the two.
    """

    precision: float
    recall: float
    kinds: dict[str, tuple[float, int]]
    wrong: Counter[str]

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.precision * self.recall / (self.precision + self.recall)


def run() -> None:
    """Prints the figures on sets made from Egyptian and from Saudi articles."""
    for name, articles in (("Egyptian", egyptian()), ("Saudi", saudi())):
        for seed in SEEDS:
            made = hard_set(articles, seed)
            found = figures(made, canonical(made))
            print(
                f"{name} articles, seed {seed}, {len(made):,} texts: pair precision {found.precision:.4f}, "
                f"recall {found.recall:.4f}, F1 {found.f1:.4f}"
            )
            for kind, (share, count) in found.kinds.items():
                print(f"{share:8.3f}  of {count} {kind}, in the group of their original")
            for kinds, count in found.wrong.most_common(3):
                print(f"{count:8}  wrong pairs: {kinds}")


def egyptian() -> list[str]:
    """Articles whose read-also blocks are cut out."""
    return [
        one["text"][: one["remove_start"]] + one["text"][one["remove_end"] :] for one in readalso_documents()
    ]


def saudi() -> list[str]:
    """Articles without a silver duplicate, so that each is a story of its own."""
    copied = {name for pair in saudi_pairs() for name in (pair["id_a"], pair["id_b"])}
    return [article["text"] for article in saudi_articles() if article["id"] not in copied]


def hard_set(articles: Sequence[str], seed: int, originals: int = ORIGINALS) -> list[HardText]:
    """A set in canonical order."""
    made = Generator(list(dict.fromkeys(articles)), seed).make(originals)
    return sorted(made, key=lambda text: (text.published_at, text.name))


def canonical(made: Sequence[HardText]) -> list[int]:
    """Our groups: the first text of each text's group."""
    features = features_of(normalize_all([text.text for text in made]))
    pairs = find_pairs(features, np.array([text.published_at.toordinal() for text in made]), DEFAULT)
    return group_stories(len(made), [(pair.first, pair.second, pair.rule) for pair in pairs])


def figures(made: Sequence[HardText], groups: Sequence[int]) -> Figures:
    """Holds groups against who is whose copy."""
    gold, found = _pairs(text.story for text in made), _pairs(groups)
    original = {text.story: at for at, text in enumerate(made) if text.kind == "original"}
    with_original: defaultdict[str, list[bool]] = defaultdict(list)
    for at, text in enumerate(made):
        if text.story in original and text.kind != "original":
            with_original[text.kind].append(groups[at] == groups[original[text.story]])
    return Figures(
        precision=len(gold & found) / max(len(found), 1),
        recall=len(gold & found) / len(gold),
        kinds={kind: (sum(hits) / len(hits), len(hits)) for kind, hits in sorted(with_original.items())},
        wrong=Counter(" + ".join(sorted((made[a].kind, made[b].kind))) for a, b in found - gold),
    )


def _pairs(labels: Iterable[str | int]) -> set[Pair]:
    members: defaultdict[str | int, list[int]] = defaultdict(list)
    for at, label in enumerate(labels):
        members[label].append(at)
    return {pair for group in members.values() for pair in combinations(group, 2)}
