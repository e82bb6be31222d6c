"""The thresholds of deduplication, in one frozen place; their hash is stored with every pair."""

import hashlib
import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class DedupConfig:
    """All that decides which stories are one story, beside the texts.

    Where a threshold says "study", it is measured in `shared/studies/dedup.md` on 31,030 Saudi articles
    and a synthetic set.

    Attributes:
        hamming: fingerprints this near make a candidate. 3 keeps the block look-up cheap; segments carry
            the recall (study §3: beside segments, k <= 6 adds no real pair).
        min_words: a shorter text is never grouped: "details follow" is not a story.
        short_words: below this only equal texts are one story (study §9.6).
        reach_days: a story's boilerplate is what stands on many days within this many days of its own.
            Bounded, so that a new day touches the decisions of its neighbourhood only.
        boilerplate_days: a shingle or segment on this many distinct days within reach is boilerplate
            (study §4: 4 to 6 give the same F1; the days rule tells a template from a big story).
        boilerplate_stories: the same for undated input, in stories (study §4: df > 30).
        crowd: a segment in more distinct texts than this within reach makes no candidates.
        jaccard: shared / union of 5-word shingles that decides alone.
        jaccard_with_lead, lead_for_jaccard: a lower Jaccard decides when the leads touch.
        containment, lead_for_containment: shared / smaller set, with the leads aligned: a shortened copy.
        min_shared: fewer shared shingles never decide.
        number_contexts: with this many numbers standing behind the same words in both texts …
        number_agreement: … at least this share of them must be equal; below, the two are issues of one
            template (today's and yesterday's prices). Works from a template's first two issues on, where
            the days rule has seen too little.
    """

    hamming: int = 3
    min_words: int = 10
    short_words: int = 15
    reach_days: int = 15
    boilerplate_days: int = 5
    boilerplate_stories: int = 30
    crowd: int = 60
    jaccard: float = 0.35
    jaccard_with_lead: float = 0.15
    lead_for_jaccard: float = 0.05
    containment: float = 0.40
    lead_for_containment: float = 0.30
    min_shared: int = 5
    number_contexts: int = 3
    number_agreement: float = 0.6

    @property
    def config_id(self) -> str:
        """First 12 hex digits of the SHA-256 of all thresholds; the `config` of a stored pair."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:12]


DEFAULT = DedupConfig()
