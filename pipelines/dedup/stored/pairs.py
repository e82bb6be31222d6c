"""`find_stored_pairs`: the pairs that `find_pairs` would find, of days on disk, as far as changed days can affect them."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from pipelines.dedup.arrays.postings import Postings, is_in
from pipelines.dedup.arrays.ragged import Ints, UInt64s
from pipelines.dedup.in_memory import DuplicatePair, duplicate_pair, equal_pair
from pipelines.dedup.rules.config import DedupConfig
from pipelines.dedup.rules.families import Doubt, issues_of_families, may_be_issues, witnesses_among
from pipelines.dedup.rules.overlap import may_be_one
from pipelines.dedup.rules.verification import Verifier
from pipelines.dedup.stored.boilerplate import boilerplate_marks, telling_holders
from pipelines.dedup.stored.days import StoredDays, StoryFacts, addresses_of, day_of
from pipelines.dedup.stored.feature_file import OrderKey
from pipelines.dedup.stored.index import CandidateIndex, hits_of
from pipelines.dedup.stored.to_decide import stories_to_decide

_STORIES_AT_ONCE = 8192
_HITS_AT_ONCE = 1 << 20
# The features of the stories of so many pairs are in memory, about 5 KB each.
_PAIRS_AT_ONCE = 8192
# As in a text of some hundred words.
_SEGMENTS_A_STORY = 30
# Of the microseconds that order keys have.
_MINUTE = 60_000_000


@dataclass(frozen=True, slots=True)
class FoundPairs:
    """What was found for some stories.

    Attributes:
        stories: addresses of all stories whose pairs these are.
        pairs: all pairs of theirs that were not in what was found before; `first` and `second` are addresses.
        cut: addresses of those that share a passage with so many others (`DedupConfig.crowd`) that they were not compared
            by it; of equal texts the first story.
    """

    stories: Ints
    pairs: list[DuplicatePair]
    cut: Ints


def find_stored_pairs(
    before: StoredDays,
    after: StoredDays,
    index: CandidateIndex,
    changed: Collection[int],
    config: DedupConfig,
    *,
    anew: Collection[int] = (),
    again: Mapping[int, Collection[str]] = MappingProxyType({}),
) -> Iterator[FoundPairs]:
    """Recomputes the pairs that the changed days can affect.

    Args:
        before: the days as the known pairs were found.
        after: the days as they are, all with their features.
        index: of `after`.
        changed: days that differ.
        config: thresholds.
        anew: days whose pairs are to be found whatever they were before.
        again: of days, ids of the stories whose pairs are to be found whatever they were before.

    Yields:
        The pairs of some thousand stories at a time. Pairs that touch no yielded story are as before.
    """
    search = _Search(after, index, config)
    parts: list[Ints] = []
    decided = stories_to_decide(before, after, changed, anew=anew, again=again, config=config)
    for day, rows in decided.items():
        parts.append(addresses_of(day, rows))
        if sum(map(len, parts)) >= _STORIES_AT_ONCE:
            yield search.pairs_of(np.concatenate(parts))
            parts = []
    if parts:
        yield search.pairs_of(np.concatenate(parts))


@dataclass(frozen=True, slots=True)
class _Texts:
    """Some texts and where in the archive they stand.

    Attributes:
        first: address of the first story with each text, in canonical order; it stands for all.
        which, holders: position of a text, and address of the first story of a day with it.
    """

    first: Ints
    which: Ints
    holders: Ints


class _Search:
    def __init__(self, days: StoredDays, index: CandidateIndex, config: DedupConfig) -> None:
        self._days = days
        self._index = index
        self._config = config
        self._done: dict[int, npt.NDArray[np.bool_]] = {}
        self._cut = np.empty(0, np.int64)

    def pairs_of(self, asked: Ints) -> FoundPairs:
        self._index.read_ahead(_SEGMENTS_A_STORY * len(asked))
        facts = self._days.facts(asked)
        texts = self._texts(asked, facts)
        _, fresh = np.unique(texts.first, return_index=True)
        fresh = fresh[~self._is_done(texts.first[fresh])]
        taken = np.isin(texts.which, fresh)
        stories, pairs = self._equal_texts(texts.first[texts.which[taken]], texts.holders[taken])
        compared = fresh[facts.lengths[fresh] >= self._config.min_words]
        self._cut = self._cut[:0]
        if len(compared):
            for candidates in self._candidates(asked[compared], texts.first[compared], facts.take(compared)):
                pairs += self._verified(candidates)
        for stored, _, rows in self._days.by_day(texts.first[fresh]):
            self._done.setdefault(stored.day, np.zeros(len(stored), np.bool_))[rows] = True
        return FoundPairs(np.union1d(asked, stories), pairs, self._cut)

    def _texts(self, asked: Ints, facts: StoryFacts) -> _Texts:
        """The texts of some stories, wherever they stand; of a text without words only these stories."""
        worded = np.flatnonzero(facts.lengths > 0)
        positions, addresses = hits_of(self._index.equal(facts.fingerprints[worded]))
        which = worded[positions]
        others = np.flatnonzero(addresses != asked[which])
        equal = np.ones(len(which), np.bool_)
        equal[others] = self._days.facts(addresses[others]).text_hashes == facts.text_hashes[which[others]]
        wordless = np.flatnonzero(facts.lengths == 0)
        which = np.concatenate([which[equal], wordless])
        holders = np.concatenate([addresses[equal], asked[wordless]])
        first = asked.copy()
        among = np.bincount(which, minlength=len(asked))[which] > 1
        keys = self._days.order_keys(holders[among])
        best: dict[int, tuple[OrderKey, int]] = {}
        for text, holder, key in zip(which[among].tolist(), holders[among].tolist(), keys, strict=True):
            if text not in best or key < best[text][0]:
                best[text] = key, holder
        for text, (_, holder) in best.items():
            first[text] = holder
        return _Texts(first, which, holders)

    def _is_done(self, addresses: Ints) -> npt.NDArray[np.bool_]:
        done = np.zeros(len(addresses), np.bool_)
        for stored, places, rows in self._days.by_day(addresses):
            if stored.day in self._done:
                done[places] = self._done[stored.day][rows]
        return done

    def _equal_texts(self, firsts: Ints, holders: Ints) -> tuple[Ints, list[DuplicatePair]]:
        """All stories that share the text of a holder, and their pairs with the first one of it."""
        stories: list[Ints] = [np.empty(0, np.int64)]
        pairs: list[DuplicatePair] = []
        for stored, places, rows in self._days.by_day(holders):
            hashes = stored.features.text_hashes[rows]
            order = np.argsort(hashes)
            here = stored.rows_of_texts(hashes)
            texts = order[np.searchsorted(hashes[order], stored.features.text_hashes[here])]
            addresses, first = addresses_of(stored.day, here), firsts[places[texts]]
            stories.append(addresses)
            long_enough = stored.features.lengths_of(here) >= self._config.min_words
            copies = (addresses != first) & long_enough
            pairs += map(equal_pair, first[copies].tolist(), addresses[copies].tolist())
        return np.concatenate(stories), pairs

    def _candidates(self, asked: Ints, first: Ints, facts: StoryFacts) -> Iterator[Ints]:
        """Pairs of the first story of an asked text and that of another, not asked about before."""
        seen = [np.empty((0, 2), np.int64)]
        for which, found in self._index.near(facts.fingerprints):
            seen.append(np.stack([which, found], axis=1))
        for which, found in self._equal_segments(asked, first):
            seen.append(np.unique(np.stack([which, found], axis=1), axis=0))
        pairs = np.concatenate(seen)
        pairs = np.stack([first[pairs[:, 0]], pairs[:, 1]], axis=1)
        pairs = np.unique(np.sort(pairs[pairs[:, 0] != pairs[:, 1]], axis=1), axis=0)
        others = np.setdiff1d(pairs, first)
        facts = self._days.facts(others)
        long_enough = (facts.lengths >= self._config.min_words) & ~self._is_done(others)
        others, facts = others[long_enough], facts.take(np.flatnonzero(long_enough))
        others = others[self._texts(others, facts).first == others]
        known = np.sort(np.concatenate([first, others]))
        pairs = pairs[np.isin(pairs, known).all(axis=1)]
        for start in range(0, len(pairs), _PAIRS_AT_ONCE):
            yield pairs[start : start + _PAIRS_AT_ONCE]

    def _equal_segments(self, asked: Ints, first: Ints) -> Iterator[tuple[Ints, Ints]]:
        """Positions of asked stories, and stories that hold a segment of theirs; boilerplate on neither's day."""
        held = self._days.held("segments", asked)
        order = np.argsort(held.values, kind="stable")
        values, stories = held.values[order], held.rows[order]
        # Most segments of a new story stand nowhere else, or in too few stories to be boilerplate on any day.
        distinct = Postings(values, stories.astype(np.uint32)).distinct()
        counts = self._index.counts(distinct)
        elsewhere = is_in(values, distinct[counts > 1])
        values, stories = values[elsewhere], stories[elsewhere]
        common = distinct[counts >= min(self._config.boilerplate_days, self._config.crowd + 1)]
        telling = self._tell(values, first[stories], common)
        postings = Postings(values[telling], stories[telling].astype(np.uint32))
        wanted_segments = postings.distinct()
        holders = np.cumsum(counts[np.searchsorted(distinct, wanted_segments)])
        # About a million stories hold those of a part, or it is one segment.
        for wanted in np.split(wanted_segments, np.flatnonzero(np.diff(holders // _HITS_AT_ONCE)) + 1):
            which, found = hits_of(self._index.holding(wanted))
            hits = telling_holders(which, day_of(found), self._config)
            held_by = wanted[which[hits]]
            for hit, _, row in postings.within(held_by, held_by):
                yield row.astype(np.int64), found[hits[hit]]

    def _tell(self, segments: UInt64s, stories: Ints, common: UInt64s) -> npt.NDArray[np.bool_]:
        """Whether each segment is no boilerplate on the day of the story that holds it; only common ones can be."""
        telling = np.ones(len(segments), np.bool_)
        asked = np.flatnonzero(is_in(segments, common))
        days = day_of(stories[asked])
        marks = boilerplate_marks(self._days, "segments", segments[asked], days, self._config)
        telling[asked] = ~marks.boilerplate
        self._cut = np.unique(stories[asked[marks.crowded]])
        return telling

    def _verified(self, candidates: Ints) -> list[DuplicatePair]:
        # Most candidates share next to nothing: all that is known of a story is read for the others alone.
        stories = np.unique(candidates)
        held = self._days.held("shingles", stories)
        may_be = [
            may_be_one(held, one, other, self._config)
            for one, other in np.searchsorted(stories, candidates).tolist()
        ]
        candidates = candidates[np.array(may_be, np.bool_)]
        stories = np.unique(candidates)
        features, keys = self._days.compared(stories)
        likely = [
            (one, other) if keys[one] < keys[other] else (other, one)
            for one, other in np.searchsorted(stories, candidates).tolist()
        ]
        shingles = features.shingles
        days = day_of(stories)
        boilerplate = boilerplate_marks(
            self._days, "shingles", shingles.values, days[shingles.rows], self._config
        ).boilerplate
        minutes = np.array([published // _MINUTE for _, published, _ in keys], np.int64)
        verifier = Verifier(features, days, boilerplate, self._config, minutes)
        addresses: list[int] = stories.tolist()
        found = [
            (addresses[first], addresses[second], features.fingerprints[[first, second]], judgement)
            for first, second in likely
            if (judgement := verifier.decide(first, second)) is not None
        ]
        doubtful = [
            Doubt(first, second, decided.slots)
            for first, second, _, decided in found
            if decided.slots is not None and may_be_issues(decided.slots)
        ]
        issues = issues_of_families(
            doubtful, self._witnesses, lambda stories: self._days.compared(stories)[0].words, self._config
        )
        return [duplicate_pair(*pair) for pair in found if pair[:2] not in issues]

    def _witnesses(self, address: int) -> Ints:
        """As `issues_of_families` wants them: among the first stories of each text of the day."""
        ((stored, _, rows),) = self._days.by_day(np.array([address]))
        segments = stored.features.segments[int(rows[0])]
        found = witnesses_among(stored.segments, segments, stored.features.text_hashes, self._config)
        return addresses_of(stored.day, found)
