"""Two issues of a template that differ in one slot or two, told by a third issue of the same day.

Of forty obituaries of one day, some say the same but for the name. That alone may be a correction. But if a third text
differs in the same place, and is an issue of the template by all rules, the place is a slot of the template. Only
texts of the two stories' own days are asked, so that a new day changes nothing about pairs that it does not touch.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import NamedTuple

import numpy as np

from pipelines.dedup.arrays.postings import Postings
from pipelines.dedup.arrays.ragged import Ints, Ragged, UInt64s
from pipelines.dedup.rules.alignment import align
from pipelines.dedup.rules.config import DedupConfig
from pipelines.dedup.rules.counting_words import number_places
from pipelines.dedup.rules.slots import Place, Slots, find_slots, has_other_numbers, has_other_slots
from pipelines.processes import Apply

# With their witnesses some thousand texts, about 10 MB.
_STORIES_AT_ONCE = 256

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


class _Side(NamedTuple):
    """A doubtful pair as seen from one of its stories: the pair, the other story, and where this one differs from it."""

    pair: tuple[int, int]
    other: int
    places: Sequence[Place]


@dataclass(frozen=True, slots=True)
class _Portion:
    """Some stories of doubtful pairs, with all that is needed to decide these: whoever does need not be this process.

    Attributes:
        stories: of each, its doubtful pairs and its witnesses.
        words: of all of these texts.
        rows: of a story or witness, its row there.
        config: thresholds.
    """

    stories: Mapping[int, tuple[Sequence[_Side], Sequence[int]]]
    words: Ragged
    rows: Mapping[int, int]
    config: DedupConfig


def issues_of_families(
    doubts: Sequence[Doubt],
    witnesses: Witnesses,
    words_of: Callable[[Ints], Ragged],
    config: DedupConfig,
    apply: Apply = map,
) -> set[tuple[int, int]]:
    """Those of some pairs that are two issues of a template after all.

    Args:
        doubts: the pairs.
        witnesses: of a story.
        words_of: the words of some stories, in their order.
        config: thresholds.
        apply: applies a function to portions of the stories.
    """
    sides: defaultdict[int, list[_Side]] = defaultdict(list)
    for doubt in doubts:
        pair = doubt.first, doubt.second
        sides[doubt.first].append(_Side(pair, doubt.second, doubt.slots.places))
        sides[doubt.second].append(_Side(pair, doubt.first, doubt.slots.other_places))

    def portions() -> Iterator[_Portion]:
        ordered = iter(sorted(sides))
        while some := list(islice(ordered, _STORIES_AT_ONCE)):
            stories = {story: (sides[story], witnesses(story).tolist()) for story in some}
            rows = sorted({*some, *(witness for _, shown in stories.values() for witness in shown)})
            words = words_of(np.array(rows, np.int64))
            yield _Portion(stories, words, {story: row for row, story in enumerate(rows)}, config)

    return set(chain.from_iterable(apply(_issues, portions())))


def _issues(portion: _Portion) -> list[tuple[int, int]]:
    found = []
    for story, (sides, witnesses) in portion.stories.items():
        shown = _template_slots(story, witnesses, portion)
        found += [
            side.pair
            for side in sides
            if any(_touch(side.places, shown[witness]) for witness in shown if witness != side.other)
        ]
    return found


def _template_slots(story: int, witnesses: Sequence[int], portion: _Portion) -> dict[int, Sequence[Place]]:
    """The witnesses that are issues of a template with a story, and where it differs from each."""
    config = portion.config
    words = portion.words[portion.rows[story]]
    mine, numbers = words.tolist(), number_places(words)
    found: dict[int, Sequence[Place]] = {}
    for witness in witnesses:
        other = portion.words[portion.rows[witness]].tolist()
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
