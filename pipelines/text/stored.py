"""`stored`: a text as it is kept, without characters that show nothing and can do harm.

What readers see stays: spelling, marks, tatweel, digits, quotation marks, every kind of space; also ZWNJ, which
Persian writes in words, and ZWJ, which joins emoji and letters. Each rule has a name and says what it is for.
"""

import re
import unicodedata
from collections.abc import Mapping

from pipelines.text.escapes import without_controls

Rule = Mapping[int, str | None]


def _dropped(*spans: tuple[int, int]) -> Rule:
    return {code: None for first, last in spans for code in range(first, last + 1)}


def _shapeless(code: int) -> str:
    # A mark in a fixed shape stands on a space (U+FE70); in a text it stands on the letter before it.
    plain = unicodedata.normalize("NFKC", chr(code))
    return plain.replace(" ", "") if 0xFE70 <= code <= 0xFE7F else plain


FOLD_PRESENTATION: Rule = {
    code: _shapeless(code)
    for first, last in ((0xFB00, 0xFB06), (0xFB1D, 0xFB4F), (0xFB50, 0xFDF9), (0xFE70, 0xFEFC))
    for code in range(first, last + 1)
    if unicodedata.category(chr(code)) in {"Lo", "Ll"} or 0xFE70 <= code <= 0xFE7F
}
"""Letters in a fixed shape, and ligatures: ﻛﺘﺎﺏ → كتاب, ﬁ → fi. ﷺ and the like are signs of their own, and stay."""

DROP_BIDI: Rule = _dropped((0x061C, 0x061C), (0x200E, 0x200F), (0x202A, 0x202E), (0x2066, 0x2069))
"""Marks, embeddings, overrides and isolates of direction: they turn a title around in every list that shows it."""

DROP_INVISIBLE: Rule = _dropped(
    *((0x00AD, 0x00AD), (0x180E, 0x180E), (0x200B, 0x200B), (0x2060, 0x2065), (0x206A, 0x206F)),
    *((0xFEFF, 0xFEFF), (0xFFF9, 0xFFFB), (0xFFFE, 0xFFFF), (0xE0000, 0xE007F)),
)
"""Soft hyphens, zero-width spaces, byte order marks, tags: words that hold them are found by no search."""

UNIFY_LINES: Rule = {0x0D: "\n", 0x2028: "\n", 0x2029: "\n"}
"""Every other end of a line."""

ALL: tuple[Rule, ...] = (FOLD_PRESENTATION, DROP_BIDI, DROP_INVISIBLE, UNIFY_LINES)
"""Every rule; no two touch the same character."""

_TABLE: dict[int, str | None] = {code: to for rule in ALL for code, to in rule.items()}
# Those beyond the basic plane stand as one range: `re` would compare each character with each of them.
_BASIC = "".join(re.escape(chr(code)) for code in _TABLE if code <= 0xFFFF)
_TOUCHED = re.compile(f"[{_BASIC}\U000e0000-\U000e007f]")
# Characters of ASCII that stay. Among the others it shows several times sooner that a text stays as it is.
_PLAIN = bytes((*b"\t\n", *range(0x20, 0x7F)))


def stored(text: str) -> str:
    """Applies every rule, and takes out what only terminals understand. Idempotent."""
    others = text.encode("utf-8", "surrogatepass").translate(None, _PLAIN).decode("utf-8", "surrogatepass")
    if without_controls(others) == others and not _TOUCHED.search(others):
        return text
    return without_controls(text).replace("\r\n", "\n").translate(_TABLE)
