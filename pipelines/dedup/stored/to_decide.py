"""Which stories' pairs a change can affect: those of what changed, and of whatever a change elsewhere can reach.

A pair is decided by its two texts, by what is boilerplate on their days, and by a few other texts of these days that may
show a template (`rules/families.py`). So a day to which little was added is not decided again as a whole.
"""

from collections.abc import Collection, Mapping

import numpy as np

from pipelines.dedup.arrays.ragged import Ints, UInt64s
from pipelines.dedup.rules.config import DedupConfig
from pipelines.dedup.stored.boilerplate import COLUMNS, Difference, holders_of_changed
from pipelines.dedup.stored.days import StoredDays
from pipelines.dedup.stored.feature_file import StoredDay


def stories_to_decide(
    before: StoredDays,
    after: StoredDays,
    changed: Collection[int],
    *,
    anew: Collection[int],
    again: Mapping[int, Collection[str]],
    config: DedupConfig,
) -> dict[int, Ints]:
    """The stories whose pairs the changed days can affect, by day: their rows among the day's first of a text.

    Of a changed day the texts that came, went or are placed elsewhere in canonical order, and those that such a text may
    be a witness for. Of all days within reach of one, the texts that hold a segment or shingle which became boilerplate
    there, or no longer is. That is all: what a story does not hold does not count for it.

    Args:
        before: the days as their pairs were found.
        after: the days as they are.
        changed: days that differ. One that is not among `before` had no stories.
        anew: days of which all stories are to be decided, whatever they were before.
        again: of days, ids of stories that are to be decided, whatever they were before.
        config: thresholds.
    """
    rows = {day: after[day].firsts for day in anew}
    rows |= {day: after[day].firsts for day in changed if day not in before.signatures}
    reached = {one for day in changed for one in after.near(day, config.reach_days)}
    causes: dict[int, Difference] = {}
    for day in sorted(reached - rows.keys()):
        near = [one for one in sorted(changed) if abs(one - day) <= config.reach_days]
        causes = {one: causes.get(one) or Difference(before, after, one) for one in near}
        found = [
            holders_of_changed(after, day, list(causes.values()), column, config=config) for column in COLUMNS
        ]
        if day in causes:
            found += _touched(before[day], after[day], config)
        rows[day] = np.unique(np.concatenate(found))
    for day, names in again.items():
        rows[day] = np.union1d(rows.get(day, np.empty(0, np.int64)), after[day].firsts_like(names))
    return {day: rows[day] for day in sorted(rows)}


def _touched(before: StoredDay, after: StoredDay, config: DedupConfig) -> list[Ints]:
    """Rows of a day's texts that came or are placed elsewhere now, and of those for which witnesses came or went."""
    firsts = after.firsts
    touched = firsts[np.isin(after.features.text_hashes[firsts], _moved_texts(before, after))]
    was, now = (stored.features.text_hashes[stored.firsts] for stored in (before, after))
    return [
        touched,
        _may_have_as_witness(before, np.setdiff1d(was, now), after, config),
        _may_have_as_witness(after, np.setdiff1d(now, was), after, config),
    ]


def _moved_texts(before: StoredDay, after: StoredDay) -> UInt64s:
    """Hashes of the texts whose stories on a day are others, or in another order."""
    was, now = (
        set(zip(stored.order_keys(rows), stored.features.text_hashes[rows].tolist(), strict=True))
        for stored in (before, after)
        for rows in (np.arange(len(stored)),)
    )
    return np.array([text for _, text in was ^ now], np.uint64)


def _may_have_as_witness(day: StoredDay, texts: UInt64s, after: StoredDay, config: DedupConfig) -> Ints:
    """Rows of `after` that one of some texts of `day` may be a witness for: the same day, or as it was before.

    A story's witnesses are the first texts, by hash, of all that share a segment with it. One that is not among the first
    with a given segment is not among the first with any of the story's.
    """
    firsts = day.firsts[np.isin(day.features.text_hashes[day.firsts], texts)].astype(np.int64)
    segments = np.unique(day.features.segments.take(firsts).values)
    telling = []
    for which, _, rows in day.segments.within(segments, segments):
        hashes = day.features.text_hashes[rows]
        order = np.lexsort((hashes, which))
        ranks = np.arange(len(order)) - np.searchsorted(which[order], which[order])
        early = order[ranks < config.witnesses]
        telling.append(segments[which[early[np.isin(rows[early], firsts)]]])
    return (
        after.segments.holders(np.unique(np.concatenate(telling))).astype(np.int64) if telling else firsts[:0]
    )
