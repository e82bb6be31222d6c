"""Exact overlap decides whether two stories are one.

1. A false merge is worse than a missed duplicate.
2. Overlap is counted in distinct 5-word shingles. Boilerplate counts in it, since a copy has it, too, but
   never decides: enough must be left of the shingles that are no boilerplate on their story's day ("telling").
3. Two different stories that quote the same paragraph, or a digest of many, overlap in the middle; a copy
   that was shortened overlaps from its lead on. So containment needs a high Jaccard, or the leads to touch.
4. Where words were touched everywhere, few shingles are left; the words side by side tell the copy from a story
   told anew.
5. A template's issues are told by their numbers (the same words in front, other numbers behind), and by how
   little they say beside the template.
"""

from dataclasses import dataclass
from typing import Literal

from pipelines.dedup.arrays.ragged import Bools, Ints
from pipelines.dedup.features.fingerprint import Features
from pipelines.dedup.rules.alignment import Alignment, align, share_of_sentences
from pipelines.dedup.rules.boilerplate import UNDATED
from pipelines.dedup.rules.config import DedupConfig
from pipelines.dedup.rules.counting_words import number_places
from pipelines.dedup.rules.overlap import Overlap, Shared, can_be_one, overlap_of, shared_shingles
from pipelines.dedup.rules.slots import Slots, find_slots, has_other_numbers, has_other_slots

Reason = Literal["identical", "edited", "shortened", "extended", "contained"]
"""How the second story (in canonical order) relates to the first: all words equal; about as long; shorter or
longer from the lead on; or the one stands inside the other."""

Rule = Literal[
    "equal text",
    "jaccard",
    "containment",
    "part",
    "lead",
    "both ends",
    "aligned lead",
    "aligned",
    "sentences",
    "passages",
]
"""Which rule found the two to be one, in the order in which they are asked; a part is contained without its beginning
touching the other's."""

EQUAL_TEXT: Rule = "equal text"
ALIKE: frozenset[Rule] = frozenset({EQUAL_TEXT, "jaccard", "aligned", "sentences", "passages"})
"""Rules by which two texts are one as wholes. By the others one text stands in the other."""

Template = Literal["numbers", "slots", "nothing else"]
"""Why two overlapping stories are issues of one template: other numbers in the same places; other names, days and numbers
in several places, and no other difference; or beside the template there is little, and that differs."""

# A shortened copy is laid beside the other's beginning, a little longer than itself: room for a dropped
# sentence, too little for a distant word to look parallel.
_LEAD_SLACK = 1.15
_LEAD_SLACK_WORDS = 8
_ABOUT_AS_LONG = 0.8


@dataclass(frozen=True, slots=True)
class Judgement:
    """How a pair was decided.

    Attributes:
        overlap: what the two share.
        rule: that found them to be one, or None.
        slots: where they differ; None where that was not asked, since they are nearly equal or no rule applies.
        template: why they are issues of a template all the same, or None.
        reason: how the second relates to the first, or None where they are not one story.
    """

    overlap: Overlap
    rule: Rule | None
    slots: Slots | None
    template: Template | None
    reason: Reason | None


