"""Words and their forms: an article or a plural that is written to a word makes no other word of it."""

import re

from pipelines.text.scripts import ARABIC

STEMMER_VERSION = 1
"""Raised whenever `stem` gives another result for any word."""

# Articles, with the prepositions that grow together with them, and plurals, pronouns and adjectives behind a word: the
# light stemmer `light10` of L. Larkey, L. Ballesteros, M. Connell, "Light Stemming for Arabic Information Retrieval" (2007).
_ARTICLE = re.compile("(?:ال|بال|كال|فال|لل)(?=.{3})")
_ENDINGS = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")
_ENDED_LETTERS = 2
_AND_LETTERS = 4
_ARABIC_WORD = re.compile(f"[{ARABIC}]+")
# One letter before an Arabic word: by, for, like. Many words begin with one of them, so it is not cut off: a text that has
# such a word also has what stands behind the letter.
_ONE_LETTER = re.compile("[بلك](?=.{3})")
# What may stand before the first word of a phrase; cut off on both sides, so that it may be there or not.
_BEFORE_PHRASE = re.compile("[وبلك]+(?=.{3})")
# Plurals of English, and of most Romance languages: D. Harman, "How Effective Is Suffixing?" (1991), the S stemmer.
_LATIN_WORD = re.compile("[a-z]{4,}")


def stem(word: str) -> str:
    """The part of a word that it shares with its forms: والجسور → جسور, المصرية → مصر, bridges → bridge.

    Unlike light10, "and" and the article are taken off as often as they stand there: else وزير and الوزير would part.

    Args:
        word: of a normalised text.
    """
    if _ARABIC_WORD.fullmatch(word):
        return _arabic_stem(word)
    if word.endswith("s") and _LATIN_WORD.fullmatch(word):
        return _singular(word)
    return word


def _arabic_stem(word: str) -> str:
    former = ""
    while word != former:
        former = word
        if word[0] == "و" and len(word) >= _AND_LETTERS:
            word = word[1:]
        word = _ARTICLE.sub("", word, count=1) if _ARTICLE.match(word) else word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _ENDED_LETTERS:
            word = word[: -len(ending)]
    return word


def _singular(word: str) -> str:
    if word.endswith("ies") and not word.endswith(("eies", "aies")):
        return word[:-3] + "y"
    if word.endswith(("us", "ss")):
        return word
    return word[:-1]


def behind_letter(word: str) -> str | None:
    """The stem of an Arabic word without a letter that may be written to it: بجسر → جسر; None where it has none."""
    if _ARABIC_WORD.fullmatch(word) and _ONE_LETTER.match(word):
        return _arabic_stem(word[1:])
    return None


def first_of_phrase(word: str) -> str:
    """A word without what Arabic writes to the first word of a phrase: ووزير, لوزير and وزير are one there."""
    return _BEFORE_PHRASE.sub("", word, count=1) if _BEFORE_PHRASE.match(word) else word
