"""The normalisation rules: one named rule a table, each from code point to what stands for it.

A table maps to None where the character is dropped. Letters are folded by name, never by stripping
accents in general: decomposing would turn رئيس into رييس by accident and keep tatweel.
"""

from collections.abc import Mapping

Rule = Mapping[int, str | None]


def _each(characters: str, replacement: str | None) -> dict[int, str | None]:
    return dict.fromkeys(map(ord, characters), replacement)


def _span(first: int, last: int, replacement: str | None) -> dict[int, str | None]:
    return dict.fromkeys(range(first, last + 1), replacement)


STRIP_MARKS: Rule = (
    _span(0x0610, 0x061A, None)
    | _span(0x064B, 0x065F, None)
    | _each("\u0670", None)
    | _span(0x06D6, 0x06DC, None)
    | _span(0x06DF, 0x06E4, None)
    | _each("\u06e7\u06e8", None)
    | _span(0x06EA, 0x06ED, None)
)
"""Harakat, tanwin, shadda, superscript alef and Quranic marks: مُحمَّد → محمد."""

STRIP_TATWEEL: Rule = _each("\u0640", None)
"""The stretching stroke: محمـــد → محمد."""

STRIP_CONTROLS: Rule = (
    _each("\u00ad\u061c\u180e\ufeff", None)
    | _span(0x200B, 0x200F, None)
    | _span(0x202A, 0x202E, None)
    | _span(0x2060, 0x2069, None)
)
"""Bidi marks and isolates, zero-width joiners and spaces, soft hyphen, BOM: they show nothing."""

FOLD_ALEF: Rule = _each("أإآٱٲٳ", "ا")
"""Alef with hamza, madda or wasla: أحمد → احمد."""

FOLD_YEH: Rule = _each("ىیئېے", "ي")
"""Alef maksura, Farsi and Urdu yeh, yeh with hamza: على → علي, فی → في."""

FOLD_WAW: Rule = _each("ؤ", "و")
"""Waw with hamza: مسؤول → مسوول."""

FOLD_HAMZA: Rule = _each("ء", None)
"""A hamza of its own, left out as often as written: شيء → شي."""

FOLD_TEH_MARBUTA: Rule = _each("ةۃ", "ه")
"""Teh marbuta, often typed as heh: مدرسة → مدرسه."""

FOLD_HEH: Rule = _each("ہھە", "ه")
"""Urdu and Kurdish heh."""

FOLD_KAF: Rule = _each("کڪ", "ك")
"""Persian and swash kaf: کتاب → كتاب."""

ASCII_DIGITS: Rule = {0x0660 + n: str(n) for n in range(10)} | {0x06F0 + n: str(n) for n in range(10)}
"""Arabic-Indic and Persian digits: ٢٠٢٤ → 2024."""

ALL: tuple[Rule, ...] = (
    STRIP_MARKS,
    STRIP_TATWEEL,
    STRIP_CONTROLS,
    FOLD_ALEF,
    FOLD_YEH,
    FOLD_WAW,
    FOLD_HAMZA,
    FOLD_TEH_MARBUTA,
    FOLD_HEH,
    FOLD_KAF,
    ASCII_DIGITS,
)
"""Every rule, as `normalize` applies them; no two touch the same character."""
