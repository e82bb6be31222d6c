"""Exact overlap decides whether two stories are one.

1. A false merge is worse than a missed duplicate.
2. Overlap is counted in distinct runs of five words, boilerplate of either story's day left out: two issues
   of a template share their boilerplate and little else.
3. Two different stories that quote the same paragraph, or a digest of many, overlap in the middle; a copy
   that was shortened overlaps from its lead on. So low overlap needs the leads to touch.
4. A template's first issues, before its text is known as boilerplate, are told by their numbers: the same
   words in front, other numbers behind.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from pipelines.dedup.boilerplate import Boilerplate, is_in
from pipelines.dedup.config import DedupConfig
from pipelines.dedup.fingerprint import Features
from pipelines.dedup.ragged import Ints, UInt64s

Reason = Literal["identical", "edited", "shortened", "extended", "contained"]
"""How the second story (in canonical order) relates to the first: all words equal; about as long; shorter or
longer from the lead on; or the one stands inside the other."""

Rule = Literal["jaccard", "jaccard with lead", "containment with lead"]
"""Which rule found the overlap large enough, in the order in which they are asked."""

_LEAD = 40
_LEAD_REACH = 60
# Study §4: of the first 40 runs of the one, how many lie in the first 60 of the other.
_ABOUT_AS_LONG = 0.8


@dataclass(frozen=True, slots=True)
class Overlap:
    """What two stories share, boilerplate left out.

    Attributes:
        shared: distinct five-word runs in both.
        jaccard: shared / union.
        containment: shared / the smaller set.
        lead: share of the one's beginning that lies in the other's beginning, the larger of the two.
    """

    shared: int
    jaccard: float
    containment: float
    lead: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """How a pair was decided, for people who ask why.

    Attributes:
        overlap: what the two share.
        rule: that found it large enough, or None: not one story.
        number_contexts: words that stand before a number in both texts.
        numbers_agreeing: of these, before an equal number.
        is_template: too few numbers agree: two issues of one template, and not one story.
        reason: how the second relates to the first, or None where they are not one story.
    """

    overlap: Overlap
    rule: Rule | None
    number_contexts: int
    numbers_agreeing: int
    is_template: bool
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class _Runs:
    """The telling five-word runs of a story, against stories of one other day."""

    distinct: UInt64s
    lead: UInt64s
    lead_reach: UInt64s


class Verifier:
    """Decides candidate pairs; remembers what it prepared, since a story is asked about several times."""

    def __init__(self, features: Features, days: Ints, boilerplate: Boilerplate, config: DedupConfig) -> None:
        self._features = features
        self._days = days
        self._boilerplate = boilerplate
        self._config = config
        self._prepared: dict[tuple[int, int], _Runs] = {}

    def decide(self, first: int, second: int) -> tuple[Reason, Overlap] | None:
        """Whether two stories (positions, first the earlier in canonical order) are one, and why."""
        overlap = self.overlap(first, second)
        if self._deciding_rule(overlap) is None or self._is_template(*self._number_agreement(first, second)):
            return None
        return self._reason(first, second, overlap), overlap

    def judge(self, first: int, second: int) -> Judgement:
        """The same decision with all that led to it."""
        overlap = self.overlap(first, second)
        rule = self._deciding_rule(overlap)
        contexts, agreeing = self._number_agreement(first, second)
        is_template = self._is_template(contexts, agreeing)
        one_story = rule is not None and not is_template
        reason = self._reason(first, second, overlap) if one_story else None
        return Judgement(overlap, rule, contexts, agreeing, is_template, reason)

    def overlap(self, first: int, second: int) -> Overlap:
        """Counts what two stories share."""
        a, b = self._runs(first, second), self._runs(second, first)
        smaller, larger = sorted((a.distinct, b.distinct), key=len)
        shared = int(np.count_nonzero(is_in(smaller, larger)))
        union = len(smaller) + len(larger) - shared
        return Overlap(
            shared=shared,
            jaccard=shared / union if union else 0.0,
            containment=shared / len(smaller) if len(smaller) else 0.0,
            lead=max(_share_in(a.lead, b.lead_reach), _share_in(b.lead, a.lead_reach)),
        )

    def _deciding_rule(self, overlap: Overlap) -> Rule | None:
        config = self._config
        if overlap.shared < config.min_shared:
            return None
        if overlap.jaccard >= config.jaccard:
            return "jaccard"
        if overlap.jaccard >= config.jaccard_with_lead and overlap.lead >= config.lead_for_jaccard:
            return "jaccard with lead"
        if overlap.containment >= config.containment and overlap.lead >= config.lead_for_containment:
            return "containment with lead"
        return None

    def _is_template(self, contexts: int, agreeing: int) -> bool:
        return (
            contexts >= self._config.number_contexts and agreeing < self._config.number_agreement * contexts
        )

    def _number_agreement(self, first: int, second: int) -> tuple[int, int]:
        """Words that stand before a number in both texts, and how many of them before an equal one."""
        a, b = self._numbers(first), self._numbers(second)
        contexts = a.keys() & b.keys()
        return len(contexts), sum(not a[context].isdisjoint(b[context]) for context in contexts)

    def _numbers(self, row: int) -> dict[int, set[int]]:
        """The numbers behind each word that stands in front of one."""
        numbers: dict[int, set[int]] = {}
        contexts, values = self._features.number_contexts[row], self._features.number_values[row]
        for context, value in zip(contexts.tolist(), values.tolist(), strict=True):
            numbers.setdefault(context, set()).add(value)
        return numbers

    def _reason(self, first: int, second: int, overlap: Overlap) -> Reason:
        features = self._features
        if features.text_hashes[first] == features.text_hashes[second]:
            return "identical"
        ratio = features.words[second] / features.words[first]
        if (
            _ABOUT_AS_LONG <= ratio <= 1 / _ABOUT_AS_LONG
            and overlap.jaccard >= self._config.jaccard_with_lead
        ):
            return "edited"
        if overlap.lead < self._config.lead_for_containment:
            return "contained"
        return "shortened" if ratio < 1 else "extended"

    def _runs(self, row: int, other: int) -> _Runs:
        """The runs of a story without the boilerplate of its day and of the other story's day."""
        other_day = int(self._days[other])
        key = (row, other_day)
        if key not in self._prepared:
            runs = self._features.shingles[row]
            for day in {int(self._days[row]), other_day}:
                runs = runs[~is_in(runs, self._boilerplate.shingles[day])]
            self._prepared[key] = _Runs(np.unique(runs), runs[:_LEAD], np.unique(runs[:_LEAD_REACH]))
        return self._prepared[key]


def _share_in(values: UInt64s, table: UInt64s) -> float:
    return float(np.mean(is_in(values, table))) if len(values) else 0.0
