"""What is kept of a story's text for comparison: fingerprint, segments, shingles, words.

All of it is a pure function of the normalised text; `FINGERPRINT_VERSION` and `NORMALIZER_VERSION` are stored
with every row, and any change of a result raises one of them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any, TypeVar

import numpy as np

from pipelines.dedup.arrays.ragged import Ints, Ragged, UInt64s, offsets_of
from pipelines.dedup.features.hashing import LETTER_BITS, Words, words_of
from pipelines.text import NORMALIZER_VERSION, NormalizedText

FINGERPRINT_VERSION = 3
VERSION = f"{NORMALIZER_VERSION}.{FINGERPRINT_VERSION}"
"""Of normaliser and fingerprint together; stored with each story."""

WORD_SHIFT = LETTER_BITS + 1
"""Bits of a word's value that are no hash."""
FEATURE_WORDS = 2
"""Words of a feature of the fingerprint. Two bear edits better than more, and push templates further away than one."""
SEGMENT_WORDS = 8
SEGMENT_WINDOW = 16
"""Two-word shingles in which at least one segment starts: two texts that share 23 words in a row meet. Against
windows of 12 words in 32 shingles, recall of the hard set (`python -m benchmarks hardset`, seed 1) is .9225 instead of
.8330 on Egyptian articles, .9195 instead of .8425 on Saudi ones."""
ALL_WINDOWS_BELOW = 60
"""A text of fewer words has all its 8-word windows and its shingles as segments: one touched word in a text of 18 leaves
no 8 words in a row that winnowing would meet."""
SHINGLE_WORDS = 5
"""Words of a shingle in which exact overlap is counted."""
LEAD_SHINGLES = 60
"""Number of 5-word shingles that count as a story's beginning: how many of the first 40 of one text lie in these of the other?"""
# Shingles and words that a portion holds, about: some thousand stories, 8 MB.
_PORTION_VALUES = 1 << 20
# 256 K characters keep a batch's arrays in the second-level cache; larger is not faster.
_BATCH_CHARACTERS = 1 << 18
HASH_BITS = 48
"""Of segments and shingles. Among the 10^8 shingles of a year of news, two different ones with one hash are to be
expected twenty times, and cost nothing where they meet."""
# Of a 64-bit key, for the story's place in its batch.
_ROW_BITS = 64 - HASH_BITS
_BATCH_TEXTS = (1 << _ROW_BITS) - 1

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Features:
    """The features of n stories, in their order.

    Attributes:
        fingerprints: 64-bit simhash over pairs of neighbouring words, shape (n,); 0 for an empty text.
        text_hashes: hash of all words in order: equal texts, equal hash.
        segments: distinct hashes of the winnowed 8-word windows of each story.
        shingles: distinct 48-bit hashes of the 5-word shingles of each story, ascending.
        leads: the same hashes of its first 60 shingles, in the order of the text.
        words: all words, in the order of the text, as `word_values` puts them.
    """

    fingerprints: UInt64s
    text_hashes: UInt64s
    segments: Ragged
    shingles: Ragged
    leads: Ragged
    words: Ragged

    def __len__(self) -> int:
        return len(self.fingerprints)

    @property
    def lengths(self) -> Ints:
        """Number of words of each story, shape (n,)."""
        lengths: Ints = np.diff(self.words.offsets)
        return lengths

    def lengths_of(self, rows: Ints) -> Ints:
        """Number of words of the given stories."""
        return self.words.offsets[rows + 1] - self.words.offsets[rows]

    def take(self, rows: Ints) -> "Features":
        """The features of the given stories, in the given order."""
        taken: dict[str, Any] = {}
        for column in fields(Features):
            values = getattr(self, column.name)
            taken[column.name] = values.take(rows) if isinstance(values, Ragged) else values[rows]
        return Features(**taken)

    def words_of(self, rows: Ints) -> Ragged:
        """The words of the given stories, in the given order."""
        return self.words.take(rows)

    def portions(self) -> Iterator[tuple[int, "Features"]]:
        """All stories, some at a time, and the number of the first of them; views, good until the next is asked for."""
        total = self.shingles.offsets + self.words.offsets
        start = 0
        while start < len(self):
            stop = max(start + 1, int(np.searchsorted(total, total[start] + _PORTION_VALUES, "right")) - 1)
            part: dict[str, Any] = {}
            for column in fields(Features):
                values = getattr(self, column.name)
                part[column.name] = (
                    values.part(start, stop) if isinstance(values, Ragged) else values[start:stop]
                )
            yield start, Features(**part)
            start = stop

    @classmethod
    def concatenate(cls, parts: Sequence["Features"], rows: Ints | None = None) -> "Features":
        """The stories of all parts, in order; or those of these positions behind one another, in the given order.

        A column at a time, and a day of which little changed is not joined first: memory is bounded by what comes out.
        """
        if not parts:
            return features_of([])
        columns: dict[str, Any] = {}
        for column in fields(Features):
            values = [getattr(part, column.name) for part in parts]
            if not isinstance(values[0], Ragged):
                joined = np.concatenate(values)
                columns[column.name] = joined if rows is None else joined[rows]
            else:
                columns[column.name] = (
                    Ragged.concatenate(values) if rows is None else Ragged.take_of(values, rows)
                )
        return Features(**columns)


