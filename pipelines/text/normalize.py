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

_RULES: dict[int, str | None] = {code: to for rule in rules.ALL for code, to in rule.items()}
# With what stays of most alphabets: `translate` takes twice as long for a character that it does not find.
_TABLE: dict[int, int | str | None] = {code: code for code in range(0x3000)} | _RULES


def _ranges(codes: Iterable[int]) -> str:
    """The inside of a character class: ascending code points as ranges."""
    found: list[list[int]] = []
    for code in codes:
        if found and code == found[-1][1] + 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in found)


# Thai, Lao, Burmese, Khmer, Japanese kana, Chinese characters: written without spaces between words.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
# Vowel signs and other marks that no rule drops belong to the letter before them: हिन्दी is one word.
_MARKS = _ranges(
    code
    for code in (*rules.WRITTEN, *rules.VARIATION_SELECTORS)
    if unicodedata.category(chr(code))[0] == "M" and code not in _RULES
)
_NUMBER = "[0-9]+(?:[.:][0-9]+)*"
_WORD = re.compile(rf"{_NUMBER}|(?:[^\W\d_{_UNSPACED}]++[{_MARKS}]*+)++|[^\W\d_][{_MARKS}]*")
# Of a text in ASCII, in lower case; found in a third of the time.
_ASCII_WORD = re.compile(f"{_NUMBER}|[a-z]+")
_SPACING_MARK = re.compile(f"[{_ranges(rules.STRIP_SPACING_MARKS)}]")
_DECIMAL_SIGNS = (("\u066b", "."), ("\u066c", ","), ("،", ","))

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
        word, text = _ASCII_WORD, text.lower()
    else:
        word, text = _WORD, _folded(text)
    return joined(" ".join(word.findall(NUMBER.sub(one_writing, text))))


def _folded(text: str) -> str:
    text = unicodedata.normalize("NFKC", _SPACING_MARK.sub("", text)).translate(_TABLE)
    # Lowering may compose or decompose letters; a second pass settles them.
    text = unicodedata.normalize("NFKC", text.lower()).translate(_TABLE)
    for sign, plain in _DECIMAL_SIGNS:
        text = text.replace(sign, plain)
    return text


def joined(words: str) -> NormalizedText:
    """The last step, on words with one space between them: what belongs to a word, and what to no story."""
    if " و " in words or words.startswith("و "):
        words = _LONE_WAW.sub("و", words)
    flash = _FLASH.match(words)
    return NormalizedText(words[flash.end() :] if flash else words)


def wording(article: Article) -> tuple[NormalizedText, NormalizedText]:
    """Title and text of an article as they are compared: where they are the same, nothing was corrected."""
    return normalize(article.title or ""), normalize(article.body)
