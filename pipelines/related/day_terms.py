"""The groups of a day with their terms, found by group and by term."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
import numpy.typing as npt

from pipelines.dedup.arrays.postings import Postings
from pipelines.dedup.arrays.ragged import Bools, Ints, UInt64s
from pipelines.related.terms import Lead, LeadTerms, terms_of
from pipelines.stable_hash import stable_hash

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class DayTerms:
    """The groups of a day; a row is the position of a group.

    Attributes:
        day: UTC.
        keys: hash of each group's id, outlet, time and text: equal where the group is the same as before.
        group_ids: UTF-8.
        outlets: hash of each group's outlet.
        times: when each was published, in microseconds from 1970.
        terms: of each.
        postings: which rows hold a term.
    """

    day: date
    keys: UInt64s
    group_ids: npt.NDArray[np.bytes_]
    outlets: UInt64s
    times: Ints
    terms: LeadTerms
    postings: Postings

    def __len__(self) -> int:
        return len(self.keys)

    @classmethod
    def of(cls, day: date, keys: UInt64s, leads: Sequence[Lead]) -> "DayTerms":
        """The terms of leads that have these keys."""
        terms = terms_of(leads)
        return cls(
            day,
            keys,
            np.array([lead.group_id.encode() for lead in leads], np.bytes_),
            np.array([_hash(lead.source_id) for lead in leads], np.uint64),
            np.array([(lead.published_at - _EPOCH) // timedelta(microseconds=1) for lead in leads], np.int64),
            terms,
            Postings.of(terms.hashes, np.arange(len(leads))),
        )

    def changed(self, stays: Bools, fresh: "DayTerms") -> "DayTerms":
        """The groups that stay, then fresh ones: takes time for what is copied, and sorts nothing again."""
        rows = np.flatnonzero(stays)
        row_now = (np.cumsum(stays) - 1).astype(np.uint32)
        postings = self.postings.where(stays[self.postings.rows])
        return DayTerms(
            self.day,
            np.concatenate([self.keys[rows], fresh.keys]),
            np.concatenate([self.group_ids[rows], fresh.group_ids]),
            np.concatenate([self.outlets[rows], fresh.outlets]),
            np.concatenate([self.times[rows], fresh.times]),
            LeadTerms.concatenate([self.terms.take(rows), fresh.terms]),
            Postings(postings.values, row_now[postings.rows]).merged(
                Postings(fresh.postings.values, fresh.postings.rows + np.uint32(len(rows)))
            ),
        )


def day_terms(day: date, leads: Sequence[Lead]) -> DayTerms:
    """The terms of a day's groups."""
    leads = sorted(leads, key=lambda lead: lead.group_id)
    return DayTerms.of(day, np.array([_hash(repr(lead)) for lead in leads], np.uint64), leads)


def _hash(text: str) -> int:
    return stable_hash(text.encode("utf-8", "surrogatepass"))