def features_of(texts: Sequence[NormalizedText]) -> Features:
    """Computes the features of each text."""
    batches = [_features_of_batch(batch) for batch in _batches(texts)]
    return batches[0] if len(batches) == 1 else Features.concatenate(batches)


def in_batches(
    items: Iterable[_Item], characters: Callable[[_Item], int], most: int
) -> Iterator[list[_Item]]:
    """Texts in batches, so that few are in memory at a time: each ends with the text that makes it full.

    Args:
        items: the texts, or what holds one each.
        characters: of the text of an item.
        most: characters of a batch, beside those of its last text.
    """
    batch: list[_Item] = []
    held = 0
    for item in items:
        batch.append(item)
        held += characters(item)
        if held >= most:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch


def _batches(texts: Sequence[NormalizedText]) -> Iterator[Sequence[NormalizedText]]:
    start = characters = 0
    for position, text in enumerate(texts):
        characters += len(text) + 1
        if characters >= _BATCH_CHARACTERS or position - start + 1 == _BATCH_TEXTS:
            yield texts[start : position + 1]
            start, characters = position + 1, 0
    if start < len(texts) or not texts:
        yield texts[start:]


def _features_of_batch(texts: Sequence[NormalizedText]) -> Features:
    words = words_of(texts)
    counts = np.diff(words.offsets)
    pairs, pair_offsets = words.shingles(FEATURE_WORDS)
    hashes, hash_offsets = words.shingles(SHINGLE_WORDS)
    shingles = Ragged(hashes >> np.uint64(_ROW_BITS), hash_offsets)
    longest = int(counts.max(initial=1))
    whole, whole_offsets = words.shingles(max(longest, 1))
    text_hashes = np.zeros(len(texts), np.uint64)
    text_hashes[np.diff(whole_offsets) == 1] = whole
    return Features(
        fingerprints=simhash(pairs, pair_offsets),
        text_hashes=text_hashes,
        segments=_segments(words, pairs, pair_offsets, shingles),
        shingles=_distinct(shingles.values, shingles.rows, len(texts)),
        leads=shingles.heads(LEAD_SHINGLES),
        words=Ragged(word_values(words), words.offsets),
    )


def word_values(words: Words) -> UInt64s:
    """A value for each word: equal for equal words, and telling what two unequal ones have in common.

    From the highest bit: 27 bits of the hash, `LETTER_BITS` for the letters, one that is set for numbers.
    """
    known = words.letters << np.uint64(1) | words.is_number.astype(np.uint64)
    shift = np.uint64(WORD_SHIFT)
    return words.hashes >> shift << shift | known


# Byte b to a 64-bit word whose byte lanes hold the eight bits of b, highest bit in the highest lane.
_LANES: UInt64s = np.array(
    [sum((byte >> bit & 1) << (8 * bit) for bit in range(8)) for byte in range(256)], np.uint64
)
_LANE_MAXIMUM = 255


