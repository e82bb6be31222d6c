"""The steps of a corpus in their order, and what is found at the end."""

from collections.abc import Iterator
from functools import partial
from itertools import islice

import numpy as np

from pipelines.dedup.arrays.ragged import Bools, Ints
from pipelines.dedup.corpus import buckets, catalogue, grouping, ranges, verified, witnesses
from pipelines.dedup.corpus.catalogue import ABSENT, Catalogue
from pipelines.dedup.corpus.pair_arrays import pairs_in
from pipelines.dedup.corpus.parts import Part, id_text
from pipelines.dedup.corpus.work import Show, Work
from pipelines.dedup.in_memory import DuplicatePair
from pipelines.processes import Apply

# Pairs whose ids are looked up together.
_PAIRS_AT_ONCE = 1 << 14


def find_groups_of_corpus(work: Work, parts: int, apply: Apply, show: Show) -> None:
    """Finds the pairs and groups of all parts that `write_part` wrote; what is done already is not done again.

    Args:
        work: the folder with the parts.
        parts: so many.
        apply: applies a function to numbers of parts or ranges: here, in processes, or on other machines.
        show: shows how far each step is.
    """

    def once(step: str, function: partial[None]) -> None:
        if not work.is_done(step):
            function()

    once(catalogue.STEP, partial(catalogue.write_catalogue, work, parts))
    bits = Catalogue.of(work).range_bits
    each = partial(work.each, apply=apply, show=show)
    each(buckets.STEP, buckets.write_buckets, parts)
    each(ranges.MARKS, ranges.mark_boilerplate, 1 << bits["shingles"])
    each(ranges.SEGMENT_PAIRS, ranges.pair_segments, 1 << bits["segments"])
    each(ranges.FINGERPRINT_PAIRS, ranges.pair_fingerprints, 1 << bits["fingerprints"])
    each(verified.TELLING, verified.write_marks, parts)
    each(verified.STEP, verified.decide_part, parts)
    once(witnesses.DOUBTED, partial(witnesses.write_doubted, work))
    each(witnesses.RANGES, witnesses.find_witnesses, 1 << bits["segments"])
    each(witnesses.PARTS, witnesses.merge_witnesses, parts)
    each(witnesses.STEP, witnesses.find_issues, parts)
    each(grouping.PAIRS, grouping.write_pairs, parts)
    once(grouping.STEP, partial(grouping.write_groups, work, apply))


class Groups:
    """What was found: the groups and pairs of a corpus, part by part."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._catalogue = Catalogue.of(work)
        self._canonical: Ints = work.read(grouping.STEP)["canonical"]

    @property
    def count(self) -> int:
        """Number of groups, those of one text included."""
        return int(np.count_nonzero(self._canonical == np.arange(len(self._canonical))))

    @property
    def in_crowds(self) -> int:
        """Number of texts that share a passage with so many others that they were not compared by it."""
        count = 1 << self._catalogue.range_bits["segments"]
        return len(
            np.unique(
                np.concatenate([self._work.read(ranges.CROWDS, at)["rows"].copy() for at in range(count)])
            )
        )

    def of_part(self, number: int) -> tuple[Ints, list[str], Bools]:
        """Of each text of a part: where it stands in the source, its group's id, and whether it stands for the group.

        A text whose id stands before it is left out.
        """
        ranks = self._catalogue.ranks[self._catalogue.rows_of(number)]
        present = np.flatnonzero(ranks != ABSENT)
        canonical = self._canonical[ranks[present]]
        rows = Part.of(self._work, number).rows[present]
        return rows, self.ids(canonical), canonical == ranks[present]

    def pairs_of_part(self, number: int) -> Iterator[tuple[str, str, DuplicatePair]]:
        """The pairs of a part, each with the ids of its texts, the earlier first."""
        rest = pairs_in(self._work.read(grouping.PAIRS, number))
        while pairs := list(islice(rest, _PAIRS_AT_ONCE)):
            firsts = self.ids(np.array([pair.first for pair in pairs], np.int64))
            seconds = self.ids(np.array([pair.second for pair in pairs], np.int64))
            yield from zip(firsts, seconds, pairs, strict=True)

    def ids(self, ranks: Ints) -> list[str]:
        """The ids of texts, by their place in canonical order."""
        names = [""] * len(ranks)
        for part, places, rows in self._catalogue.by_part(self._catalogue.in_order[ranks]):
            ids = Part.of(self._work, part).ids(rows)
            for place, name in zip(places.tolist(), ids, strict=True):
                names[place] = id_text(name)
        return names
