"""The normalisation rules: one named rule a table, each from code point to what stands for it.

A table maps to None where the character is dropped. Letters are folded by name, never by stripping
accents in general: decomposing would turn رئيس into رييس by accident and keep tatweel.
"""

import tomllib
import unicodedata
from collections.abc import Mapping
from pathlib import Path

Rule = Mapping[int, str | None]

WRITTEN = range(0x20000)
"""The planes of all scripts but more Chinese; digits and, but for the variation selectors, marks are on no other one."""

VARIATION_SELECTORS = range(0xE0100, 0xE01F0)
"""Marks that choose between the shapes of a Chinese character."""


def _each(characters: str, replacement: str | None) -> dict[int, str | None]:
    return dict.fromkeys(map(ord, characters), replacement)


def _span(first: int, last: int, replacement: str | None) -> dict[int, str | None]:
    return dict.fromkeys(range(first, last + 1), replacement)


def _without_accents(*blocks: range) -> dict[int, str | None]:
    """Each letter of the blocks that is a letter with accents, to the letter."""
    bases = {code: unicodedata.normalize("NFD", chr(code))[0] for block in blocks for code in block}
    return {code: base for code, base in bases.items() if base != chr(code) and base.isalpha()}


def _pairs_of_characters(file: str, one: str, other: str) -> dict[int, str | None]:
    """Each character of a text in a file beside this module, to the one in the same place of another text there."""
    texts = tomllib.loads(Path(__file__).with_name(file).read_text(encoding="utf-8"))
    characters = ("".join(texts[name].split()) for name in (one, other))
    return {ord(here): there for here, there in zip(*characters, strict=True)}


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

STRIP_SPACING_MARKS: Rule = _span(0xFC5E, 0xFC63, None) | _span(0xFE70, 0xFE7F, None)
"""Harakat as presentation forms. NFKC makes a space and a mark of each, which would part the word."""

STRIP_NIQQUD: Rule = _span(0x0591, 0x05BD, None) | _each("\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7", None)
"""Hebrew vowel points and cantillation marks: שָׁלוֹם → שלום."""

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

FOLD_YEH: Rule = _each("ىیئېےۓ", "ي")
"""Alef maksura, Farsi and Urdu yeh, yeh with hamza: على → علي, فی → في."""

FOLD_WAW: Rule = _each("ؤ", "و")
"""Waw with hamza: مسؤول → مسوول."""

FOLD_HAMZA: Rule = _each("ء", None)
"""A hamza of its own, left out as often as written: شيء → شي."""

FOLD_TEH_MARBUTA: Rule = _each("ةۃ", "ه")
"""Teh marbuta, often typed as heh: مدرسة → مدرسه."""

FOLD_HEH: Rule = _each("ہھەۀۂ", "ه")
"""Urdu and Kurdish heh."""

FOLD_KAF: Rule = _each("کڪ", "ك")
"""Persian and swash kaf: کتاب → كتاب."""

ASCII_DIGITS: Rule = {
    code: str(unicodedata.decimal(chr(code)))
    for code in WRITTEN
    if code >= 0x80 and unicodedata.category(chr(code)) == "Nd"
}
"""Digits of every script: ٢٠٢٤, ۲۰۲۴, २०२४ → 2024."""

FOLD_LATIN: Rule = (
    _without_accents(range(0xC0, 0x250), range(0x1E00, 0x1F00))
    | {ord(letter): plain for letter, plain in zip("ıøØđĐłŁħĦŧŦ", "ioOdDlLhHtT", strict=True)}
    | {
        ord(letter): plain
        for letters, plain in (("ß", "ss"), ("ẞ", "SS"), ("æ", "ae"), ("Æ", "AE"), ("œ", "oe"), ("Œ", "OE"))
        for letter in letters
    }
)
"""Latin letters without accents, as keyboards, capitals and agencies write them: Élysée → Elysee, ß → ss. Turkish I, İ
and ı are one letter, since nothing tells whether a text in capitals was lowered as Turkish."""

FOLD_GREEK: Rule = _without_accents(range(0x370, 0x400), range(0x1F00, 0x2000)) | _each("ς", "σ")
"""Greek letters without accents, which capitals lack, and the final sigma: Αθήνας → Αθηνασ."""

FOLD_IO: Rule = {ord("ё"): "е", ord("Ё"): "Е"}
"""Cyrillic ё, printed as е as a rule."""

FOLD_TRADITIONAL: Rule = _pairs_of_characters("traditional_chinese.toml", "traditional", "simplified")
"""Traditional Chinese characters as simplified ones: 國 → 国. Of characters with several, the usual one."""

LETTERS: tuple[Rule, ...] = (
    STRIP_MARKS,
    STRIP_SPACING_MARKS,
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
"""The rules that `fold` applies, which keeps accents; no two touch the same character."""

ALL: tuple[Rule, ...] = (*LETTERS, STRIP_NIQQUD, FOLD_LATIN, FOLD_GREEK, FOLD_IO, FOLD_TRADITIONAL)
"""Every rule, as `normalize` applies them; no two touch the same character."""
