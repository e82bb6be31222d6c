"""`fold`: letters folded as `normalize` folds them, one by one, with punctuation and places kept.

For finding a wording in a text that is then cut or shown: `origins` leads from a place in the folded
text back to the place in the original.
"""

import re
import unicodedata

from pipelines.text import rules

_RULES: dict[int, str | None] = {code: to for rule in rules.LETTERS for code, to in rule.items()}

# What NFKC would do to single characters that news pages carry: Arabic ligatures and presentation forms,
# full-width ASCII, and the many spaces. İ lowers to two characters, so it is named here.
_COMPATIBLE = (
    *range(0xFB50, 0xFDFE),
    *range(0xFE70, 0xFEFD),
    *range(0xFF01, 0xFF5F),
    0x00A0,
    *range(0x2000, 0x200B),
    0x202F,
    0x3000,
)


def _compatible(code: int) -> str:
    return unicodedata.normalize("NFKC", chr(code)).translate(_RULES)


_TABLE: dict[int, str | None] = (
    {code: _compatible(code) for code in _COMPATIBLE} | _RULES | {0x0130: "i", 0x2026: "..."}
)
_FOLDED = {chr(code): to or "" for code, to in _TABLE.items() if to != chr(code)}
# A tenth of the letters of Arabic prose: to find them takes half as long as `translate`, which looks up each.
# Those beyond the basic plane (digits of rare scripts) stand as one range: `re` would compare each character with
# each of them.
_BASIC = "".join(re.escape(one) for one in _FOLDED if one <= "\uffff")
_TO_FOLD = re.compile(f"[{_BASIC}\U00010000-\U0010ffff]")
# Those that become none, or several.
_RESIZED = re.compile("[" + "".join(re.escape(one) for one, to in _FOLDED.items() if len(to) != 1) + "]")


def fold(text: str) -> str:
    """Folds the letters of a text and keeps everything else: ﻹقرأ أيضــاً: → اقرا ايضا:."""
    # Nothing of it is folded, and looking for that takes ten times as long.
    if text.isascii():
        return text.lower()
    return _TO_FOLD.sub(lambda match: _FOLDED.get(match[0], match[0]), text).lower()


def origins(text: str) -> list[int]:
    """For each character of `fold(text)` the index in `text` that it came from, then `len(text)`."""
    found: list[int] = []
    at = 0
    for match in _RESIZED.finditer(text):
        found += range(at, match.start())
        found += [match.start()] * len(_FOLDED[match[0]])
        at = match.end()
    found += range(at, len(text) + 1)
    return found
