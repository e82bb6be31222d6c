"""Two texts laid side by side, word by word: how much of them runs in parallel, and where they part.

A text with touched words and a story told anew can share equally few shingles, since one changed word spoils five of
them. Side by side they differ: the touched copy parts in single words, the other in phrases.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

import numpy as np
from rapidfuzz.distance import LCSseq

from pipelines.dedup.rules.config import DedupConfig

LONG_GAP = 4
"""More words than this in one place are another phrase, no touched word. Of the hard set's copies with 15 % of
their words changed, three quarters have no longer gap; of silver-wrong Saudi pairs, a fifth has none."""


# A place where so many words at most differ was touched; in a longer one a phrase or sentence is another, or left out.
_TOUCHED_WORDS = 3
_BLOCK_WORDS = 3
_PASSAGE_WORDS = 4


class Block(NamedTuple):
    """Words that run in parallel: where they begin in the one text and in the other, and their number."""

    one: int
    other: int
    words: int


class Gap(NamedTuple):
    """Words between two blocks, before the first or behind the last: from and to, in the one text and in the other."""

    one: tuple[int, int]
    other: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Alignment:
    """The longest common subsequence of two texts' words.

    Attributes:
        blocks: in order; the last is empty and stands behind the last word of each text.
    """

    blocks: Sequence[Block]

    @property
    def common(self) -> int:
        """Words that run in parallel."""
        return sum(block.words for block in self.blocks)

    @property
    def parted(self) -> int:
        """Words in gaps longer than `LONG_GAP`.

        In each gap, of the text that has more of them; behind the last parallel word of the text that has fewer,
        since the other may simply go on.
        """
        *gaps, last = [(gap.one[1] - gap.one[0], gap.other[1] - gap.other[0]) for gap in self.gaps()]
        parted = [*map(max, gaps), min(last)]
        return sum(words for words in parted if words > LONG_GAP)

    def passages(self) -> "Alignment":
        """Only the blocks of `_PASSAGE_WORDS` and more: fewer words run in parallel by chance, too."""
        return Alignment([block for block in self.blocks if not 0 < block.words < _PASSAGE_WORDS])

    @property
    def touched(self) -> int:
        """Places in which a few words differ, are dropped or added."""
        sizes = [max(gap.one[1] - gap.one[0], gap.other[1] - gap.other[0]) for gap in self.gaps()]
        return sum(0 < size <= _TOUCHED_WORDS for size in sizes)

    @property
    def longest_gap(self) -> int:
        """Words of the one text's longest passage that has nothing in parallel."""
        return max(gap.one[1] - gap.one[0] for gap in self.gaps())

    def gaps(self) -> list[Gap]:
        """What lies before each block; as many as there are blocks, some of them empty."""
        gaps = []
        one = other = 0
        for block in self.blocks:
            gaps.append(Gap((one, block.one), (other, block.other)))
            one, other = block.one + block.words, block.other + block.words
        return gaps


def align(one: Sequence[int], other: Sequence[int], at_least: float) -> Alignment | None:
    """Lays two texts side by side.

    Args:
        one: a hash for each word; time and memory grow with the product of both lengths.
        other: the same of the other text.
        at_least: words that must run in parallel.

    Returns:
        The alignment, or None if fewer words do.
    """
    if LCSseq.similarity(one, other, score_cutoff=ceil(at_least)) < at_least:
        return None
    blocks = LCSseq.editops(one, other).as_matching_blocks()
    return Alignment([Block(block.a, block.b, block.size) for block in blocks])


def share_of_sentences(alignment: Alignment, words: int, config: DedupConfig) -> float:
    """Share of the one text's sentences that have a near-equal one in the other, in the same order.

    Normalised text has no stops, so its sentences are stretches of about `config.sentence_words` words. One is
    near-equal if `config.sentence_alike` of its words stand in blocks of three and more: short words run in parallel
    by chance.

    Args:
        alignment: of the two.
        words: number of words of the one.
        config: thresholds.
    """
    in_parallel = np.zeros(words, np.bool_)
    for block in alignment.blocks:
        if block.words >= _BLOCK_WORDS:
            in_parallel[block.one : block.one + block.words] = True
    sentences = np.array_split(in_parallel, max(1, round(words / config.sentence_words)))
    return float(np.mean([sentence.mean() >= config.sentence_alike for sentence in sentences]))
