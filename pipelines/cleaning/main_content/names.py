"""What the words in names of elements (classes, ids, roles) say of the lines in them, by weights that were learned."""

import re
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from pipelines.cleaning.main_content.around import Around

_WORDS = re.compile(r"[^\W\d_]+")
_NO_ASCII_LETTERS = {code: " " for code in range(0x80) if code and not chr(code).isalpha()}
_CAMEL = re.compile(r"([a-z])([A-Z])")
# Between names, where no page can have it.
_APART = "\0"
# Names of elements whose sums are kept.
_REMEMBERED_MAX = 20_000


def words_of_names(names: Sequence[str]) -> list[list[str]]:
    """The words of some elements' naming attributes; all are split at once, since a page has hundreds of them."""
    joined = _APART.join(name if name.islower() else _CAMEL.sub(r"\1 \2", name) for name in names).lower()
    if joined.isascii():
        joined = joined.translate(_NO_ASCII_LETTERS)
        return [part.split() for part in joined.split(_APART)] if names else []
    return [_WORDS.findall(part) for part in joined.split(_APART)]


class NameScores:
    """What words in names of elements add to the log-odds that lines in an element are content.

    Sums of a word's weights are remembered by name, since the pages of a source repeat theirs.

    Args:
        weights: of a word, or of a tag with a `<` before it: for lines in the element itself, and for lines further in.
    """

    def __init__(self, weights: Mapping[str, tuple[float, float]]) -> None:
        # A letter alone says nothing.
        self._weights = {word: weight for word, weight in weights.items() if len(word) > 1}
        self._known: dict[tuple[str, str], tuple[float, float]] = {}

    def of(self, around: Around) -> npt.NDArray[np.float64]:
        """The sums for the elements of a page; shape (elements, 2)."""
        if len(self._known) > _REMEMBERED_MAX:
            self._known.clear()
        known = self._known
        new = [names for names in around.kinds if names not in known]
        for names, words in zip(new, words_of_names([name for _, name in new]), strict=True):
            known[names] = self._sums(names[0], words)
        sums = np.array([sum_ for names in around.kinds for sum_ in known[names]]).reshape(-1, 2)
        found: npt.NDArray[np.float64] = sums[around.kind]
        return found

    def _sums(self, tag: str, words: Sequence[str]) -> tuple[float, float]:
        weights = self._weights
        own, more = weights.get(f"<{tag}", (0.0, 0.0))
        for own_of_word, more_of_word in [weights[word] for word in dict.fromkeys(words) if word in weights]:
            own += own_of_word
            more += more_of_word
        return own, more
