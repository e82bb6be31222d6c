"""Which single-byte charset a text is in, told by the letters that come out.

Every byte above ASCII is a letter, a sign or nothing in each of the charsets. In the right one the letters are those
that are frequent in a language; in a wrong one they are rare letters, letters of no language, or signs in words.
Only the number of times that each byte occurs is needed, so a text of any length costs one pass over its bytes.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

# Letters of each language beyond ASCII, the most frequent first.
_LETTERS_OF_SCRIPTS = {
    "Arabic": "اليمونرتبةعدسفهكقأحجشطصخإىذضزثغءئظؤآًَُِّْ",
    "Persian": "ایيرندمهوتبسشزکكگفخقعجلآحپطصچضژغثذئظء",
    "Urdu": "اےيیرکكںنہھومتسلدبپجگچٹڈقعفحشخزصطڑآءئغذضظثژ",
    "Russian": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
    "Ukrainian": "оанивіертслкдмупязьбгчйхцжюєїшщфґ",
    "Serbian": "аоиенрстјувкдпмлзгбљњћчшжцђфхџ",
    "Greek": "αοιετσνρπηκμςυλωάίόέδήγύθώχφβξζψϊϋΐΰ",
    "Hebrew": "יוהלארמתבשנעדחפקצטםגכסזןךףץ",
    "Thai": "านรอกเงมยลวดทส่้ตะปบคหแจใพชขไโผธณ็ถซฟศูุัิีื์ำษภญฐฝฉึ",
}
_LETTERS_AMONG_ASCII = {
    "French": "éèàêçùâîôûœëïü",
    "German": "üäöß",
    "Spanish": "óíáéñúü",
    "Portuguese": "ãçáéóõíêúâàô",
    "Italian": "èàùòéì",
    "Scandinavian": "åäöøæé",
    "Icelandic": "áíðéóþöæúý",
    "Turkish": "ıişüğçöİâîû",
    "Polish": "łąęóżśćńź",
    "Czech": "íáéěřýžčšůúťňďóľôäĺŕ",
    "Hungarian": "áéőöóüíúű",
    "Romanian": "ăâîşţșț",
    "Croatian": "čžšćđ",
    "Baltic": "āīēšūņļžģķčėąųįę",
}
# Charsets in the order in which they win where the letters do not decide: the most widespread first.
_CHARSETS_OF_SCRIPTS = (
    "cp1256", "iso8859-6", "cp1251", "koi8-u", "iso8859-5", "cp1253", "iso8859-7", "cp1255", "iso8859-8", "cp874",
)  # fmt: skip
_CHARSETS_AMONG_ASCII = ("cp1252", "cp1254", "cp1250", "iso8859-2", "cp1257")

# All charsets of this kind that can be declared, by Python's names.
_SINGLE_BYTE = re.compile(r"cp(?:8|12)\d\d|iso8859-\d+|koi8-\w|mac-\w+")

# In Latin alphabets letters above ASCII stand alone or in pairs among ASCII letters; in other scripts they make words.
_WORD = re.compile(rb"[\x80-\xff]{3,}")
_WRONG = -1.0
# Share of a language's letters that a charset must have for the language to be written in it.
_WRITABLE = 0.7
# How far below the best charset a declared one may lie: two languages of one charset are as near to each other, and
# wrong charsets are farther off (`python -m benchmarks encodings`).
_BELIEVED = 0.05
# From this score on a charset fits: 40 characters in it score 0.6 and more, bytes of Chinese or Korean under 0.5.
_FITS = 0.55


def charset_of(body: bytes, declared: Sequence[str]) -> tuple[str, bool]:
    """Finds the single-byte charset of a text.

    Args:
        body: bytes that are no UTF-8, markup included.
        declared: encodings that were declared, by Python's names, the most trusted first. The first single-byte
            charset that the letters do not contradict wins.

    Returns:
        The likeliest charset by Python's name, and whether the bytes make words in it; those of multi-byte charsets
        make words in none.
    """
    counts = np.bincount(np.frombuffer(body, np.uint8), minlength=256)[0x80:]
    shares = counts / max(int(counts.sum()), 1)
    is_script = 2 * sum(map(len, _WORD.findall(body))) > counts.sum()
    languages = tuple((_LETTERS_OF_SCRIPTS if is_script else _LETTERS_AMONG_ASCII).values())
    charsets = _CHARSETS_OF_SCRIPTS if is_script else _CHARSETS_AMONG_ASCII
    scores = {one: float((_weights(one, languages) @ shares).max()) for one in charsets}
    best = max(scores, key=lambda one: scores[one])
    for one in filter(_SINGLE_BYTE.fullmatch, declared):
        if float((_weights(one, languages) @ shares).max(initial=_WRONG)) >= scores[best] - _BELIEVED:
            return one, True
    return best, not is_script or scores[best] >= _FITS


@cache
def _weights(charset: str, languages: tuple[str, ...]) -> npt.NDArray[np.float64]:
    """What each of the bytes 0x80 to 0xff speaks for a charset: a row a language that can be written in it.

    From 1 for the most frequent letter of the language to nearly 0 for its rarest, half of it for capitals, 0 for
    signs, -1 for what the language does not have.
    """
    characters = [bytes([byte]).decode(charset, "ignore") for byte in range(0x80, 0x100)]
    rows = []
    for letters in languages:
        written = sum(letter in characters or letter.upper() in characters for letter in letters)
        if written >= _WRITABLE * len(letters):
            weight = {letter: 1 - place / len(letters) for place, letter in enumerate(letters)}
            weight |= {letter.upper(): weight[letter] / 2 for letter in letters if letter.upper() != letter}
            rows.append([weight.get(character, _otherwise(character)) for character in characters])
    return np.array(rows).reshape(-1, 0x80)


def _otherwise(character: str) -> float:
    is_sign = character and unicodedata.category(character[0])[0] in "PSNZ"
    return 0.0 if is_sign else _WRONG
