"""Two issues of a template that differ in one slot or two, told by a third issue of the same day.

Of forty obituaries of one day, some say the same but for the name. That alone may be a correction. But if a third text
differs in the same place, and is an issue of the template by all rules, the place is a slot of the template. Only
texts of the two stories' own days are asked, so that a new day changes nothing about pairs that it does not touch.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.dedup.arrays.postings import Postings
from pipelines.dedup.arrays.ragged import Ints, UInt64s
from pipelines.dedup.features.fingerprint import Features
from pipelines.dedup.rules.alignment import align
from pipelines.dedup.rules.config import DedupConfig
from pipelines.dedup.rules.slots import Slots, find_slots, has_other_numbers, has_other_slots

Witnesses = Callable[[int], Ints]
"""The other stories of a story's day that may show the template: those of `witnesses_among`."""


def may_be_issues(slots: Slots | None) -> bool:
    """Whether the stories of a verified pair differ as issues of a template do: in slots and hardly anywhere else."""
    return slots is not None and slots.slots > 0 and slots.others <= slots.slots


def witnesses_among(postings: Postings, segments: UInt64s, text_hashes: UInt64s, config: DedupConfig) -> Ints:
    """Rows of some texts of a day that share a segment with a story; the same whatever order they came in.

    Args:
        postings: which rows of the day hold a segment.
        segments: of the story, ascending.
        text_hashes: of all rows of the day.
        config: thresholds.
    """
    rows = postings.holders(segments).astype(np.int64)
    return rows[np.argsort(text_hashes[rows])][: config.witnesses]


@dataclass(frozen=True, slots=True)
class _Family:
    """The words of some stories, laid side by side."""

    words: dict[int, list[int]]
    config: DedupConfig

    def slots(self, one: int, other: int) -> Slots | None:
        shorter = min(len(self.words[one]), len(self.words[other]))
        if max(len(self.words[one]), len(self.words[other])) > self.config.aligned_words:
            return None
        alignment = align(self.words[one], self.words[other], self.config.frame * shorter)
        return None if alignment is None else find_slots(self.words[one], self.words[other], alignment)

    def is_issue(self, story: int, other: int, witnesses: Sequence[int]) -> bool:
        """Whether a witness differs from a story, as an issue does, where the other story differs from it."""
        mine = self.slots(story, other)
        if mine is None:
            return False
        for witness in witnesses:
            theirs = self.slots(story, witness)
            if theirs is None or not _touch(mine.places, theirs.places):
                continue
            longer = max(len(self.words[story]), len(self.words[witness]))
            if has_other_numbers(theirs, longer, self.config) or has_other_slots(
                theirs, longer, self.config, of_two_days=False
            ):
                return True
        return False


def _touch(places: Sequence[tuple[int, int]], others: Sequence[tuple[int, int]]) -> bool:
    return any(
        start < other_end and other_start < end for start, end in places for other_start, other_end in others
    )


def issues_of_families(
    pairs: Sequence[tuple[int, int]],
    witnesses: Witnesses,
    load: Callable[[Ints], Features],
    config: DedupConfig,
) -> set[tuple[int, int]]:
    """Those of some pairs that are two issues of a template after all.

    Args:
        pairs: verified ones of which `may_be_issues` holds.
        witnesses: of a story.
        load: features of some stories, in their order.
        config: thresholds.
    """
    found = set()
    asked: dict[int, list[int]] = {}
    for first, second in pairs:
        for story in (first, second):
            if story not in asked:
                asked[story] = witnesses(story).tolist()
        stories = sorted({first, second, *asked[first], *asked[second]})
        features = load(np.array(stories, np.int64))
        family = _Family({story: features.words[at].tolist() for at, story in enumerate(stories)}, config)
        if any(
            family.is_issue(story, other, [one for one in asked[story] if one not in {first, second}])
            for story, other in ((first, second), (second, first))
        ):
            found.add((first, second))
    return found
