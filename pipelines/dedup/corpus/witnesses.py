"""Issues of templates that a third text of the day tells, as `rules.families` decides it, for a whole corpus.

The witnesses of a story are the first texts, by hash, of all that share a segment with it on its day. So of each segment
the first few are enough, whatever crowd holds it; and of each range the first few of each story.
"""

from typing import NamedTuple

import numpy as np

from pipelines.dedup.arrays.array_file import Array
from pipelines.dedup.arrays.postings import is_in
from pipelines.dedup.arrays.ragged import Ints, Ragged, UInt64s, offsets_of
from pipelines.dedup.corpus.catalogue import Catalogue
from pipelines.dedup.corpus.pair_arrays import doubts_in
from pipelines.dedup.corpus.parts import Part
from pipelines.dedup.corpus.ranges import read_range
from pipelines.dedup.corpus.verified import STEP as DECISIONS
from pipelines.dedup.corpus.work import Work
from pipelines.dedup.rules.config import DedupConfig
from pipelines.dedup.rules.families import issues_of_families

DOUBTED = "doubted"
RANGES = "witnesses"
PARTS = "witnesses of parts"
STEP = "issues"


class _Witnesses(NamedTuple):
    """Rows of stories and of their witnesses, and the text hash of each witness."""

    stories: Ints
    hashes: UInt64s
    witnesses: Ints


def write_doubted(work: Work) -> None:
    """Collects the rows of all stories of doubtful pairs."""
    catalogue = Catalogue.of(work)
    ranks = [work.read(DECISIONS, part)["doubts"].copy() for part in range(catalogue.parts)]
    rows = np.unique(catalogue.in_order[np.concatenate([np.empty(0, np.int64), *ranks])])
    work.write(DOUBTED, 0, {"rows": rows})


def find_witnesses(work: Work, number: int) -> None:
    """Finds, in a range of the segments, texts that share one with a doubted story on its day."""
    catalogue = Catalogue.of(work)
    doubted = work.read(DOUBTED)["rows"].astype(np.uint64)
    held = read_range(work, catalogue, "segments", number)
    rows = held.rows(catalogue)
    asked = is_in(rows.astype(np.uint64), doubted)
    asked_keys, stories = held.keys[asked], rows[asked]
    among = is_in(held.keys, np.unique(asked_keys))
    keys, rows = held.keys[among], rows[among]
    hashes = _text_hashes(catalogue, work, rows)
    order = _first_of_each(keys, hashes, work.config.witnesses)
    keys, rows, hashes = keys[order], rows[order], hashes[order]
    starts = np.searchsorted(keys, asked_keys)
    counts = np.searchsorted(keys, asked_keys, "right") - starts
    places = np.arange(counts.sum()) + np.repeat(starts - offsets_of(counts)[:-1], counts)
    found = _Witnesses(np.repeat(stories, counts), hashes[places], rows[places])
    work.write(RANGES, number, _first_witnesses(found, catalogue, work.config))


def merge_witnesses(work: Work, number: int) -> None:
    """Puts together the witnesses of the doubted stories of a part."""
    catalogue = Catalogue.of(work)
    columns: dict[str, list[Array]] = {name: [] for name in _Witnesses._fields}
    for at in range(1 << catalogue.range_bits["segments"]):
        of_range = work.read(RANGES, at)
        here = slice(*of_range["starts"][number : number + 2].tolist())
        for name, arrays in columns.items():
            arrays.append(of_range[name][here].copy())
    found = _Witnesses(*map(np.concatenate, columns.values()))
    work.write(PARTS, number, _first_witnesses(found, catalogue, work.config))


def find_issues(work: Work, number: int) -> None:
    """Finds the doubtful pairs of a part that are issues of a template after all."""
    catalogue = Catalogue.of(work)
    doubts = list(doubts_in(work.read(DECISIONS, number)))
    witnesses = _witnesses_of(catalogue, work, np.unique([(one.first, one.second) for one in doubts]))

    def words_of(ranks: Ints) -> Ragged:
        words, places = [], []
        for part, at, rows in catalogue.by_part(catalogue.in_order[ranks]):
            words.append(Part.of(work, part).features.words_of(rows))
            places.append(at)
        return Ragged.concatenate(words).take(np.argsort(np.concatenate(places)))

    issues = issues_of_families(doubts, witnesses.__getitem__, words_of, work.config)
    work.write(STEP, number, {"ends": np.array(sorted(issues), np.int64).ravel()})


def _witnesses_of(catalogue: Catalogue, work: Work, ranks: Ints) -> dict[int, Ints]:
    """The ranks of the witnesses of each of some stories."""
    found = {}
    for part, at, rows in catalogue.by_part(catalogue.in_order[ranks.astype(np.int64)]):
        merged = work.read(PARTS, part)
        low, high = (
            np.searchsorted(merged["stories"], rows + catalogue.starts[part], side).tolist()
            for side in ("left", "right")
        )
        for place, start, end in zip(at.tolist(), low, high, strict=True):
            found[int(ranks[place])] = catalogue.ranks[merged["witnesses"][start:end]]
    return found


def _text_hashes(catalogue: Catalogue, work: Work, rows: Ints) -> UInt64s:
    hashes = np.empty(len(rows), np.uint64)
    for part, at, rows_of_part in catalogue.by_part(rows):
        hashes[at] = Part.of(work, part).features.text_hashes[rows_of_part]
    return hashes


def _first_of_each(groups: Array, hashes: UInt64s, count: int) -> Ints:
    """Places of the values with the least hashes of each group, so many of each at most, by group and hash."""
    order = np.lexsort((hashes, groups))
    grouped = groups[order]
    firsts = np.flatnonzero(np.diff(grouped, prepend=~grouped[:1]))
    place = np.arange(len(order)) - np.repeat(firsts, np.diff(firsts, append=len(order)))
    return order[place < count]


def _first_witnesses(found: _Witnesses, catalogue: Catalogue, config: DedupConfig) -> dict[str, Array]:
    """The first witnesses of each story, each once, and where the stories of each part begin."""
    order = np.lexsort((found.hashes, found.stories))
    stories, hashes = found.stories[order], found.hashes[order]
    fresh = np.ones(len(order), np.bool_)
    fresh[1:] = (stories[1:] != stories[:-1]) | (hashes[1:] != hashes[:-1])
    order = order[fresh]
    order = order[_first_of_each(found.stories[order], found.hashes[order], config.witnesses)]
    first = _Witnesses(found.stories[order], found.hashes[order], found.witnesses[order])
    return first._asdict() | {"starts": np.searchsorted(first.stories, catalogue.starts)}