class Verifier:
    """Decides candidate pairs; remembers what it prepared, since a story is asked about several times."""

    def __init__(
        self,
        features: Features,
        days: Ints,
        boilerplate: Bools,
        config: DedupConfig,
        minutes: Ints | None = None,
    ) -> None:
        """Prepares for some stories.

        Args:
            features: of these.
            days: day ordinal of each, or `UNDATED`.
            boilerplate: for each of their shingles' values, whether it tells nothing on the day of its story.
            config: thresholds.
            minutes: of the publication of each, since any moment; None where days are all that is known.
        """
        self._minutes: list[int] | None = None if minutes is None else minutes.tolist()
        self._features = features
        self._days: list[int] = days.tolist()
        self._tells = ~boilerplate
        self._config = config
        self._lengths: list[int] = features.lengths.tolist()
        self._words_of: dict[int, list[int]] = {}
        self._numbers_of: dict[int, list[int]] = {}

    def decide(self, first: int, second: int) -> Judgement | None:
        """Whether two stories (positions, first the earlier in canonical order) are one, and why; None if not."""
        shared = shared_shingles(self._features.shingles, first, second)
        if can_be_one(self._features.shingles, first, second, len(shared.smaller), self._config):
            judgement = self._judge(first, second, shared)
            if judgement.reason is not None:
                return judgement
        return None

    def judge(self, first: int, second: int) -> Judgement:
        """The decision with all that led to it, whatever it is."""
        return self._judge(first, second, shared_shingles(self._features.shingles, first, second))

    def relation(self, first: int, second: int) -> tuple[Overlap, Reason]:
        """What two stories of one group share and how the second relates to the first, whether they are a pair or not."""
        overlap = self._overlap(first, second, shared_shingles(self._features.shingles, first, second))
        return overlap, self._reason(first, second, overlap, alike=True)

    def _judge(self, first: int, second: int, shared: Shared) -> Judgement:
        overlap = self._overlap(first, second, shared)
        rule = self._deciding_rule(first, second, overlap)
        if rule is None:
            return Judgement(overlap, None, None, None, None)
        slots = self._slots(first, second, overlap)
        template = self._template(first, second, overlap, slots)
        reason = self._reason(first, second, overlap, alike=rule in ALIKE) if template is None else None
        return Judgement(overlap, rule, slots, template, reason)

    def _overlap(self, first: int, second: int, shared: Shared) -> Overlap:
        return overlap_of(self._features, first, second, shared, self._tells)

    def _deciding_rule(self, first: int, second: int, overlap: Overlap) -> Rule | None:
        config = self._config
        if overlap.shared < config.min_shared:
            return None
        tells = (
            overlap.telling_jaccard >= config.telling_jaccard
            or overlap.telling_containment >= config.telling_containment
        )
        if min(self._lengths[first], self._lengths[second]) < config.short_words:
            is_copy = tells and overlap.jaccard >= config.jaccard and self._differs_at_edges(first, second)
            return "jaccard" if is_copy else None
        # Counting decides before anything is laid side by side, which takes ten times as long.
        counted = self._counted_rule(first, second, overlap) if tells else None
        return counted or self._aligned_rule(first, second, overlap, tells=tells)

    def _counted_rule(self, first: int, second: int, overlap: Overlap) -> Rule | None:
        config = self._config
        jaccard, containment = overlap.jaccard, overlap.containment
        leads_touch = overlap.lead >= config.lead
        rule: Rule | None = None
        if jaccard >= config.jaccard:
            rule = "jaccard"
        elif containment >= config.containment and jaccard >= config.least_jaccard_for_containment(
            overlap.lead
        ):
            rule = "containment" if leads_touch else "part"
        elif containment >= config.containment_with_lead:
            if leads_touch:
                rule = "lead"
            elif self._shares_both_ends(first, second):
                rule = "both ends"
        return rule

    def _aligned_rule(self, first: int, second: int, overlap: Overlap, *, tells: bool) -> Rule | None:
        config = self._config
        jaccard, containment = overlap.jaccard, overlap.containment
        rule: Rule | None = None
        if (
            tells
            and overlap.lead >= config.lead
            and containment >= config.containment_with_aligned_lead
            and self._is_aligned_with_the_beginning(first, second)
        ):
            rule = "aligned lead"
        elif min(jaccard, overlap.telling_jaccard) >= config.jaccard_for_aligned and self._is_aligned(
            first, second
        ):
            rule = "aligned"
        elif tells and jaccard >= config.jaccard_for_sentences and self._shares_sentences(first, second):
            rule = "sentences"
        elif tells and self._shares_passages(first, second, overlap):
            rule = "passages"
        return rule

    def _shares_both_ends(self, first: int, second: int) -> bool:
        """Whether the two begin and end with the same words: what one has more was put in between."""
        one, other, words = self._words(first), self._words(second), self._config.words_at_ends
        return one[:words] == other[:words] and one[-words:] == other[-words:]

    def _differs_at_edges(self, first: int, second: int) -> bool:
        """Whether nothing but spelling and what stands before or behind the one text differs."""
        alignment = align(self._words(first), self._words(second), 0)
        if alignment is None:
            return False
        slots = self._find_slots(first, second, alignment)
        return slots.slots == slots.others == 0

    def _shares_sentences(self, first: int, second: int) -> bool:
        config = self._config
        shorter, longer = sorted((self._words(first), self._words(second)), key=len)
        if len(longer) > config.aligned_words:
            return False
        alignment = align(shorter, longer, config.sentences * len(shorter))
        return (
            alignment is not None and share_of_sentences(alignment, len(shorter), config) >= config.sentences
        )

    def _shares_passages(self, first: int, second: int, overlap: Overlap) -> bool:
        config = self._config
        days = self._days[first], self._days[second]
        if (
            overlap.shared < config.shared_for_passages
            or overlap.containment < config.containment_for_passages
            or overlap.jaccard < config.jaccard_for_passages
            or overlap.lead < config.lead_for_passages
            or (UNDATED not in days and abs(days[0] - days[1]) > config.days_for_passages)
        ):
            return False
        shorter, longer = sorted((self._words(first), self._words(second)), key=len)
        if len(longer) > config.aligned_words:
            return False
        alignment = align(shorter, longer, config.containment_for_passages * len(shorter))
        if alignment is None:
            return False
        passages = alignment.passages()
        return passages.longest_gap <= config.longest_gap * len(
            shorter
        ) and passages.touched <= config.touched * len(shorter)

    def _is_aligned(self, first: int, second: int) -> bool:
        config = self._config
        shorter, longer = sorted((self._lengths[first], self._lengths[second]))
        if longer > config.aligned_words or shorter < config.aligned * longer:
            return False
        alignment = align(self._words(first), self._words(second), config.aligned * longer)
        return alignment is not None and alignment.parted <= config.aligned_gaps * longer

    def _is_aligned_with_the_beginning(self, first: int, second: int) -> bool:
        config = self._config
        shorter, longer = sorted((self._words(first), self._words(second)), key=len)
        if len(shorter) > config.aligned_words:
            return False
        beginning = longer[: int(len(shorter) * _LEAD_SLACK) + _LEAD_SLACK_WORDS]
        alignment = align(shorter, beginning, config.aligned_lead * len(shorter))
        return alignment is not None and alignment.parted <= config.aligned_lead_gaps * len(shorter)

    def _slots(self, first: int, second: int, overlap: Overlap) -> Slots | None:
        config = self._config
        shorter, longer = sorted((self._lengths[first], self._lengths[second]))
        if longer > config.aligned_words or overlap.jaccard == 1:
            return None
        alignment = align(self._words(first), self._words(second), config.frame * shorter)
        return None if alignment is None else self._find_slots(first, second, alignment)

    def _template(self, first: int, second: int, overlap: Overlap, slots: Slots | None) -> Template | None:
        config = self._config
        if slots is not None and not self._is_correction(first, second, slots):
            longer = max(self._lengths[first], self._lengths[second])
            if has_other_numbers(slots, longer, config):
                return "numbers"
            of_two_days = UNDATED != self._days[first] != self._days[second] != UNDATED
            if overlap.jaccard < config.jaccard_of_template and has_other_slots(
                slots, longer, config, of_two_days=of_two_days
            ):
                return "slots"
            # Where the frame is known as boilerplate, fewer slots show what it is.
            if (
                of_two_days
                and slots.slots > slots.others
                and overlap.telling_share < config.telling_share_of_issues
                and overlap.telling_jaccard < config.telling_jaccard_of_issues
            ):
                return "slots"
        # A copy of an issue comes on its day and has its words; a word dropped is no slot.
        is_copy = (
            self._days[first] == self._days[second] != UNDATED
            and slots is not None
            and not slots.slots
            and overlap.jaccard >= config.jaccard_of_template
        )
        if (
            overlap.telling_share < config.telling_share
            and overlap.telling_jaccard < config.telling_jaccard_of_template
            and not is_copy
        ):
            return "nothing else"
        return None

    def _is_correction(self, first: int, second: int, slots: Slots) -> bool:
        """Whether one is the other with newer figures: of one day or night, and the figures are no list of values."""
        return (
            slots.slots == slots.numbers <= self._config.corrected_numbers
            and not slots.one_unit
            and self._came_together(first, second)
        )

    def _came_together(self, first: int, second: int) -> bool:
        day, other_day = self._days[first], self._days[second]
        if UNDATED in (day, other_day) or day == other_day or self._minutes is None:
            return day == other_day != UNDATED
        return abs(self._minutes[first] - self._minutes[second]) <= 60 * self._config.hours_of_correction

    def _reason(self, first: int, second: int, overlap: Overlap, *, alike: bool) -> Reason:
        if self._features.text_hashes[first] == self._features.text_hashes[second]:
            return "identical"
        ratio = self._lengths[second] / max(self._lengths[first], 1)
        if alike and _ABOUT_AS_LONG <= ratio <= 1 / _ABOUT_AS_LONG:
            return "edited"
        if overlap.lead < self._config.lead:
            return "contained"
        return "shortened" if ratio < 1 else "extended"

    def _find_slots(self, first: int, second: int, alignment: Alignment) -> Slots:
        if first not in self._numbers_of:
            self._numbers_of[first] = number_places(self._features.words[first])
        return find_slots(self._words(first), self._words(second), alignment, self._numbers_of[first])

    def _words(self, row: int) -> list[int]:
        if row not in self._words_of:
            self._words_of[row] = self._features.words[row].tolist()
        return self._words_of[row]
