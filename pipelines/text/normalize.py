"""`normalize`: what two texts must share to count as the same words."""

import re
import unicodedata
from collections.abc import Iterable
from typing import NewType

from pipelines.records import Article
from pipelines.text import rules
from pipelines.text.numbers import NUMBER, one_writing

NormalizedText = NewType("NormalizedText", str)
"""Words in lower case, folded by every rule, one space between them. Only this is fingerprinted."""

NORMALIZER_VERSION = 4
"""Stored with every fingerprint; raised whenever `normalize` gives another result for any text."""

_TABLE: dict[int, str | None] = {code: to for rule in rules.ALL for code, to in rule.items()}


def _ranges(codes: Iterable[int]) -> str:
    """The inside of a character class: ascending code points as ranges."""
    found: list[list[int]] = []
    for code in codes:
        if found and code == found[-1][1] + 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in found)


# To see that a text holds none of these takes a tenth of the time of `translate`, which looks up each character. Those beyond
# the basic plane stand as one range: `re` would compare each character with each of them.
_TOUCHED = re.compile(f"[{_ranges(code for code in sorted(_TABLE) if code <= 0xFFFF)}\U00010000-\U0010ffff]")

# Thai, Lao, Burmese, Khmer, Japanese kana, Chinese characters: written without spaces between words.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
# Vowel signs and other marks that no rule drops belong to the letter before them: हिन्दी is one word.
_MARKS = _ranges(
    code
    for code in (*rules.WRITTEN, *rules.VARIATION_SELECTORS)
    if unicodedata.category(chr(code))[0] == "M" and code not in _TABLE
)
_WORD = re.compile(rf"[0-9]+(?:[.:][0-9]+)*|(?:[^\W\d_{_UNSPACED}]++[{_MARKS}]*+)++|[^\W\d_][{_MARKS}]*")
# The same of a text in ASCII, many times faster.
_ASCII_WORD = re.compile(r"[0-9]+(?:[.:][0-9]+)*|[a-z]+")
_SPACING_MARK = re.compile(f"[{_ranges(rules.STRIP_SPACING_MARKS)}]")

# "And" is one letter of the next word in Arabic; some writers put a space behind it: و قال → وقال.
_LONE_WAW = re.compile(r"(?<![^ ])و (?=[^0-9])")
# What stands before a flash in one outlet and not in the next. Without ten words behind it, it is not left out: so few
# words are compared with nothing.
_FLASH = re.compile(
    r"(?:(?:عاجل|خبر عاجل|فوري|breaking|breaking news|urgent|flash|alerte|eilmeldung|son dakika|ultima hora|срочно"
    r"|молния) )+(?=(?:\S+ ){9})"
)


def normalize(text: str) -> NormalizedText:
    """Folds a text to the words that count when two texts are compared.

    Idempotent. Compatibility forms are composed first (NFKC: ﻻ → لا), so that letters typed as
    presentation forms meet their plain ones; then the rules of `rules.ALL`, then lower case; everything
    that is neither letter nor digit separates words, and so does the border of letters and digits. A number is one
    word, equal for equal values (1,250.0 → 1250). Where a script is written without spaces, each letter is a word,
    so that shingles are runs of letters there. `عاجل` and its like before a text are left out.
    """
    if text.isascii():
        text, word = text.lower(), _ASCII_WORD
    else:
        text, word = _folded(unicodedata.normalize("NFKC", _SPACING_MARK.sub("", text))), _WORD
        # Lowering may compose or decompose letters; a second pass settles them.
        text = _folded(unicodedata.normalize("NFKC", text.lower()))
        text = text.replace("\u066b", ".").replace("\u066c", ",").replace("،", ",")
    return joined(" ".join(word.findall(NUMBER.sub(one_writing, text))))


def _folded(text: str) -> str:
    return text.translate(_TABLE) if _TOUCHED.search(text) else text


def joined(words: str) -> NormalizedText:
    """The last step, on words with one space between them: what belongs to a word, and what to no story."""
    if " و " in words or words.startswith("و "):
        words = _LONE_WAW.sub("و", words)
    flash = _FLASH.match(words)
    return NormalizedText(words[flash.end() :] if flash else words)


def wording(article: Article) -> tuple[NormalizedText, NormalizedText]:
    """Title and text of an article as they are compared: where they are the same, nothing was corrected."""
    return normalize(article.title or ""), normalize(article.body)
