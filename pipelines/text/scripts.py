"""Ranges of scripts, written once, for use inside the brackets of a pattern."""

import re

ARABIC = "\u0620-\u064a\u066e-\u06d3\u06d5\u06ee-\u06ef\u06fa-\u06ff\u0750-\u077f\u08a0-\u08c9"
"""Letters of all languages in the Arabic script."""

THAI_AND_LAO = "\u0e00-\u0eff"
BURMESE = "\u1000-\u109f"
KHMER = "\u1780-\u17ff"
KANA_AND_HAN = "\u3040-\u30ff\u3400-\u9fff"

UNPARTED = re.compile(f"[{THAI_AND_LAO}{BURMESE}{KHMER}{KANA_AND_HAN}]")
"""A letter of a script that parts no words by spaces."""

ARABIC_BLOCK = "\u0600-\u06ff"
"""Letters, vowel signs, digits and punctuation that most of its languages share."""


def is_unparted(word: str) -> bool:
    """Whether a word is a character of a script that parts no words; normalised texts have each by itself."""
    return UNPARTED.fullmatch(word) is not None
