"""What is asked of all texts of a corpus at once: their canonical order, equal ids, equal texts, and their days.

About 200 bytes a text in one process: all that has to be seen together. What the texts hold is asked range by range.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from pipelines.dedup.arrays.array_file import Array, ArrayFile
from pipelines.dedup.arrays.ragged import Bools, Ints, UInt64s, offsets_of
from pipelines.dedup.corpus.parts import Part, id_text
from pipelines.dedup.corpus.work import Work
from pipelines.dedup.features.fingerprint import HASH_BITS
from pipelines.dedup.rules.boilerplate import day_numbers

STEP = "catalogue"
ABSENT = -1
"""The rank of a text whose id stands before it: it takes part in nothing."""
_COLUMNS = ("shingles", "segments")
# Bytes of an id that are compared at once; ids with more in common are compared as a whole.
_PREFIX = 16
# Hashes in a range: about 100 MB with all that is asked of them. At most so many ranges, so that what a part has of each
# is still worth a look: a corpus of more than 17 thousand million hashes has larger ones.
_VALUES_AT_ONCE = 1 << 22
_FINGERPRINTS_AT_ONCE = 1 << 20
_RANGE_BITS_MAX = 12
_MESSAGES_MAX = 10
# Ids that are in memory at a time, beside one run of equal times.
_IDS_AT_ONCE = 1 << 18


class Catalogue:
    """All texts of a corpus, by row: the parts' texts behind one another.

    Attributes:
        starts: the first row of each part, and the number of texts.
        ranks: place of each in canonical order, or `ABSENT`.
        in_order: the rows in canonical order.
        lengths: words of each.
        counted: whether it counts where boilerplate is told: equal texts of one day count once.
        compared: whether it is compared: the first of all with its text, and long enough.
        numbers: a small number for the day of each, as `day_numbers` has it.
        day_bits: so many bits tell all of them, and all within reach of them.
        copies: ranks of equal texts that are long enough: the first one, and each of the others; shape (m, 2).
        range_bits: logarithm of the number of ranges of each column, and of `fingerprints`.
        twice: how many ids stand twice, and some of them.
    """

    def __init__(self, arrays: ArrayFile) -> None:
        self.starts: Ints = arrays["starts"]
        self.ranks: Ints = arrays["ranks"]
        self.in_order: Ints = arrays["in_order"]
        self.lengths: Ints = arrays["lengths"]
        self.counted: Bools = arrays["counted"]
        self.compared: Bools = arrays["compared"]
        self.numbers: UInt64s = arrays["numbers"]
        self.copies: Ints = arrays["copies"].reshape(-1, 2)
        self.day_bits: int = arrays.note["day_bits"]
        self.range_bits: dict[str, int] = arrays.note["range_bits"]
        self.twice: tuple[int, list[str]] = tuple(arrays.note["twice"])

    @classmethod
    def of(cls, work: Work) -> "Catalogue":
        """The one that `write_catalogue` wrote."""
        return cls(work.read(STEP))

    @property
    def parts(self) -> int:
        """Number of parts."""
        return len(self.starts) - 1

    def rows_of(self, part: int) -> slice:
        """The rows of a part's texts."""
        return slice(int(self.starts[part]), int(self.starts[part + 1]))

    def by_part(self, rows: Ints) -> Iterator[tuple[int, Ints, Ints]]:
        """Some rows (in any order) part by part: its number, their places among the given ones, their rows in the part."""
        return _by_part(self.starts, rows)


def _by_part(starts: Ints, rows: Ints) -> Iterator[tuple[int, Ints, Ints]]:
    of = np.searchsorted(starts, rows, "right") - 1
    order = np.argsort(of, kind="stable")
    cuts = np.flatnonzero(np.diff(of[order])) + 1
    for places in np.split(order, cuts) if len(rows) else []:
        part = int(of[places[0]])
        yield part, places, rows[places] - starts[part]


class _Texts(NamedTuple):
    """What is asked of the texts, of all parts behind one another; copied, so that few files are open at a time."""

    text_hashes: UInt64s
    lengths: Ints
    days: Ints
    published: Ints
    id_hashes: UInt64s
    id_prefixes: Array

    @classmethod
    def of(cls, part: Part) -> "_Texts":
        """Of one part."""
        return cls(
            part.features.text_hashes.copy(),
            part.features.lengths,
            part.days.copy(),
            part.published.copy(),
            part.id_hashes.copy(),
            part.id_prefixes(_PREFIX),
        )


