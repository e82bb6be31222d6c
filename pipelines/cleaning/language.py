"""The language of a text by its letters."""

import re
from collections import Counter

# Letters that one language of the Arabic script writes and the others do not (or only in names).
_URDU = re.compile(r"[ٹڈڑںے]")
_PERSIAN = re.compile(r"[پچژگ]|[یک]")
_KURDISH = re.compile(r"[ڕڵێۆ]")
_ARABIC = re.compile(r"[ةىيك]")
_ARABIC_SCRIPT = re.compile(r"[\u0620-\u06ff]+")
_LATIN_SCRIPT = re.compile(r"[a-zA-Z\u00c0-\u024f]+")

# Words of Latin-script languages that stand in every paragraph; enough to tell the few that sources use.
_LATIN_WORDS = {
    "en": frozenset({"the", "of", "and", "to", "in", "that", "was", "for", "with", "said"}),
    "fr": frozenset({"le", "la", "les", "des", "et", "du", "une", "dans", "est", "qui", "pour"}),
    "es": frozenset({"el", "los", "las", "que", "una", "por", "con", "del", "para"}),
    "de": frozenset({"der", "die", "und", "das", "den", "mit", "von", "ist", "nicht"}),
    "tr": frozenset({"ve", "bir", "bu", "için", "ile", "olarak", "da", "de"}),
}
_SAMPLE = 2500  # characters; a paragraph or two decide
_FEWEST = 20  # letters; less says nothing


def language(text: str, declared: str | None = None) -> str | None:
    """The language (ISO 639-1) that the letters show; the declared one where they leave it open.

    Arabic, Persian, Urdu and Sorani are told apart by their letters, Latin-script languages by their most
    frequent words. A page's declaration is often its template's (`lang="en"` on Arabic pages), so the
    letters win a conflict.
    """
    said = declared.replace("_", "-").split("-")[0].strip().lower() if declared else None
    sample = text[:_SAMPLE]
    arabic_script, latin_script = (
        sum(map(len, script.findall(sample))) for script in (_ARABIC_SCRIPT, _LATIN_SCRIPT)
    )
    if arabic_script + latin_script < _FEWEST:
        return said or None
    if arabic_script > latin_script:
        return _arabic_script(sample, arabic_script)
    counts = Counter(re.findall(r"[^\W\d_]+", sample.lower()))
    scores = {name: sum(counts[word] for word in words) for name, words in _LATIN_WORDS.items()}
    best = max(scores, key=lambda name: scores[name])
    if said and said not in {"ar", "fa", "ur", "ckb"} and scores.get(said, 1) * 2 >= scores[best]:
        return said
    return best if scores[best] else said


def _arabic_script(sample: str, letters: int) -> str:
    # A share of 1 % is far above what names in another language bring, far below what its own words do.
    if len(_URDU.findall(sample)) > letters / 100:
        return "ur"
    if len(_KURDISH.findall(sample)) > letters / 100:
        return "ckb"
    return "fa" if len(_PERSIAN.findall(sample)) > len(_ARABIC.findall(sample)) else "ar"
