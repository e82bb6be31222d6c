"""`normalize`: what two texts must share to count as the same words."""

import re
import unicodedata
from typing import NewType

from pipelines.text import rules

NormalizedText = NewType("NormalizedText", str)
"""Words in lower case, folded by every rule, one space between them. Only this is fingerprinted."""

NORMALIZER_VERSION = 1
"""Stored with every fingerprint; raised whenever `normalize` gives another result for any text."""

_TABLE: dict[int, str | None] = {code: to for rule in rules.ALL for code, to in rule.items()}
_WORD = re.compile(r"[^\W_]+")


def normalize(text: str) -> NormalizedText:
    """Folds a text to the words that count when two texts are compared.

    Idempotent. Compatibility forms are composed first (NFKC: ﻻ → لا), so that letters typed as
    presentation forms meet their plain ones; then the rules of `rules.ALL`, then lower case; everything
    that is neither letter nor digit separates words.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_TABLE)
        # Case folding may compose or decompose letters (İ); a second pass settles them.
        text = unicodedata.normalize("NFKC", text.lower()).translate(_TABLE)
        return NormalizedText(" ".join(_WORD.findall(text)))
    return NormalizedText(" ".join(_WORD.findall(text.lower())))
