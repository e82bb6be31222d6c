"""What is written into a search box: words in any order, "a phrase", -without; and what of that the index is asked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipelines.text.search.keys import pair_key, stem_key, words_of
from pipelines.text.search.stems import beginnings, forms

# A phrase in any quotation marks, or what stands between spaces; a minus before it excludes it. A hyphen inside a word is none.
_TERM = re.compile(
    r"(?P<minus>[-−–])?(?:[\"“”„«»](?P<phrase>[^\"“”„«»]+)(?:[\"“”„«»]|$)|(?P<word>[^\s\"“”„«»]+))"
)
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


@dataclass(frozen=True, slots=True)
class Lookup:
    """One question to the index: a document fits if any of the keys is in that field of it.

    Attributes:
        field: `text`, `title` or `pair`.
        keys: numbers of `pipelines.text.search.keys`.
    """

    field: str
    keys: tuple[int, ...]


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


def lookups(term: SearchTerm) -> Iterator[Lookup]:
    """What must all be found of a document that holds the term."""
    is_phrase = len(term.words) > 1
    for number, word in enumerate(term.words):
        # Inside a phrase a word stands as it was written.
        written = [word] if number else forms(word)
        yield Lookup("text", _keys(written))
    if is_phrase:
        first, second, *_ = term.words
        yield Lookup("pair", tuple(sorted({pair_key(one, second) for one in beginnings(first)})))
        for one, other in pairwise(term.words[1:]):
            yield Lookup("pair", (pair_key(one, other),))


def title_lookups(terms: Sequence[SearchTerm]) -> list[Lookup]:
    """Each wanted word, in titles."""
    words = dict.fromkeys(word for term in terms if not term.is_excluded for word in term.words)
    return [Lookup("title", _keys(forms(word))) for word in words]


def _keys(words: Sequence[str]) -> tuple[int, ...]:
    return tuple(sorted({stem_key(word) for word in words}))
