"""From the bytes of a page to its text: what the server, the page and the bytes say, and which is right."""

import codecs
import re

_HTTP_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_META_WITHIN = 4096  # HTML asks for the declaration in the first 1,024 bytes; old pages put scripts first
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

# Names that pages use loosely: windows-1256 is a superset of what they mean on Arabic pages.
_WESTERN = frozenset({"iso8859-1", "cp1252", "latin-1", "ascii"})
_ARABIC_RUN = re.compile(r"[\u0621-\u064a]{3,}")
# Under this share of undecodable bytes a page that says UTF-8 is UTF-8 with a few broken places.
_BROKEN_SHARE = 0.02
_MOJIBAKE = re.compile(r"[ØÙÛÚ][\u0080-\u02ff\u2000-\u2122]")


def decode(body: bytes, content_type: str = "") -> str:
    """Decodes a page. Never fails: bytes that fit nowhere become U+FFFD.

    A byte order mark wins; then UTF-8 if the bytes are valid UTF-8, whatever is declared (text in another
    encoding is hardly ever valid UTF-8 by chance); then the charset of the HTTP header, then the page's.
    Western charsets on bytes that make Arabic words in windows-1256 are taken for windows-1256, and so is
    a page without any declaration. UTF-8 that was encoded twice is undone.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    try:
        # A page cut off in the middle of a character is still valid up to there.
        return _undo_double_encoding(codecs.getincrementaldecoder("utf-8")().decode(body, final=False))
    except UnicodeDecodeError:
        pass
    for name in _declared(body, content_type):
        if name == "utf-8":
            text = body.decode("utf-8", "replace")
            if text.count("\ufffd") <= _BROKEN_SHARE * len(text):
                return text
        elif name in _WESTERN and _is_arabic(body):
            continue
        else:
            return body.decode(name, "replace")
    return body.decode("cp1256", "replace")


def _declared(body: bytes, content_type: str) -> list[str]:
    said = []
    if match := _HTTP_CHARSET.search(content_type):
        said.append(match[1])
    if found := _META_CHARSET.search(body[:_META_WITHIN]):
        said.append(found[1].decode("ascii", "replace"))
    names = []
    for name in said:
        try:
            names.append(codecs.lookup(name).name)
        except (LookupError, ValueError):
            continue
    return names


def _is_arabic(body: bytes) -> bool:
    """Whether the bytes above ASCII make Arabic words when read as windows-1256."""
    letters = sum(map(len, _ARABIC_RUN.findall(body.decode("cp1256", "replace"))))
    high = sum(byte > 0x7F for byte in body)
    return 2 * letters > high > 0


def _undo_double_encoding(text: str) -> str:
    """Ø§Ù„Ø¹Ø±Ø§Ù‚ → العراق, where the whole text is so."""
    if len(_MOJIBAKE.findall(text)) < 20 or _ARABIC_RUN.search(text):
        return text
    try:
        return b"".join(_byte(character) for character in text).decode("utf-8")
    except (UnicodeDecodeError, UnicodeEncodeError):
        return text


def _byte(character: str) -> bytes:
    """The byte that was read as this character: windows-1252, where it is undefined Latin-1."""
    if character.isascii():
        return character.encode("ascii")
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:
        return character.encode("latin-1")
