"""`normalize`: what two texts must share to count as the same words."""

import re
import unicodedata
from typing import NewType

from pipelines.records import Article
from pipelines.text import rules

NormalizedText = NewType("NormalizedText", str)
"""Words in lower case, folded by every rule, one space between them. Only this is fingerprinted."""

NORMALIZER_VERSION = 2
"""Stored with every fingerprint; raised whenever `normalize` gives another result for any text."""

_TABLE: dict[int, str | None] = {code: to for rule in rules.ALL for code, to in rule.items()}
# Thai, Lao, Burmese, Khmer, Japanese kana, Chinese characters: written without spaces between words.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_WORD = re.compile(rf"[^\W_{_UNSPACED}]+|(?!_)\w")


def normalize(text: str) -> NormalizedText:
    """Folds a text to the words that count when two texts are compared.

    Idempotent. Compatibility forms are composed first (NFKC: ﻻ → لا), so that letters typed as
    presentation forms meet their plain ones; then the rules of `rules.ALL`, then lower case; everything
    that is neither letter nor digit separates words. Where a script is written without spaces, each letter is a
    word, so that runs of words are runs of letters there.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_TABLE)
        # Case folding may compose or decompose letters (İ); a second pass settles them.
        text = unicodedata.normalize("NFKC", text.lower()).translate(_TABLE)
        return NormalizedText(" ".join(_WORD.findall(text)))
    return NormalizedText(" ".join(_WORD.findall(text.lower())))


def wording(article: Article) -> tuple[NormalizedText, NormalizedText]:
    """Title and text of an article as they are compared: where they are the same, nothing was corrected."""
    return normalize(article.title or ""), normalize(article.body)
