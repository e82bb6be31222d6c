"""The thresholds of deduplication, in one frozen place; their hash is stored with every pair."""

import hashlib
import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class DedupConfig:
    """All that decides which stories are one story, beside the texts.

    Each threshold is chosen where `python -m benchmarks saudi` and `python -m benchmarks hardset` agree best;
    docs/decisions/dedup.md has the figures.

    Attributes:
        hamming: fingerprints this near make a candidate. 3 keeps the block look-up cheap; segments carry
            the recall: beside them, no distance up to 6 adds a real pair.
        min_words: a shorter text is never grouped: "details follow" is not a story.
        short_words: below this, texts are one story only if they are equal but for their spelling and what
            stands before or behind one of them.
        reach_days: a story's boilerplate is what stands on many days within this many days of its own.
            Bounded, so that a new day touches the decisions of its neighbourhood only.
        boilerplate_days: a shingle or segment on this many distinct days within reach is boilerplate
            (4 to 6 give the same F1). Counting days tells a template from a big story.
        crowd: a segment in more distinct texts than this within reach makes no candidates. It bounds the time that
            a flood of edited copies takes, which grows with the square. Undated texts count as of one day; a shingle in
            more of them than this is boilerplate, too.
        min_shared: fewer shared telling shingles never decide.
        telling_jaccard, telling_containment: without boilerplate, one of them must be left of an overlap.
        jaccard: shared / union of 5-word shingles that decides alone.
        containment, jaccard_for_containment, jaccard_for_inner_containment: shared / smaller set: a copy with
            other text around it. Where the beginnings do not touch, it must be about half of that text at least:
            a part of a digest is not the digest.
        lead: share of the beginning that must lie in the other's beginning, for the next two.
        containment_with_lead: a shortened copy; so high that a digest of many stories is none.
        containment_with_aligned_lead, aligned_lead, aligned_lead_gaps: a shortened copy with touched words:
            share of the shorter text's words in parallel to the beginning of the longer one, and at most
            this share of them in long gaps.
        aligned, aligned_gaps, jaccard_for_aligned: a copy with many touched words: share of the longer text's
            words in parallel, at most this share of them in long gaps, and this Jaccard with and without boilerplate.
        words_at_ends: two texts with this many equal words at both ends, one of which is contained, are one that grew
            in the middle (a live report with its newest entries first).
        sentence_words, sentence_alike, sentences, jaccard_for_sentences: a copy with a new lead, or some sentences
            rewritten: this share of the shorter text's sentences stands in the longer one, in order.
        shared_for_passages, containment_for_passages, jaccard_for_passages, lead_for_passages, longest_gap, touched,
            days_for_passages: a copy cut and joined by passages, whose words stayed as they were: so many shared telling
            shingles, this containment, this Jaccard (one of a digest's many stories has less), something of the beginning;
            at most this share of the shorter text in one place is not in the longer one; at most so many places for each
            of its words have a few words touched, or it is a story told anew; and so many days between the two.
        aligned_words: longer texts are not laid side by side; the time grows with the square.
        frame: share of the shorter text's words that run in parallel where slots are looked for.
        number_slots: with this many numbers in the same places in both texts …
        number_agreement: … at least this share of them must be equal; below, the two are issues of one
            template (today's and yesterday's prices). Works from a template's first two issues on, where
            the days rule has seen too little.
        words_of_flash: in texts up to this long, one number that differs is enough if nothing else does.
        corrected_numbers, hours_of_correction: up to this many differing numbers are newer figures of one report, if they
            are all that differs, no list of values, and the two are of one day or so many hours apart.
        slots: texts that differ in slots only are issues of a template from this many on …
        counted_slots: … or from this many with as many numbers and days among them …
        slot_share: … that hold this share of the longer text's words …
        word_slots, word_slot_share: … the same where no slot holds a number or day: editors change words, too …
        slots_of_days: … the same of texts of two days that differ nowhere else …
        others_among_slots: … with at most this many other differences a slot …
        jaccard_of_template: … and below this jaccard; from it on, two texts that differ in no slot are copies.
        telling_share_of_issues, telling_jaccard_of_issues: texts of two days that have less than this share of telling
            shingles and less than this telling Jaccard are issues of a template if most places in which they differ are
            slots.
        witnesses: texts of a story's day that are asked whether a single slot is one of a template.
        telling_share, telling_jaccard_of_template: a text with less than this share of telling shingles is
            an issue of a template; two issues are one story if the telling rest is nearly equal.
    """

    hamming: int = 3
    min_words: int = 10
    short_words: int = 15
    reach_days: int = 15
    boilerplate_days: int = 5
    crowd: int = 500
    min_shared: int = 5
    telling_jaccard: float = 0.3
    telling_containment: float = 0.5
    jaccard: float = 0.53
    containment: float = 0.8
    jaccard_for_containment: float = 0.35
    jaccard_for_inner_containment: float = 0.45
    lead: float = 0.3
    containment_with_lead: float = 0.9
    containment_with_aligned_lead: float = 0.75
    aligned_lead: float = 0.85
    aligned_lead_gaps: float = 0.03
    aligned: float = 0.78
    aligned_gaps: float = 0.03
    jaccard_for_aligned: float = 0.12
    shared_for_passages: int = 150
    containment_for_passages: float = 0.5
    jaccard_for_passages: float = 0.25
    lead_for_passages: float = 0.05
    longest_gap: float = 0.27
    touched: float = 0.0075
    days_for_passages: int = 1
    aligned_words: int = 5000
    words_at_ends: int = 5
    sentence_words: int = 20
    sentence_alike: float = 0.6
    sentences: float = 0.7
    jaccard_for_sentences: float = 0.52
    frame: float = 0.6
    number_slots: int = 3
    number_agreement: float = 0.6
    words_of_flash: int = 40
    corrected_numbers: int = 6
    hours_of_correction: int = 6
    slots: int = 3
    counted_slots: int = 2
    slot_share: float = 0.05
    word_slots: int = 3
    word_slot_share: float = 0.06
    slots_of_days: int = 2
    others_among_slots: float = 0.25
    jaccard_of_template: float = 0.8
    telling_share_of_issues: float = 0.6
    telling_jaccard_of_issues: float = 0.5
    witnesses: int = 16
    telling_share: float = 0.3
    telling_jaccard_of_template: float = 0.7

    def least_jaccard_for_containment(self, lead: float) -> float:
        """What containment needs beside itself, by how much of the one's beginning lies in the other's."""
        return self.jaccard_for_containment if lead >= self.lead else self.jaccard_for_inner_containment

    @property
    def config_id(self) -> str:
        """First 12 hex digits of the SHA-256 of all thresholds; the `config` of a stored pair."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:12]


DEFAULT = DedupConfig()
