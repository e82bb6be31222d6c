"""What is written into a search box: words in any order, "a phrase", -without."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.text.search.keys import words_of

# A phrase in any quotation marks, or what stands between spaces; a minus before it excludes it. A hyphen inside a word is none.
_TERM = re.compile(
    r"(?P<minus>[-−–])?(?:[\"“”„«»](?P<phrase>[^\"“”„«»]+)(?:[\"“”„«»]|$)|(?P<word>[^\s\"“”„«»]+))"
)
LENGTH_MAX = 200
"""Characters of a search that are read; whoever asks refuses more."""
WORDS_MAX = 20
"""Words of a search that count."""


@dataclass(frozen=True, slots=True)
class SearchTerm:
    """A word of a search, or several that must stand in a row.

    Attributes:
        words: folded.
        is_excluded: what holds it is not wanted.
    """

    words: tuple[str, ...]
    is_excluded: bool = False


def search_terms(words: str) -> list[SearchTerm]:
    """The terms of a search; all that are not excluded must be found, in any order."""
    found: list[SearchTerm] = []
    rest = WORDS_MAX
    for match in _TERM.finditer(words):
        term = tuple(words_of(match["phrase"] or match["word"]))[:rest]
        rest -= len(term)
        # A dash between words says nothing.
        if term:
            found.append(SearchTerm(term, is_excluded=match["minus"] is not None))
    return found


def wanted_words(terms: Sequence[SearchTerm]) -> list[str]:
    """Each word that must be found."""
    return list(dict.fromkeys(word for term in terms if not term.is_excluded for word in term.words))
