"""64-bit hashes of words and of shingles (so many words in a row), over a whole batch of texts at once.

A word's hash is a polynomial of its code points modulo 2^64, mixed; a shingle's hash is a polynomial of its
words' hashes, mixed. Both come from prefix sums, so the cost per character and per word is a few array
operations, whatever the length of the shingles. `feature_hash` gives the same numbers one feature at a time, in
plain Python: the form that the `simhash` package wants, and the definition that tests hold the arrays to.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from pipelines.dedup.arrays.ragged import Ints, UInt64s, offsets_of
from pipelines.text import NormalizedText

_MASK = 0xFFFFFFFFFFFFFFFF
# Odd, hence invertible modulo 2^64; digits of sqrt(2) and sqrt(3), nothing up the sleeve.
_CHARACTER_BASE = 0x6A09E667F3BCC909
_WORD_BASE = 0xBB67AE8584CAA73B
# The finaliser of MurmurHash3 (Appleby, public domain): every input bit moves every output bit.
_MIX_1 = 0xFF51AFD7ED558CCD
_MIX_2 = 0xC4CEB9FE1A85EC53
LETTER_BITS = 36
"""Bits that tell which letters a word has; as many as the Arabic block needs for each letter to have its own."""
# By the last bits of a code point, which tell the letters of one alphabet apart.
_LETTERS: UInt64s = np.uint64(1) << (np.arange(256, dtype=np.uint64) % np.uint64(LETTER_BITS))
# Words hashed together: all of a usual batch; one text of twenty megabytes has forty times as many.
_SPANS_AT_ONCE = 1 << 17


def _mix_number(value: int) -> int:
    value ^= value >> 33
    value = value * _MIX_1 & _MASK
    value ^= value >> 33
    value = value * _MIX_2 & _MASK
    return value ^ value >> 33


def _mix(values: UInt64s) -> UInt64s:
    shift = np.uint64(33)
    values = values ^ (values >> shift)
    values *= np.uint64(_MIX_1)
    values ^= values >> shift
    values *= np.uint64(_MIX_2)
    values ^= values >> shift
    return values


def _polynomial(coefficients: Sequence[int], base: int) -> int:
    value = 0
    for coefficient in reversed(coefficients):
        value = (value * base + coefficient) & _MASK
    return value


def feature_hash(feature: bytes) -> int:
    """Hash of one feature: words of normalised text with one space between them, as UTF-8.

    `simhash.Simhash(features, hashfunc=feature_hash)` gives our fingerprints.
    """
    words = [
        _mix_number(_polynomial([ord(character) for character in word], _CHARACTER_BASE))
        for word in feature.decode().split(" ")
    ]
    return words[0] if len(words) == 1 else _mix_number(_polynomial(words, _WORD_BASE))


@lru_cache(maxsize=4)
def _powers(base: int, length: int) -> tuple[UInt64s, UInt64s]:
    """`base ** i` and its inverse modulo 2^64, for i in 0..length-1 (length a power of two)."""
    pair = []
    for factor in (base, pow(base, -1, 1 << 64)):
        powers = np.ones(1, np.uint64)
        while len(powers) < length:
            powers = np.concatenate([powers, powers * np.uint64(pow(factor, len(powers), 1 << 64))])
        pair.append(powers)
    return pair[0], pair[1]


def _sums_of_spans(values: npt.NDArray[Any], base: int, starts: Ints, ends: Ints) -> UInt64s:
    """The polynomial of each span `values[start:end]`, its first value at power 0; starts and ends ascend."""
    sums = np.empty(len(starts), np.uint64)
    for first in range(0, len(starts), _SPANS_AT_ONCE):
        some = slice(first, first + _SPANS_AT_ONCE)
        low, high = starts[first], ends[some][-1]
        here = values[low:high].astype(np.uint64, copy=False)
        powers, inverses = _powers(base, 1 << max(len(here), 1).bit_length())
        prefix = np.zeros(len(here) + 1, np.uint64)
        np.cumsum(here * powers[: len(here)], out=prefix[1:])
        sums[some] = (prefix[ends[some] - low] - prefix[starts[some] - low]) * inverses[starts[some] - low]
    return sums


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a batch of texts.

    Attributes:
        hashes: one hash per word, texts behind one another.
        offsets: text i has the words `offsets[i]:offsets[i + 1]`.
        is_number: whether a word is a number.
        letters: a bit of `LETTER_BITS` for each letter that stands in a word, several letters a bit.
    """

    hashes: UInt64s
    offsets: Ints
    is_number: npt.NDArray[np.bool_]
    letters: UInt64s

    def shingles(self, length: int) -> tuple[UInt64s, Ints]:
        """Hash of each shingle of `length` words inside a text, and the offsets of the texts' shingles.

        A text with fewer words has one shingle: all of them; an empty text has none.
        """
        counts = np.diff(self.offsets)
        per_text = np.where(counts == 0, 0, np.maximum(counts - length + 1, 1))
        offsets = offsets_of(per_text)
        starts = np.arange(offsets[-1]) + np.repeat(self.offsets[:-1] - offsets[:-1], per_text)
        ends = np.minimum(starts + length, np.repeat(self.offsets[1:], per_text))
        hashes = _mix(_sums_of_spans(self.hashes, _WORD_BASE, starts, ends))
        single = ends - starts == 1
        hashes[single] = self.hashes[starts[single]]
        return hashes, offsets


def words_of(texts: Sequence[NormalizedText]) -> Words:
    """Hashes the words of each text."""
    joined = "\n".join(texts)
    characters = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    # Nothing in normalised text stands below the space but the line ends put in here.
    separators = np.flatnonzero(characters <= ord(" "))
    starts = np.concatenate([[0], separators + 1])
    ends = np.append(separators, len(characters))
    filled = ends > starts
    starts, ends = starts[filled], ends[filled]
    hashes = _mix(_sums_of_spans(characters, _CHARACTER_BASE, starts, ends))
    text_ends = np.cumsum([len(text) + 1 for text in texts]) - 1 if texts else np.empty(0, np.int64)
    offsets = np.concatenate([[0], np.searchsorted(starts, text_ends)]).astype(np.int64)
    first = characters[starts]
    is_number = (first >= ord("0")) & (first <= ord("9"))
    # `take` is twice as fast as an index.
    bits = _LETTERS.take(characters & np.uint32(len(_LETTERS) - 1))
    bits[separators] = 0
    letters = np.bitwise_or.reduceat(bits, starts) if len(starts) else bits[:0]
    return Words(hashes, offsets, is_number, letters)
