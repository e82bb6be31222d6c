"""`repair`: texts that were read in a wrong encoding and stored so: Ø§Ù„Ø¹Ø±Ø§Ù‚, ط§ظ„ط¹ط±ط§ظ‚, ÇáÚÑÇÞ, czÄ™sto, donâ€™t.

Only what can be nothing else is changed, stretch by stretch: the rest of a text stays as it is, character for
character. `python -m benchmarks encodings` counts what is restored, and what of good texts is changed.
"""

import re
from dataclasses import dataclass

from pipelines.text.scripts import ARABIC_BLOCK

# An Arabic word of UTF-8 read byte by byte: this many pairs in a row, which no language writes.
_PAIRS_MIN = 3
# A text may have been stored wrongly more than once.
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class _Misreading:
    """UTF-8 read as a single-byte encoding.

    Attributes:
        signs: alef and lam as they look then, one of which every Arabic text has; and where the same
            happened twice, the beginnings of their pairs.
        word: what can be nothing but a misread Arabic word.
        stretch: misread characters and ASCII between them.
        table: character → the byte that was read as it.
    """

    signs: tuple[str, ...]
    word: re.Pattern[str]
    stretch: re.Pattern[str]
    table: dict[int, int]

    def undo(self, text: str) -> str:
        # The last character alone is rarer in good texts than the pair's first, and found several times as fast.
        suspect = any(sign[-1] in text and sign in text for sign in self.signs)
        if not suspect or not self.word.search(text):
            return text
        return self.stretch.sub(self._decode, text)

    def _decode(self, stretch: re.Match[str]) -> str:
        if not self.word.search(stretch[0]):
            return stretch[0]
        raw = _LOST_FEH.sub("Ù\x81", stretch[0]) if self is _AS_WESTERN else stretch[0]
        try:
            return raw.translate(self.table).encode("latin-1").decode("utf-8")
        except UnicodeDecodeError:
            # An overlong form or a surrogate: no text.
            return stretch[0]


def _misreading(encoding: str) -> _Misreading:
    reading = {byte: bytes([byte]).decode(encoding, "ignore") or chr(byte) for byte in range(0x80, 0x100)}
    table = {ord(character): byte for byte, character in reading.items()}
    # Latin-1, too, which shows the rest of those bytes as control characters.
    if encoding == "cp1252":
        table |= {byte: byte for byte in range(0x80, 0xA0)}

    def any_of(first: int, last: int) -> str:
        return (
            "[" + "".join(re.escape(chr(code)) for code, byte in table.items() if first <= byte <= last) + "]"
        )

    follows = any_of(0x80, 0xBF)
    pair = any_of(0xD8, 0xDB) + follows
    twice = f"Ã{any_of(0x98, 0x9B)}(?:{any_of(0xC2, 0xC3)}{follows}|{any_of(0xE2, 0xE2)}{follows}{{2}}|{any_of(0xC5, 0xCB)}{follows})"
    character = (
        f"(?:{any_of(0xC2, 0xDF)}{follows}|{any_of(0xE0, 0xEF)}{follows}{{2}}|{any_of(0xF0, 0xF4)}{follows}{{3}}"
        + (rf"|Ù(?!{follows})\ufffd?)" if encoding == "cp1252" else ")")
    )
    return _Misreading(
        signs=tuple("".join(reading[byte] for byte in letter.encode()) for letter in "الØÙ"),
        word=re.compile(f"(?:{pair}|{twice}){{{_PAIRS_MIN}}}"),
        # Not right behind an Arabic letter: فقط، ends in what would be such a pair in windows-1256.
        stretch=re.compile(rf"(?<![{ARABIC_BLOCK}]){character}(?:{character}|[\x00-\x7f])*+"),
        table=table,
    )


# ف has a byte that windows-1252 does not define, and that programs drop or replace on the way.
_LOST_FEH = re.compile("Ù(?![\u0080-\u00bf\u0152-\u2122])\ufffd?")
_AS_WESTERN = _misreading("cp1252")
_AS_ARABIC = _misreading("cp1256")

# windows-1256 read as windows-1252. The letters of French are the same in both: a text of them is French.
_TO_ARABIC = {
    ord(character): arabic
    for byte in range(0x80, 0x100)
    for character in {bytes([byte]).decode("cp1252", "ignore") or chr(byte), chr(byte)}
    for arabic in (bytes([byte]).decode("cp1256"),)
    if character != arabic
}
_ONE_BYTE_LETTERS = "".join(chr(code) for code, to in _TO_ARABIC.items() if code >= 0xC0 and to.isalpha())
# The article ال as it looks then.
_ARTICLE = "Çá"
_ONE_BYTE_WORD = re.compile(rf"(?<![A-Za-z\u00c0-\u024f]){_ARTICLE}[{_ONE_BYTE_LETTERS}]{{2,}}(?![A-Za-z])")
_LATIN_LETTER = re.compile("[\u00c0-\u024f]")
_ONE_BYTE_LETTER = re.compile(f"[{_ONE_BYTE_LETTERS}]")
# Words with the article ال, which one word in four of any Arabic text is.
_ARTICLES_MIN = 3
_LETTERS_SHARE = 0.9


