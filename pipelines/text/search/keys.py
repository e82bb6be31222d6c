"""What a search index holds of a text: a number for each word, and one for each two words in a row.

Words are those of `normalize`. A word stands for all that share its stem.
"""

import zlib
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipelines.text.batch import normalize_all
from pipelines.text.normalize import NORMALIZER_VERSION, normalize
from pipelines.text.search.stems import STEMMER_VERSION, behind_letter, first_of_phrase, stem

Keys = npt.NDArray[np.uint32]

_FORMAT_VERSION = 2
KEYS_VERSION = NORMALIZER_VERSION * 1_000_000 + STEMMER_VERSION * 1_000 + _FORMAT_VERSION
"""Stored with every text of the index; another one makes it be indexed anew."""

PLACE_BITS = 10
PLACES = 1 << PLACE_BITS
"""Places in a text are counted modulo this: of texts that have the pairs of a longer phrase apart, one in so many is found."""
PAIR_KEYS = 4_194_301
"""Pairs of words share this many numbers (a prime, below 2^22). Of the texts that have both words of a phrase apart, about
one in 20,000 has another pair with the phrase's number, and is found with it."""
NO_PAIR = PAIR_KEYS
"""Stands for the pair of a text's last word, which has none behind it."""
# Spreads the first word over the numbers, so that "a b" and "b a" are two (Knuth, The Art of Computer Programming, 6.4).
_SPREAD = 2_654_435_761


def words_of(text: str) -> list[str]:
    """The words of a text or search, folded."""
    return normalize(text).split()


def stem_key(word: str) -> int:
    """The number of a word's stem."""
    return zlib.crc32(stem(word).encode())


def keys_of(word: str) -> tuple[int, ...]:
    """The numbers under which a text is found that has this word."""
    behind = behind_letter(word)
    return (stem_key(word),) if behind is None else (stem_key(word), zlib.crc32(behind.encode()))


def pair_key(first: str, second: str) -> int:
    """The number of two words in a row, as they are written but for what Arabic writes to the first."""
    firsts = np.array([zlib.crc32(first_of_phrase(first).encode())], np.uint32)
    return int(_pairs(firsts, np.array([zlib.crc32(second.encode())], np.uint32))[0])


class Words(NamedTuple):
    """The words of texts, one text after the other.

    Attributes:
        stems: of each word the number of its stem.
        behind: of each word the number of what stands behind a letter that may be written to it; that of its stem again
            where there is none.
        pairs: of each word the number of the pair that it makes with the next, `NO_PAIR` where its text ends.
        places: where each word stands, modulo `PLACES`, from a beginning that differs from text to text: so words in a row of
            one text have places in a row, and those of two texts hardly ever.
        lengths: how many words each text has.
    """

    stems: Keys
    behind: Keys
    pairs: Keys
    places: Keys
    lengths: list[int]


class KeyTable(dict[str, int]):
    """The numbers of the words of many texts; each word is looked at once."""

    def __init__(self) -> None:
        self._new: list[tuple[int, int, int, int]] = []
        self._numbers = np.empty((0, 4), np.uint32)

    def __missing__(self, word: str) -> int:
        """The row of a word that was not met before."""
        row = self[word] = len(self)
        keys = keys_of(word)
        first = first_of_phrase(word)
        self._new.append((keys[0], keys[-1], zlib.crc32(first.encode()), zlib.crc32(word.encode())))
        return row

    def of(self, texts: Sequence[str]) -> Words:
        """The words of texts."""
        # A text that begins with "Breaking" loses that in `normalize`; not if something stands before it.
        words = [line.split(" ")[1:] for line in normalize_all([f"0\n{text}" for text in texts])]
        lengths = np.array([len(line) for line in words], np.int64)
        ends = np.cumsum(lengths)
        rows = np.fromiter(map(self.__getitem__, chain.from_iterable(words)), np.int64, int(lengths.sum()))
        if self._new:
            self._numbers = np.append(self._numbers, np.array(self._new, np.uint32), axis=0)
            self._new.clear()
        stems, behind, firsts, exact = (self._numbers[:, column][rows] for column in range(4))
        pairs = np.append(_pairs(firsts[:-1], exact[1:]), np.uint32(NO_PAIR))[: len(rows)]
        pairs[ends[lengths > 0] - 1] = NO_PAIR
        beginnings = np.array([zlib.crc32(" ".join(line).encode()) for line in words], np.int64)
        places = np.arange(len(rows)) + np.repeat(beginnings - ends + lengths, lengths)
        return Words(stems, behind, pairs, (places % PLACES).astype(np.uint32), lengths.tolist())


def _pairs(firsts: Keys, seconds: Keys) -> Keys:
    """The number of each first word with its second."""
    spread = firsts.astype(np.uint64) * np.uint64(_SPREAD)
    return ((spread + seconds) % np.uint64(PAIR_KEYS)).astype(np.uint32)