def write_catalogue(work: Work, count: int) -> None:
    """Makes the catalogue of so many parts."""
    of_parts = [_Texts.of(Part.of(work, part)) for part in range(count)]
    starts = offsets_of(np.array([len(texts.days) for texts in of_parts], np.int64))
    texts = _Texts(*map(np.concatenate, zip(*of_parts, strict=True)))
    twice, names = _ids_that_stand_twice(work, starts, texts)
    ranks, in_order = _canonical_order(work, starts, texts, twice)
    text_hashes, lengths = texts.text_hashes, texts.lengths
    numbers = day_numbers(texts.days, work.config.reach_days)
    day_bits = int(numbers.max(initial=0) + work.config.reach_days).bit_length()
    of_texts = in_order[np.argsort(text_hashes[in_order], kind="stable")]
    repeats = _same_as_before(text_hashes[of_texts])
    of_days = of_texts[np.argsort(numbers[of_texts], kind="stable")]
    counted, compared = np.zeros((2, len(ranks)), np.bool_)
    counted[of_days[~(_same_as_before(text_hashes[of_days]) & _same_as_before(numbers[of_days]))]] = True
    long_enough = lengths >= work.config.min_words
    compared[of_texts[~repeats]] = True
    compared &= long_enough
    firsts = of_texts[np.maximum.accumulate(np.where(repeats, 0, np.arange(len(of_texts))))]
    is_copy = repeats & long_enough[of_texts]
    copies = ranks[np.stack([firsts[is_copy], of_texts[is_copy]], axis=1)]
    range_bits = {column: _range_bits(_values(work, count, column), day_bits) for column in _COLUMNS}
    range_bits["fingerprints"] = min(
        _RANGE_BITS_MAX, (int(compared.sum()) // _FINGERPRINTS_AT_ONCE).bit_length()
    )
    arrays: dict[str, Array] = {
        "starts": starts,
        "ranks": ranks,
        "in_order": in_order,
        "lengths": lengths,
        "counted": counted,
        "compared": compared,
        "numbers": numbers,
        "copies": copies.ravel(),
    }
    note = {"day_bits": day_bits, "range_bits": range_bits, "twice": [int(twice.sum()), names]}
    work.write(STEP, 0, arrays, **note)


def _values(work: Work, parts: int, column: str) -> int:
    """How many values of a column all parts have."""
    return sum(len(getattr(Part.of(work, part).features, column).values) for part in range(parts))


def _range_bits(values: int, day_bits: int) -> int:
    """Logarithm of the number of ranges: for memory, and so that the rest of a hash and a day are one 64-bit key."""
    wanted = min(_RANGE_BITS_MAX, (values // _VALUES_AT_ONCE).bit_length())
    return max(wanted, HASH_BITS + day_bits - 64)


def _same_as_before(values: Array) -> Bools:
    same = np.zeros(len(values), np.bool_)
    same[1:] = values[1:] == values[:-1]
    return same


def _ids_of(work: Work, starts: Ints, rows: Ints) -> list[bytes]:
    names = [b""] * len(rows)
    for part, places, rows_of_part in _by_part(starts, rows):
        for place, name in zip(places.tolist(), Part.of(work, part).ids(rows_of_part), strict=True):
            names[place] = name
    return names


def _ids_that_stand_twice(work: Work, starts: Ints, texts: _Texts) -> tuple[Bools, list[str]]:
    """Which texts have an id that stands before them, and some of these ids."""
    order = np.argsort(texts.id_hashes, kind="stable")
    repeats = _same_as_before(texts.id_hashes[order])
    twice = np.zeros(len(order), np.bool_)
    suspects = np.sort(order[repeats | np.append(repeats[1:], False)])
    seen: set[bytes] = set()
    names: list[str] = []
    for row, name in zip(suspects.tolist(), _ids_of(work, starts, suspects), strict=True):
        if name in seen:
            twice[row] = True
            if len(names) < _MESSAGES_MAX:
                names.append(id_text(name).encode(errors="replace").decode())
        seen.add(name)
    return twice, names


def _canonical_order(work: Work, starts: Ints, texts: _Texts, absent: Bools) -> tuple[Ints, Ints]:
    """The rank of each text, and the rows in order: the earliest first, undated ones last, equal times by id."""
    words = np.ascontiguousarray(texts.id_prefixes).view(">u8").astype(np.uint64).reshape(-1, _PREFIX // 8)
    keys = (*words.T[::-1], texts.published)
    order = np.lexsort(keys)
    tied = np.logical_and.reduce([_same_as_before(key[order]) for key in keys])
    # Runs of equal times and beginnings, which the whole ids decide; some runs at a time.
    places = np.flatnonzero(tied | np.append(tied[1:], False))
    run = np.cumsum(~tied[places])
    begin = np.flatnonzero(np.diff(run, prepend=0))
    for some in np.split(places, begin[np.flatnonzero(np.diff(begin // _IDS_AT_ONCE)) + 1]):
        names = _ids_of(work, starts, order[some])
        runs = np.cumsum(~tied[some]).tolist()
        order[some] = order[some][sorted(range(len(some)), key=lambda at: (runs[at], names[at]))]
    in_order = order[~absent[order]]
    ranks = np.full(len(order), ABSENT, np.int64)
    ranks[in_order] = np.arange(len(in_order))
    return ranks, in_order