# A character of UTF-8 read as windows-1252 or Latin-1, in any language: its first byte is a letter, the others are signs.
# A pattern that begins with one set of characters is found many times faster than one that begins with several.
_WESTERN_BYTES = "".join(
    re.escape(chr(code)) for code, byte in _AS_WESTERN.table.items() if 0x80 <= byte <= 0xBF
)
_CHARACTER = re.compile(
    f"[Â-ô](?:(?<=[Â-ß])[{_WESTERN_BYTES}]|(?<=[à-ï])[{_WESTERN_BYTES}]{{2}}|(?<=[ð-ô])[{_WESTERN_BYTES}]{{3}})"
)
# Of them, those that no language writes: with a control, beginning with Ã, or for the dashes and quotation marks of print;
# of Polish, Cyrillic or Greek letters those with a sign that Latin-1 has not.
_SIGNS = "".join(re.escape(chr(code)) for code in _AS_WESTERN.table if code > 0xFF)
_SURE = re.compile(f"[Â-ßâ](?:(?<=[Â-ß])[\x80-\x9f]|(?<=Ã)[\xa1-\xbf]|(?<=â)[\x80€]|(?<=[ÄÅÐÑÎÏ])[{_SIGNS}])")
_SURE_FIRSTS = "ÃâÄÅÐÑÎÏ"
_SURE_MIN = 3
# Other letters of that range are one in so many at most: a French text has its own é.
_OTHERS_SHARE = 0.1
_OTHER = re.compile("[À-ÿ]")
_ASCII = bytes(range(0x80))


# What reads any bytes as Western letters and signs.
_WESTERN = ("cp1252", "iso8859-15", "latin-1")
# Words of another charset read so are rows of such letters; of Western languages these stand among ASCII.
_ROW = re.compile(r"[^\x00-\x7f]{3,}")
_ROWS_SHARE, _ROWS_MIN = 0.7, 20
# The characters in daily use of a charset that has many more: what hardly has others was read right.
_DAILY = {"gbk": "gb2312", "gb18030": "gb2312", "cp949": "euc_kr"}


def as_declared(text: str, charset: str) -> str:
    """A document that was read as Western and stored in UTF-8, though it still says that it is in another charset: `Ïðèâåò`.

    Args:
        text: of a document in UTF-8.
        charset: what it says, by Python's name.

    Returns:
        What its bytes were in that charset; the text as it is where it is no such document.
    """
    others = len(text) - len(text.encode("ascii", "ignore"))
    rows = sum(map(len, _ROW.findall(text)))
    if rows < _ROWS_MIN or rows < _ROWS_SHARE * others:
        return text
    found: list[str] = []
    for western in _WESTERN:
        try:
            found.append(text.encode(western).decode(charset))
        except UnicodeError:
            continue
    daily = _DAILY.get(charset, charset)
    # Of two bytes; a character of the wider charset has none, or several of these.
    return max(
        found, key=lambda one: sum(len(char.encode(daily, "ignore")) == 2 for char in one), default=text
    )


def repair(text: str, data: bytes | None = None) -> str:
    """Gives back the text of what was read in a wrong encoding; all else as it is.

    Undone are Arabic UTF-8 read as windows-1252, Latin-1 or windows-1256, also several times over, and windows-1256
    read as windows-1252, stretch by stretch; and UTF-8 of any language read as windows-1252 or Latin-1, where hardly
    another letter of these is in the text.

    Args:
        text: to be repaired.
        data: the same in UTF-8, if that is at hand. Most pages have few characters beyond ASCII, and it takes less time to see
            among these that nothing is to be done.
    """
    if data is not None and not _is_suspect(data.translate(None, _ASCII).decode("utf-8", "replace")):
        return text
    for _ in range(_ROUNDS):
        before = text
        text = _undo_western(_undo_one_byte(_AS_ARABIC.undo(_AS_WESTERN.undo(text))))
        if text == before:
            break
    return text


def _is_suspect(others: str) -> bool:
    """Whether the characters of a text that are not ASCII show that it may need repair: every sign of that is a pair of such."""
    signs = (*_AS_WESTERN.signs, *_AS_ARABIC.signs, _ARTICLE)
    return any(sign in others for sign in signs) or _is_surely_western(others)


def _is_surely_western(text: str) -> bool:
    return any(one in text for one in _SURE_FIRSTS) and len(_SURE.findall(text)) >= _SURE_MIN


def _undo_western(text: str) -> str:
    if text.isascii() or not _is_surely_western(text):
        return text
    rest = _CHARACTER.sub("", text)
    if len(_OTHER.findall(rest)) > _OTHERS_SHARE * len(_CHARACTER.findall(text)):
        return text
    return _CHARACTER.sub(_western, text)


def _western(found: re.Match[str]) -> str:
    try:
        return found[0].translate(_AS_WESTERN.table).encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return found[0]


def _undo_one_byte(text: str) -> str:
    # One character is found several times as fast as two.
    if "Ç" not in text or _ARTICLE not in text or len(_ONE_BYTE_WORD.findall(text)) < _ARTICLES_MIN:
        return text
    if len(_ONE_BYTE_LETTER.findall(text)) < _LETTERS_SHARE * len(_LATIN_LETTER.findall(text)):
        return text
    return text.translate(_TO_ARABIC)
