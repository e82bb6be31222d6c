"""Where the words of a search stand in a text, and the passage that shows most of them."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

from pipelines.text.scripts import BURMESE, KANA_AND_HAN, KHMER, THAI_AND_LAO
from pipelines.text.search.keys import keys_of, words_of

_UNPARTED = f"{THAI_AND_LAO}{BURMESE}{KHMER}{KANA_AND_HAN}"
# Vowel signs and other marks stand within words, and what is invisible may.
_MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0903\u093a-\u094f\u200b-\u200f\u00ad"
_WORD = re.compile(rf"[{_UNPARTED}]|(?:(?![{_UNPARTED}])\w)(?:(?![{_UNPARTED}])[\w{_MARKS}])*")
# Characters of a passage.
_PASSAGE = 240
# Characters before the first marked word.
_BEFORE = 60


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text.

    Attributes:
        text: as it stands there.
        is_marked: whether it is a word of the search.
    """

    text: str
    is_marked: bool = False


def marked(text: str, keys: Collection[int]) -> list[Piece]:
    """A text in pieces, those marked whose stems have one of the numbers."""
    return list(_pieces(text, _spans(text, keys), 0, len(text)))


def passage(text: str, keys: Collection[int]) -> list[Piece]:
    """The passage of a text with the most different words of a search, in pieces; its beginning where none stands there."""
    spans = _spans(text, keys)
    start = max((at for at, _, _ in spans), key=lambda at: (_different(spans, at), -at), default=0)
    start = max(0, start - _BEFORE)
    end = min(len(text), start + _PASSAGE)
    start = text.rfind(" ", 0, start) + 1 if start else 0
    if end < len(text):
        end = max(text.rfind(" ", start, end), start) or end
    pieces = list(_pieces(text, spans, start, end))
    before, after = Piece("… "), Piece(" …")
    return [*([before] if start else []), *pieces, *([after] if end < len(text) else [])]


def keys_in(text: str, keys: Collection[int]) -> set[int]:
    """Which of the numbers the stems of a text have."""
    return {key for _, _, key in _spans(text, keys)}


def _spans(text: str, keys: Collection[int]) -> list[tuple[int, int, int]]:
    """Start, end and number of each word that is searched."""
    return [
        (match.start(), match.end(), key)
        for match in _WORD.finditer(text)
        for key in [next((key for key in _keys_of(match[0]) if key in keys), None)]
        if key is not None
    ]


@lru_cache(maxsize=1 << 16)
def _keys_of(word: str) -> tuple[int, ...]:
    return tuple(key for one in words_of(word) for key in keys_of(one))


def _different(spans: list[tuple[int, int, int]], start: int) -> int:
    return len({key for at, end, key in spans if at >= start and end <= start + _PASSAGE - _BEFORE})


def _pieces(text: str, spans: list[tuple[int, int, int]], start: int, end: int) -> Iterator[Piece]:
    at = start
    for first, last, _ in spans:
        if at <= first and last <= end:
            if at < first:
                yield Piece(text[at:first])
            yield Piece(text[first:last], is_marked=True)
            at = last
    if at < end:
        yield Piece(text[at:end])
