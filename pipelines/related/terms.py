"""The terms of a story by which its event is known: words of title and lead, and two words in a row.

Two words in a row are what names look like in any script. A word counts without the prefixes that Arabic writes in one
with it, so that الاتفاق, واتفاق and بالاتفاق are one.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from pipelines.dedup.arrays.ragged import Ints, Ragged
from pipelines.dedup.features.hashing import words_of
from pipelines.text import NormalizedText, normalize_all

LEAD_WORDS = 60
"""Words of a body that are its lead: the event is told in the first paragraphs, its background behind them."""
LEAD_CHARACTERS = 1000
"""Characters of a body that hold its lead in any language."""

_TITLE_WEIGHT = 2.0
_PAIR_WEIGHT = 0.7
# Of a word, of two words in a row, and of both where they stand in a title.
_WEIGHTS = np.array([1.0, _PAIR_WEIGHT, _TITLE_WEIGHT, _TITLE_WEIGHT * _PAIR_WEIGHT])
# Prefixes that the light stemming of Arabic takes off (Larkey, Ballesteros, Connell 2002: "light10"), longest first.
_ARTICLES = ("وبال", "وال", "فال", "بال", "كال", "ولل", "لل", "ال")
_PARTICLES = "وبلف"
_SHORTEST_STEM = 3
_SHORTEST_WITH_PARTICLE = 5
_SHORTEST_PLURAL = 5
# A shorter word says little about an event (في, the, من), numbers apart.
_SHORTEST_WORD = 3

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Lead:
    """A group as it is related to others, with the beginning of its text.

    Attributes:
        group_id: of the group.
        source_id: outlet of its canonical story.
        published_at: of its canonical story; aware.
        title: of its canonical story, "" where it has none.
        text: the first `LEAD_CHARACTERS` of its canonical story's body.
    """

    group_id: str
    source_id: str
    published_at: datetime
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class LeadTerms:
    """The terms of some leads.

    Attributes:
        hashes: a row a lead, ascending and distinct.
        kinds: what kind of term each is, a position in `_WEIGHTS`; shape (terms,).
    """

    hashes: Ragged
    kinds: npt.NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.hashes)

    @property
    def weights(self) -> Floats:
        """What each term counts by its place: more in a title; shape (terms,)."""
        return _WEIGHTS[self.kinds]

    def take(self, rows: Ints) -> "LeadTerms":
        """The terms of the given leads, in the given order."""
        kinds, _ = self.hashes.take_from(self.kinds, rows)
        return LeadTerms(self.hashes.take(rows), kinds)

    @classmethod
    def concatenate(cls, parts: Sequence["LeadTerms"]) -> "LeadTerms":
        """The leads of all parts, in order."""
        return cls(
            Ragged.concatenate([part.hashes for part in parts]),
            np.concatenate([part.kinds for part in parts]),
        )


def terms_of(leads: Sequence[Lead]) -> LeadTerms:
    """The terms of some leads; those of each do not depend on the others."""
    texts = _stemmed_texts(leads)
    words = words_of(texts)
    text_of = np.repeat(np.arange(len(texts)), np.diff(words.offsets))
    lengths = np.array([len(word) for text in texts for word in text.split()], np.int64)
    counts = words.is_number | (lengths >= _SHORTEST_WORD)
    pairs, pair_offsets = words.shingles(2)
    pair_text = np.repeat(np.arange(len(texts)), np.diff(pair_offsets))
    firsts = np.arange(len(pairs)) + (words.offsets[:-1] - pair_offsets[:-1])[pair_text]
    # The one "pair" of a text of one word is that word.
    seconds = np.minimum(firsts + 1, words.offsets[1:][pair_text] - 1)
    pairs_count = counts[firsts] & counts[seconds] & (firsts != seconds)
    found = np.concatenate([words.hashes[counts], pairs[pairs_count]])
    texts_of = np.concatenate([text_of[counts], pair_text[pairs_count]])
    is_pair = np.arange(len(found)) >= counts.sum()
    kinds = (2 * (texts_of < len(leads)) + is_pair).astype(np.uint8)
    rows = texts_of % max(len(leads), 1)
    order = np.lexsort((-_WEIGHTS[kinds], found, rows))
    rows, found, kinds = rows[order], found[order], kinds[order]
    first = np.ones(len(rows), np.bool_)
    first[1:] = (rows[1:] != rows[:-1]) | (found[1:] != found[:-1])
    return LeadTerms(Ragged.select(found[first], rows[first], len(leads)), kinds[first])


def _stemmed_texts(leads: Sequence[Lead]) -> list[NormalizedText]:
    """The titles, then the leads."""
    titles = normalize_all([lead.title for lead in leads])
    texts = normalize_all([lead.text for lead in leads])
    cut = [title.split() for title in titles] + [text.split()[:LEAD_WORDS] for text in texts]
    return [NormalizedText(" ".join(map(stem, words))) for words in cut]


def words_with(lead: Lead, terms: Collection[int]) -> list[str]:
    """The words and pairs of words of a lead that are among some terms, as they are written, in the order of the text."""
    found: dict[str, None] = {}
    for text in normalize_all([lead.title, lead.text]):
        words = text.split()[: LEAD_WORDS if text else 0]
        stems = [stem(word) for word in words]
        hashes = words_of([NormalizedText(" ".join(stems))])
        pairs, _ = hashes.shingles(2)
        for at, (word, value) in enumerate(zip(words, hashes.hashes.tolist(), strict=True)):
            if at + 1 < len(words) and int(pairs[at]) in terms:
                found.setdefault(f"{word} {words[at + 1]}")
            elif value in terms:
                found.setdefault(word)
    return list(found)


@lru_cache(maxsize=1 << 18)
def stem(word: str) -> str:
    """A normalised word without article, conjunction or preposition before it, and without a plural's s."""
    if word.isascii():
        is_plural = len(word) >= _SHORTEST_PLURAL and word[-1] == "s" and word[-2] != "s"
        return word[:-1] if is_plural else word
    if not "ء" <= word[0] <= "ي":
        return word
    for article in _ARTICLES:
        if word.startswith(article) and len(word) - len(article) >= _SHORTEST_STEM:
            return word[len(article) :]
    if word[0] in _PARTICLES and len(word) >= _SHORTEST_WITH_PARTICLE:
        return word[1:]
    return word
