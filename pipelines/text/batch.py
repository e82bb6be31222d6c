"""`normalize_all`: the same as `normalize`, for many texts at once and several times faster.

One look-up table, made from `normalize` itself, says for each UTF-16 code unit what it becomes on its own.
Texts with a character whose result depends on its neighbours (combining marks that compose, surrogates,
ligatures that expand, final sigma) go through `normalize`; in Arabic news that is about one in a hundred.
"""

import unicodedata
from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from pipelines.text import rules
from pipelines.text.normalize import NormalizedText, normalize

_DROPPED = 0
_DEPENDS = 1
_SPACE = ord(" ")
_END = ord("\n")
_HANGUL_JAMO = range(0x1100, 0x1200)  # compose with one another though they are no combining marks
_BATCH = 64


@cache
def _table() -> npt.NDArray[np.uint16]:
    """What each code unit becomes: a letter or digit, `_SPACE`, `_DROPPED`, or `_DEPENDS`."""
    dropped = {code for rule in rules.ALL for code, replacement in rule.items() if replacement is None}
    table = np.full(0x10000, _DEPENDS, np.uint16)
    for code in range(0x10000):
        character = chr(code)
        if code in dropped:
            table[code] = _DROPPED
        elif 0xD800 <= code < 0xE000 or unicodedata.combining(character) or code in _HANGUL_JAMO:
            continue
        elif character != "Σ":
            # A context letter on each side shows characters that vanish without parting words.
            result = normalize(f"x{character}x")
            if result == "x x":
                table[code] = _SPACE
            elif len(result) == 3 and ord(result[1]) < 0x10000:
                table[code] = ord(result[1])
    return table


def normalize_all(texts: Sequence[str]) -> list[NormalizedText]:
    """`[normalize(text) for text in texts]`, fast."""
    result: list[NormalizedText] = []
    for start in range(0, len(texts), _BATCH):
        result += _normalize_batch(texts[start : start + _BATCH])
    return result


def _normalize_batch(texts: Sequence[str]) -> list[NormalizedText]:
    encoded = [text.encode("utf-16-le", "surrogatepass") for text in texts]
    units = np.frombuffer(b"\n\0".join([*encoded, b""]), np.uint16)
    ends = np.cumsum([len(text) // 2 + 1 for text in encoded]) - 1
    folded = _table()[units]
    folded[ends] = _END
    depends = np.searchsorted(ends, np.flatnonzero(folded == _DEPENDS))
    folded = folded[folded != _DROPPED]
    # One space between words, none at either end of a text.
    apart = (folded == _SPACE) | (folded == _END)
    surplus = folded == _SPACE
    surplus[1:] &= apart[:-1]
    folded = folded[~surplus]
    surplus = folded == _SPACE
    surplus[:-1] &= folded[1:] == _END
    folded = folded[~surplus]
    folded[folded == _DEPENDS] = ord("?")
    lines = folded.tobytes().decode("utf-16-le").split("\n")[:-1]
    for position in np.unique(depends):
        lines[position] = normalize(texts[position])
    return [NormalizedText(line) for line in lines]
