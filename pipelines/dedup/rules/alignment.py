"""Two texts laid side by side, word by word: how much of them runs in parallel, and where they part.

A text with touched words and a story told anew can share equally few five-word runs, since one changed word
spoils five of them. Side by side they differ: the touched copy parts in single words, the other in phrases.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

LONG_GAP = 4
"""More words than this in one place are another phrase, no touched word. Of the hard set's copies with 15 % of
their words changed, three quarters have no longer gap; of silver-wrong Saudi pairs, a fifth has none."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """The longest common subsequence of two texts' words.

    Attributes:
        common: its length in words.
        parted: words in gaps longer than `LONG_GAP`, in each the text that has more of them; behind the last
            parallel word the text that has fewer, since the other may simply go on.
    """

    common: int
    parted: int


def align(one: Sequence[int], other: Sequence[int], at_least: float) -> Alignment | None:
    """Lays two texts side by side.

    Args:
        one: a hash for each word; time and memory grow with the product of both lengths.
        other: the same of the other text.
        at_least: words that must run in parallel.

    Returns:
        The alignment, or None if fewer words do.
    """
    if LCSseq.similarity(one, other) < at_least:
        return None
    *blocks, end = LCSseq.opcodes(one, other).as_matching_blocks()
    common = end_one = end_other = parted = 0
    for block in blocks:
        gap = max(block.a - end_one, block.b - end_other)
        parted += gap if gap > LONG_GAP else 0
        common += block.size
        end_one, end_other = block.a + block.size, block.b + block.size
    rest = min(end.a - end_one, end.b - end_other)
    return Alignment(common, parted + (rest if rest > LONG_GAP else 0))
