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
from pipelines.dedup.rules.counting_words import number_places
from pipelines.dedup.rules.slots import Place, Slots, find_slots, has_other_numbers, has_other_slots

Witnesses = Callable[[int], Ints]
"""The other stories of a story's day that may show the template: those of `witnesses_among`."""


def may_be_issues(slots: Slots) -> bool:
    """Whether the stories of a verified pair differ as issues of a template do: in slots and hardly anywhere else."""
    return slots.slots > 0 and slots.others <= slots.slots


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
class Doubt:
    """A verified pair of which `may_be_issues` holds, and where the two differ."""

    first: int
    second: int
    slots: Slots


def issues_of_families(
    doubts: Sequence[Doubt],
    witnesses: Witnesses,
    load: Callable[[Ints], Features],
    config: DedupConfig,
) -> set[tuple[int, int]]:
    """Those of some pairs that are two issues of a template after all.

    Args:
        doubts: the pairs.
        witnesses: of a story.
        load: features of some stories, in their order.
        config: thresholds.
    """
    known: dict[int, dict[int, Sequence[Place]]] = {}
    found = set()
    for doubt in doubts:
        first, second = doubt.first, doubt.second
        sides = ((first, second, doubt.slots.places), (second, first, doubt.slots.other_places))
        for story, other, places in sides:
            if story not in known:
                known[story] = _template_slots(story, witnesses(story), load, config)
            if any(_touch(places, shown) for witness, shown in known[story].items() if witness != other):
                found.add((first, second))
    return found


def _template_slots(
    story: int, witnesses: Ints, load: Callable[[Ints], Features], config: DedupConfig
) -> dict[int, Sequence[Place]]:
    """The witnesses that are issues of a template with a story, and where it differs from each."""
    stories = np.array([story, *witnesses.tolist()], np.int64)
    distinct, position = np.unique(stories, return_inverse=True)
    features = load(distinct)
    mine, *others = (features.words[at].tolist() for at in position)
    numbers = number_places(features.words[int(position[0])])
    found: dict[int, Sequence[Place]] = {}
    for witness, other in zip(witnesses.tolist(), others, strict=True):
        shorter, longer = sorted((len(mine), len(other)))
        alignment = align(mine, other, config.frame * shorter) if longer <= config.aligned_words else None
        if alignment is None:
            continue
        slots = find_slots(mine, other, alignment, numbers)
        if has_other_numbers(slots, longer, config) or has_other_slots(
            slots, longer, config, of_two_days=False
        ):
            found[witness] = slots.places
    return found


def _touch(places: Sequence[Place], others: Sequence[Place]) -> bool:
    return any(
        start < other_end and other_start < end for start, end in places for other_start, other_end in others
    )
