"""What belongs to a template or a habit, not to a story: runs of words that stand on many days.

"Boilerplate" depends on what else is in the archive, while the result must not depend on the order in
which days arrive. So the statistic has a bounded reach: what is boilerplate for a story of one day is
decided by the days within `reach_days` of it, and nothing else. Whoever adds or rewrites a day recomputes
the pairs of stories within reach of it, and has what one run over everything would give.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from pipelines.dedup.config import DedupConfig
from pipelines.dedup.fingerprint import Features
from pipelines.dedup.ragged import Ints, Ragged, UInt64s

Column = Literal["segments", "shingles"]

UNDATED = -(1 << 31)
"""The day of stories without a date. They reach nobody and count texts instead of days."""


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """Sorted hashes that do not count, by day (ordinal).

    Attributes:
        shingles: left out when overlap is counted.
        segments: make no candidates: boilerplate, or in a crowd of texts.
    """

    shingles: Mapping[int, UInt64s]
    segments: Mapping[int, UInt64s]


def find_boilerplate(features: Features, days: Ints, wanted: Ints, config: DedupConfig) -> Boilerplate:
    """Finds the boilerplate of each wanted day among stories that include all within reach of it.

    Args:
        features: of all stories.
        days: day ordinal of each story, or `UNDATED`.
        wanted: distinct days to answer for.
        config: thresholds.
    """
    all_days = np.unique(days)
    shingles: dict[int, list[UInt64s]] = {int(day): [] for day in all_days}
    segments: dict[int, list[UInt64s]] = {int(day): [] for day in all_days}
    for day in all_days:
        rows = np.flatnonzero(days == day)
        # Equal texts of one day count once: a story in sixty outlets is no template.
        _, first = np.unique(features.text_hashes[rows], return_index=True)
        rows = rows[np.sort(first)]
        shingles[int(day)] = _counts_of_texts(features.shingles.take(rows))
        segments[int(day)] = _counts_of_texts(features.segments.take(rows))
    return Boilerplate(
        shingles=_by_day(shingles, wanted, "shingles", config),
        segments=_by_day(segments, wanted, "segments", config),
    )


def is_boilerplate(
    on_days: Ints, in_texts: Ints, column: Column, config: DedupConfig
) -> npt.NDArray[np.bool_]:
    """Whether values on so many days and in so many texts, within reach, are boilerplate."""
    boilerplate: npt.NDArray[np.bool_] = on_days >= config.boilerplate_days
    if column == "segments":
        boilerplate |= in_texts > config.crowd
    return boilerplate


def _counts_of_texts(rows: Ragged) -> list[UInt64s]:
    """Distinct values, ascending, and in how many rows each stands; the values of a row are distinct."""
    values, counts = np.unique(rows.values, return_counts=True)
    return [values, counts.astype(np.uint64)]


def _by_day(
    stands: Mapping[int, list[UInt64s]], wanted: Ints, column: Column, config: DedupConfig
) -> dict[int, UInt64s]:
    dated = sorted(day for day in stands if day != UNDATED)
    suspects = _suspects([stands[day] for day in dated], column, config)
    present = np.zeros((len(dated), len(suspects)), np.int32)
    for position, day in enumerate(dated):
        values, counts = stands[day]
        hits, inside = _look_up(suspects, values)
        present[position, inside] = counts[hits]
    ordinals = np.array(dated, np.int64)
    result: dict[int, UInt64s] = {}
    for day in map(int, wanted):
        if day == UNDATED:
            values, counts = stands[day]
            result[day] = values[counts > config.boilerplate_stories]
            continue
        near = np.abs(ordinals - day) <= config.reach_days
        on_days, in_texts = np.count_nonzero(present[near], axis=0), present[near].sum(axis=0)
        result[day] = suspects[is_boilerplate(on_days, in_texts, column, config)]
    return result


def _suspects(stands: list[list[UInt64s]], column: Column, config: DedupConfig) -> UInt64s:
    """Values that could be boilerplate for some day: on enough days, or in enough texts, in all."""
    if not stands:
        return np.empty(0, np.uint64)
    values, on_days = np.unique(np.concatenate([part[0] for part in stands]), return_counts=True)
    in_texts = np.zeros(len(values), np.int64)
    if column == "segments":
        for part in stands:
            in_texts[np.searchsorted(values, part[0])] += part[1].astype(np.int64)
    return values[is_boilerplate(on_days, in_texts, column, config)]


def _look_up(table: UInt64s, values: UInt64s) -> tuple[Ints, Ints]:
    """Positions of the values that are in the sorted table, and their positions in it."""
    hits = np.flatnonzero(is_in(values, table))
    return hits, np.searchsorted(table, values[hits])


def is_in(values: UInt64s, table: UInt64s) -> npt.NDArray[np.bool_]:
    """Whether each value stands in the sorted table."""
    if not len(table):
        return np.zeros(len(values), np.bool_)
    positions = np.minimum(np.searchsorted(table, values), len(table) - 1)
    inside: npt.NDArray[np.bool_] = table[positions] == values
    return inside
