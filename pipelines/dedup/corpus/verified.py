"""The pairs of a part: what its shingles tell, and the candidates whose first text it has, decided."""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from pipelines.dedup.arrays.ragged import Bools, Ints, Ragged, offsets_of
from pipelines.dedup.corpus.catalogue import Catalogue
from pipelines.dedup.corpus.pair_arrays import arrays_of_doubts, arrays_of_pairs
from pipelines.dedup.corpus.parts import Part
from pipelines.dedup.corpus.ranges import FINGERPRINT_PAIRS, MARKS, SEGMENT_PAIRS
from pipelines.dedup.corpus.work import Work
from pipelines.dedup.features.fingerprint import Features
from pipelines.dedup.in_memory import WORDS_AT_ONCE, Portion, decide_portion
from pipelines.dedup.rules.candidates import distinct_pairs

TELLING = "boilerplate of parts"
STEP = "decisions"


def write_marks(work: Work, number: int) -> None:
    """Gathers, for each shingle of a part, whether it is boilerplate on the day of its text."""
    catalogue = Catalogue.of(work)
    marks = np.zeros(len(Part.of(work, number).features.shingles.values), np.bool_)
    for at in range(1 << catalogue.range_bits["shingles"]):
        found = work.read(MARKS, at)
        start, end = found["starts"][number : number + 2].tolist()
        marks[found["places"][start:end]] = True
    work.write(TELLING, number, {"marks": marks})


class _Parts:
    """The parts with their marks; those last used stay open."""

    def __init__(self, work: Work, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._open = lru_cache(maxsize=16)(
            lambda number: (Part.of(work, number), work.read(TELLING, number)["marks"])
        )

    def take(self, rows: Ints) -> tuple[Features, Ints, Ints, Bools]:
        """Features, days, minutes and marks of some rows of the corpus, in the given order."""
        taken, days, minutes, marks, lengths, places = [], [], [], [], [], []
        for number, at, rows_of_part in self._catalogue.by_part(rows):
            part, of_part = self._open(number)
            taken.append(part.take(rows_of_part))
            days.append(part.days[rows_of_part])
            minutes.append(part.minutes[rows_of_part])
            here, offsets = part.features.shingles.places(rows_of_part)
            marks.append(of_part[here])
            lengths.append(np.diff(offsets))
            places.append(at)
        back = np.argsort(np.concatenate(places))
        # Marks are taken as the shingles are: a row's stand behind one another.
        joined = Ragged(np.concatenate(marks).astype(np.uint64), offsets_of(np.concatenate(lengths)))
        return (
            Features.concatenate(taken, back),
            np.concatenate(days)[back],
            np.concatenate(minutes)[back],
            joined.take(back).values.astype(np.bool_),
        )


def decide_part(work: Work, number: int) -> None:
    """Decides the candidates whose first text (in the order of the source) is in a part."""
    catalogue = Catalogue.of(work)
    candidates = _candidates(work, catalogue, number)
    decided = [decide_portion(portion) for portion in _portions(work, catalogue, candidates)]
    found = arrays_of_pairs([pair for portion in decided for pair in portion.pairs])
    doubtful = arrays_of_doubts([doubt for portion in decided for doubt in portion.doubts])
    work.write(STEP, number, found | doubtful, candidates=len(candidates))


def _candidates(work: Work, catalogue: Catalogue, number: int) -> Ints:
    """Pairs of rows, distinct."""
    found = []
    for step, column in ((SEGMENT_PAIRS, "segments"), (FINGERPRINT_PAIRS, "fingerprints")):
        for at in range(1 << catalogue.range_bits[column]):
            pairs = work.read(step, at)
            here = slice(*pairs["starts"][number : number + 2].tolist())
            found.append(np.stack([pairs["first"][here], pairs["second"][here]], axis=1).astype(np.int64))
    return distinct_pairs(found)


def _portions(work: Work, catalogue: Catalogue, candidates: Ints) -> Iterator[Portion]:
    parts = _Parts(work, catalogue)
    of_second = np.searchsorted(catalogue.starts, candidates[:, 1], "right")
    candidates = candidates[np.argsort(of_second, kind="stable")]
    words = np.cumsum(catalogue.lengths[candidates].sum(axis=1))
    cuts = np.flatnonzero(np.diff(words // WORDS_AT_ONCE)) + 1
    for portion in np.split(candidates, cuts) if len(candidates) else []:
        ranks = catalogue.ranks[portion]
        stories = np.unique(ranks)
        features, days, minutes, marks = parts.take(catalogue.in_order[stories])
        pairs = np.sort(np.searchsorted(stories, ranks), axis=1)
        yield Portion(stories, features, days, minutes, marks, pairs, work.config)