def simhash(hashes: UInt64s, offsets: Ints) -> UInt64s:
    """The simhash of each row of feature hashes: a bit is set where more than half of the features set it.

    Charikar's scheme with equal weights, repeats counted; the same bits as the `simhash` package gives.
    Eight bits at a time are counted in the byte lanes of one 64-bit sum, which holds for up to 255 features;
    longer rows are summed in chunks.

    Args:
        hashes: feature hashes, rows behind one another.
        offsets: of the rows, shape (n + 1,).

    Returns:
        uint64, shape (n,); 0 for an empty row.
    """
    counts = np.diff(offsets)
    chunks_per_row = -(-counts // _LANE_MAXIMUM)
    chunk_offsets = offsets_of(chunks_per_row)
    chunk_starts = np.repeat(offsets[:-1], chunks_per_row) + _LANE_MAXIMUM * (
        np.arange(chunk_offsets[-1]) - np.repeat(chunk_offsets[:-1], chunks_per_row)
    )
    filled = np.flatnonzero(counts)
    result = np.zeros(len(counts), np.uint64)
    if not len(filled):
        return result
    bytes_of_hashes = hashes.astype("<u8").view(np.uint8).reshape(-1, 8)
    majority = counts[filled, None]
    for byte in range(8):
        lanes = np.add.reduceat(_LANES.take(bytes_of_hashes[:, byte]), chunk_starts)
        ones = lanes.astype("<u8").view(np.uint8).reshape(-1, 8)
        sums = np.add.reduceat(ones, chunk_offsets[filled], axis=0, dtype=np.int64)
        bits = np.packbits(2 * sums > majority, axis=1, bitorder="little")[:, 0]
        result[filled] |= bits.astype(np.uint64) << np.uint64(8 * byte)
    return result


def _segments(words: Words, pairs: UInt64s, pair_offsets: Ints, shingles: Ragged) -> Ragged:
    """48-bit hashes of the 8-word windows that start at a smallest pair hash of some 16 successive ones.

    Winnowing (Schleimer, Wilkerson, Aiken 2003): two texts that share 23 words in a row share a segment.
    Of a text below `ALL_WINDOWS_BELOW`, all windows and shingles; of one shorter than a window, itself.
    """
    windows, offsets = words.shingles(SEGMENT_WORDS)
    n_texts = len(offsets) - 1
    counts = np.diff(offsets)
    # the pair that each window starts with
    starts = np.arange(offsets[-1]) + np.repeat(pair_offsets[:-1] - offsets[:-1], counts)
    keys = pairs[starts]
    rows = np.repeat(np.arange(n_texts), counts)
    smallest = _sliding(np.minimum, keys, SEGMENT_WINDOW)
    # A window of pairs counts only inside one text; a text with fewer pairs is one window (below).
    valid = np.arange(len(keys)) + SEGMENT_WINDOW <= np.repeat(offsets[1:], counts)
    smallest = np.where(valid, smallest, np.uint64(0))
    # A pair is chosen if it is the smallest of any window that holds it, i.e. of the largest such minimum.
    padded = np.concatenate([np.zeros(SEGMENT_WINDOW - 1, np.uint64), smallest])
    chosen = _sliding(np.maximum, padded, SEGMENT_WINDOW)[: len(keys)] == keys
    filled = counts > 0
    if filled.any():
        minima = np.repeat(np.minimum.reduceat(keys, offsets[:-1][filled]), counts[filled])
        chosen |= np.repeat(counts < SEGMENT_WINDOW, counts) & (keys == minima)
    short = np.diff(words.offsets) < ALL_WINDOWS_BELOW
    chosen |= short[rows]
    shingle_rows = shingles.rows
    of_short = short[shingle_rows]
    values = np.concatenate([windows[chosen] >> np.uint64(_ROW_BITS), shingles.values[of_short]])
    return _distinct(values, np.concatenate([rows[chosen], shingle_rows[of_short]]), n_texts)


def _sliding(extreme: np.ufunc, values: UInt64s, window: int) -> UInt64s:
    """`extreme` over `values[i:i + window]`; window is a power of two. Incomplete windows end early."""
    width = 1
    while width < window:
        values = np.concatenate([extreme(values[:-width], values[width:]), values[-width:]])
        width *= 2
    return values


def _distinct(values: UInt64s, rows: Ints, n_rows: int) -> Ragged:
    """Each row's distinct values, ascending; 48-bit values, so that one sort of keys with the row in front does."""
    row_shift = np.uint64(64 - _ROW_BITS)
    keys = np.sort((rows.astype(np.uint64) << row_shift) | values)
    fresh = np.ones(len(keys), np.bool_)
    fresh[1:] = keys[1:] != keys[:-1]
    keys = keys[fresh]
    return Ragged.select(keys & np.uint64((1 << (64 - _ROW_BITS)) - 1), keys >> row_shift, n_rows)
