"""What belongs to a template or a habit, not to a story: shingles that stand on many days.

"Boilerplate" depends on what else is in the archive, while the result must not depend on the order in
which days arrive. So the statistic has a bounded reach: what is boilerplate for a story of one day is
decided by the days within `reach_days` of it, and nothing else. Whoever adds or rewrites a day recomputes
the pairs of stories within reach of it, and has what one run over everything would give.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pipelines.dedup.arrays.postings import Filter, is_in
from pipelines.dedup.arrays.ragged import Bools, Ints, UInt64s, offsets_of
from pipelines.dedup.features.fingerprint import HASH_BITS, Features
from pipelines.dedup.features.hash_ranges import Column, hash_ranges
from pipelines.dedup.rules.config import DedupConfig

UNDATED = -(1 << 31)
"""The day of stories without a date. They reach nobody and count texts instead of days."""


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """Of the values that stories hold, those that do not count on the day of their story.

    Attributes:
        shingles: left out when overlap is counted; one for each of `Features.shingles.values`.
        segments: make no candidates: boilerplate, or in a crowd of texts; one for each of `segments.values`.
        crowded: those of the segments that are no boilerplate but in a crowd: there a family of copies may be cut.
    """

    shingles: Bools
    segments: Bools
    crowded: Bools


def find_boilerplate(features: Features, days: Ints, config: DedupConfig) -> Boilerplate:
    """Finds the boilerplate of stories that include all within reach of those that matter.

    Args:
        features: of all stories.
        days: day ordinal of each story, or `UNDATED`.
        config: thresholds.
    """
    numbers = day_numbers(days, config.reach_days)
    # Equal texts of one day count once: a story in sixty outlets is no template.
    order = np.lexsort((features.text_hashes, days))
    counted = np.ones(len(order), np.bool_)
    repeats = (np.diff(days[order]) == 0) & (np.diff(features.text_hashes[order]) == 0)
    counted[order[1:][repeats]] = False
    shingles, _ = _marked(features, "shingles", numbers, counted, config)
    return Boilerplate(shingles, *_marked(features, "segments", numbers, counted, config))


def is_boilerplate(on_days: Ints, in_texts: Ints, column: Column, config: DedupConfig) -> Bools:
    """Whether values on so many days and in so many texts, within reach, are boilerplate."""
    boilerplate: Bools = on_days >= config.boilerplate_days
    if column == "segments":
        boilerplate |= in_texts > config.crowd
    return boilerplate


def is_crowded(on_days: Ints, in_texts: Ints, config: DedupConfig) -> Bools:
    """Whether segments that stand so often within reach are in a crowd of texts without being boilerplate by their days."""
    crowded: Bools = (on_days < config.boilerplate_days) & (in_texts > config.crowd)
    return crowded


def standing_within_reach(keys: npt.NDArray[Any], in_texts: Ints, config: DedupConfig) -> tuple[Ints, Ints]:
    """On how many days and in how many texts a value stands, within reach of a day.

    Args:
        keys: each a value and a day on which it stands, in one number with the day in its lowest bits; ascending.
        in_texts: in how many texts the value stands on the day.
        config: thresholds.
    """
    reach = keys.dtype.type(config.reach_days)
    low, high = keys.searchsorted(keys - reach), keys.searchsorted(keys + reach, "right")
    texts_before = offsets_of(in_texts)
    return high - low, texts_before[high] - texts_before[low]


def day_numbers(days: Ints, reach: int) -> UInt64s:
    """A small number for each day: as far apart as the days, or beyond reach where they are; 0 for undated ones."""
    distinct, which = np.unique(days, return_inverse=True)
    first = [0 if (distinct == UNDATED).any() else reach + 1]
    numbers = np.cumsum(np.concatenate([first, np.minimum(np.diff(distinct), reach + 1)]))
    return numbers.astype(np.uint64)[which]


def _marked(
    features: Features, column: Column, numbers: UInt64s, counted: Bools, config: DedupConfig
) -> tuple[Bools, Bools]:
    """Which of a column's values are boilerplate, and which of these are so for the crowd of texts that they stand in."""
    marked, crowded = np.zeros((2, len(getattr(features, column).values)), np.bool_)
    day_bits = int(numbers.max(initial=0) + config.reach_days).bit_length()
    # A value and its day are one 64-bit key: sorting these is all the counting there is.
    least = min(config.boilerplate_days, config.crowd + 1)
    for held in hash_ranges(features, column, least=least, most_bits=min(HASH_BITS, 64 - day_bits)):
        keys = (held.values << np.uint64(day_bits)) | numbers[held.rows]
        stand, in_texts = np.unique(keys[counted[held.rows]], return_counts=True)
        bad, of_crowds = boilerplate_keys(stand, in_texts, day_bits, column, config)
        likely = Filter(bad, held.bits + day_bits).likely(keys)
        found = likely[is_in(keys[likely], bad)]
        marked[held.places[found]] = True
        crowded[held.places[found[is_in(keys[found], of_crowds)]]] = True
    return marked, crowded


def boilerplate_keys(
    keys: UInt64s, in_texts: Ints, day_bits: int, column: Column, config: DedupConfig
) -> tuple[UInt64s, UInt64s]:
    """The keys, of a value and a day on which it is boilerplate, among all of some values.

    And those of them that are so for a crowd of texts.

    Args:
        keys: ascending; a value, and in the lowest bits the number of a day (`day_numbers`).
        in_texts: in how many texts each stands; equal texts of one day count once.
        day_bits: so many bits.
        column: of the values.
        config: thresholds.
    """
    values = keys >> np.uint64(day_bits)
    firsts = np.flatnonzero(np.diff(values, prepend=~values[:1]))
    on_days = np.diff(firsts, append=len(keys))
    texts = np.add.reduceat(in_texts, firsts) if len(firsts) else in_texts
    suspect = np.repeat((on_days >= config.boilerplate_days) | (texts > config.crowd), on_days)
    keys, in_texts = keys[suspect], in_texts[suspect]
    undated = keys & np.uint64((1 << day_bits) - 1) == 0
    on_days, texts = standing_within_reach(keys, in_texts, config)
    # Undated texts reach nobody.
    on_days[undated], texts[undated] = 1, in_texts[undated]
    crowded = is_crowded(on_days, texts, config)
    bad = is_boilerplate(on_days, texts, column, config) | (undated & crowded)
    return keys[bad], keys[bad & crowded]
