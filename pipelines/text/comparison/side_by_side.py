"""Two texts laid side by side for reading: the places in which they differ, and which sentences stand for each other."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import LCSseq

from pipelines.text.normalize import normalize

WORDS_MAX = 5_000
"""Words of each text that are looked at; the time grows with the square."""

_WORD = re.compile(r"\S+")
_SENTENCE_END = re.compile(r"[.!?؟؛。！？][\"'”»)\]]*$")
# Share of a sentence's words that stand in another one, in parallel, from which on that is its counterpart.
_COUNTERPART = 0.5


@dataclass(frozen=True, slots=True)
class SideBySide:
    """How two texts stand to each other.

    Attributes:
        places: what stands in the one and in the other where they differ, in order; "" where one has nothing.
        sentences: a sentence of the one and its counterpart in the other, in the order of the texts; None where there is
            none.
    """

    places: tuple[tuple[str, str], ...]
    sentences: tuple[tuple[str | None, str | None], ...]


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a text: as compared, where each stands, and in which sentence."""

    text: str
    normal: Sequence[str]
    spans: Sequence[tuple[int, int]]
    sentence_of: Sequence[int]

    @classmethod
    def of(cls, text: str) -> "_Words":
        spans = [match.span() for match in _WORD.finditer(text)][:WORDS_MAX]
        # A sign alone is compared as nothing, so it never parts two texts.
        spans = [span for span in spans if normalize(text[slice(*span)])]
        sentence_of = []
        sentence = 0
        for at, (start, end) in enumerate(spans):
            sentence_of.append(sentence)
            behind = text[end : spans[at + 1][0]] if at + 1 < len(spans) else ""
            sentence += bool(_SENTENCE_END.search(text[start:end])) or "\n" in behind
        return cls(text, [normalize(text[slice(*span)]) for span in spans], spans, sentence_of)

    def between(self, start: int, end: int) -> str:
        return self.text[self.spans[start][0] : self.spans[end - 1][1]] if start < end else ""

    def sentences(self) -> list[str]:
        edges = [at for at in range(1, len(self.spans)) if self.sentence_of[at] != self.sentence_of[at - 1]]
        edges = [0, *edges, len(self.spans)] if self.spans else []
        return [self.between(start, end) for start, end in pairwise(edges)]


def side_by_side(left: str, right: str) -> SideBySide:
    """Lays two texts side by side, word by word as `normalize` compares them."""
    one, other = _Words.of(left), _Words.of(right)
    places: list[list[int]] = []
    shared: Counter[tuple[int, int]] = Counter()
    for step in LCSseq.opcodes(one.normal, other.normal):
        start, end, other_start, other_end = step.src_start, step.src_end, step.dest_start, step.dest_end
        if step.tag == "equal":
            both = zip(one.sentence_of[start:end], other.sentence_of[other_start:other_end], strict=True)
            shared.update(both)
        elif places and places[-1][1] == start and places[-1][3] == other_start:
            # An insertion behind a deletion: one place.
            places[-1][1], places[-1][3] = end, other_end
        else:
            places.append([start, end, other_start, other_end])
    return SideBySide(
        tuple((one.between(place[0], place[1]), other.between(place[2], place[3])) for place in places),
        tuple(_sentence_pairs(one, other, shared)),
    )


def _sentence_pairs(
    one: _Words, other: _Words, shared: Counter[tuple[int, int]]
) -> list[tuple[str | None, str | None]]:
    words = Counter(one.sentence_of)
    other_words = Counter(other.sentence_of)
    counterpart: dict[int, int] = {}
    for (here, there), count in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        is_one = count >= _COUNTERPART * min(words[here], other_words[there])
        if is_one and here not in counterpart and there not in counterpart.values():
            counterpart[here] = there
    theirs = other.sentences()
    shown = set(counterpart.values())
    pairs: list[tuple[str | None, str | None]] = []
    before = 0
    for number, sentence in enumerate(one.sentences()):
        beside = counterpart.get(number)
        if beside is not None:
            pairs += [(None, theirs[alone]) for alone in range(before, beside) if alone not in shown]
            before = max(before, beside + 1)
        pairs.append((sentence, None if beside is None else theirs[beside]))
    return pairs + [(None, theirs[alone]) for alone in range(before, len(theirs)) if alone not in shown]
