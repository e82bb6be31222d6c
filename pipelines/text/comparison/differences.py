"""Two texts side by side: which words both have, and which only one has."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz.distance import Indel

from pipelines.text.normalize import normalize

WORDS_MAX = 8_000
"""Words compared of each text; what lies behind is shown as it is. Alignment of two such texts takes 0.1 s."""
_PIECE = re.compile(r"\S+\s*|\s+")


class Span(NamedTuple):
    """A stretch of text, white space included, and whether the other text lacks it."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both texts as spans that put together give them back.

    Attributes:
        left, right: spans in order.
        only_left, only_right: words, in order, that the other text lacks.
        cut: whether a text was longer than `WORDS_MAX`; its end counts as neither equal nor changed.
    """

    left: list[Span]
    right: list[Span]
    only_left: list[str]
    only_right: list[str]
    cut: bool


class _Block(NamedTuple):
    """`left[a:b]` stands for `right[c:d]`."""

    equal: bool
    a: int
    b: int
    c: int
    d: int


def compare(left: str, right: str) -> Comparison:
    """Aligns the words of two texts.

    Words are compared as fingerprints compare them (hamza, vowel signs, case and punctuation do not count),
    and shown as they stand. Equal words that stand alone between longer changes count as changed: chance
    hits of "في" or "the" make a comparison unreadable.
    """
    left_pieces, right_pieces = _PIECE.findall(left), _PIECE.findall(right)
    left_words = [normalize(piece) for piece in left_pieces[:WORDS_MAX]]
    right_words = [normalize(piece) for piece in right_pieces[:WORDS_MAX]]
    blocks = list(_blocks(left_words, right_words))
    changed_left = {
        place for block in blocks if not block.equal for place in range(block.a, block.b) if left_words[place]
    }
    changed_right = {
        place
        for block in blocks
        if not block.equal
        for place in range(block.c, block.d)
        if right_words[place]
    }
    return Comparison(
        left=_spans(left_pieces, changed_left),
        right=_spans(right_pieces, changed_right),
        only_left=[left_pieces[place].strip() for place in sorted(changed_left)],
        only_right=[right_pieces[place].strip() for place in sorted(changed_right)],
        cut=max(len(left_pieces), len(right_pieces)) > WORDS_MAX,
    )


def _blocks(left: Sequence[str], right: Sequence[str]) -> Iterator[_Block]:
    """The longest common subsequence as blocks, equal and not in turn, without chance hits."""
    merged: list[_Block] = []
    for step in Indel.opcodes(left, right):
        block = _Block(step.tag == "equal", step.src_start, step.src_end, step.dest_start, step.dest_end)
        if merged and not merged[-1].equal and not block.equal:
            before = merged.pop()
            block = block._replace(a=before.a, c=before.c)
        merged.append(block)
    for place, block in enumerate(merged):
        beside = merged[max(place - 1, 0) : place + 2]
        # The rule of diff-match-patch's "semantic cleanup": an equality no longer than either change beside it.
        chance = len(beside) == 3 and all(
            block.b - block.a <= max(other.b - other.a, other.d - other.c)
            for other in beside
            if other is not block
        )
        yield block._replace(equal=False) if chance else block


def _spans(pieces: list[str], changed: set[int]) -> list[Span]:
    spans: list[Span] = []
    for place, piece in enumerate(pieces):
        if spans and spans[-1].changed == (place in changed):
            spans[-1] = Span(spans[-1].text + piece, spans[-1].changed)
        else:
            spans.append(Span(piece, place in changed))
    return spans
