"""From the bytes of a page to its text: what the server, the page and the bytes say, and which is right."""

import codecs
import re

from pipelines.text.mojibake import repair

_HTTP_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_META_WITHIN = 4096  # HTML asks for the declaration in the first 1,024 bytes; old pages put scripts first
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16's, with which it begins
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# Names that servers and templates give without looking: Arabic pages under them are in an Arabic charset.
_WESTERN = frozenset({"iso8859-1", "cp1252", "latin-1", "ascii", "iso8859-15", "iso8859-9", "cp1254"})
_ARABIC = ("cp1256", "iso8859-6")
# Of the first bytes of a page: markup has a zero in every other byte of UTF-16.
_ZEROS_SHARE = 0.1
# Of the high bytes of UTF-16: zero for ASCII, six for Arabic.
_HIGH_SHARE = 0.8
_WIDE_MIN = 100  # bytes; less says nothing
_ASCII = bytes(range(0x80))
_ARABIC_RUN = re.compile(r"[\u0621-\u064a]{3,}")
# Under this share of undecodable bytes a page that says UTF-8 is UTF-8 with a few broken places.
_BROKEN_SHARE = 0.02


def decode(body: bytes, content_type: str = "") -> str:
    """Decodes a page. Never fails: bytes that fit nowhere become U+FFFD.

    A byte order mark wins; then UTF-8 if the bytes are valid UTF-8, whatever is declared (text in another
    encoding is hardly ever valid UTF-8 by chance) or UTF-16; then the charset of the HTTP header, then the
    page's. Which of the two Arabic charsets it is the bytes tell, also where a western one is declared; a page
    without any declaration is windows-1256. Arabic that was stored in a wrong encoding is repaired.
    """
    return repair(_decode(body, content_type))


def _decode(body: bytes, content_type: str) -> str:
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    try:
        # A page cut off in the middle of a character is still valid up to there.
        text = codecs.getincrementaldecoder("utf-8")().decode(body, final=False)
    except UnicodeDecodeError:
        text = None
    if wide := _wide(body):
        return body.decode(wide, "replace")
    if text is not None:
        return text
    for name in _declared(body, content_type):
        if name == "utf-8":
            text = body.decode("utf-8", "replace")
            if text.count("\ufffd") <= _BROKEN_SHARE * len(text):
                return text
        else:
            loose = name in _WESTERN or name in _ARABIC
            return body.decode((_arabic_charset(body) if loose else None) or name, "replace")
    return body.decode(_arabic_charset(body) or "cp1256", "replace")


def _wide(body: bytes) -> str | None:
    """UTF-16 without a mark, told by the zeros of its markup."""
    start = body[:_META_WITHIN]
    for name, high in (("utf-16-le", start[1::2]), ("utf-16-be", start[::2])):
        zeros, arabic = high.count(0), high.count(6)
        if zeros >= _ZEROS_SHARE * len(high) and zeros + arabic >= _HIGH_SHARE * len(high):
            return name if len(start) >= _WIDE_MIN else None
    return None


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
    # What is UTF-16 was told by its bytes; a page that is not, and says so, is read as the HTML standard has it.
    return [name for name in names if not name.startswith(("utf-16", "utf-32"))]


def _arabic_charset(body: bytes) -> str | None:
    """The Arabic charset in which the bytes above ASCII make Arabic words, by where the article ال stands."""
    best = max(_ARABIC, key=lambda name: body.count("ال".encode(name)))
    letters = sum(map(len, _ARABIC_RUN.findall(body.decode(best, "replace"))))
    high = len(body.translate(None, _ASCII))
    return best if 2 * letters > high > 0 else None
