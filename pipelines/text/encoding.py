"""From the bytes of pages, feeds, sitemaps and whatever else sites send to text: the only place where they are decoded.

What the server says of the encoding, what the document says, and the bytes themselves often disagree. The bytes are
believed first, then whichever declaration they do not contradict.
"""

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes
from w3lib.encoding import http_content_type_encoding, resolve_encoding

from pipelines.text.charsets import charset_of
from pipelines.text.escapes import mend_numbers
from pipelines.text.mojibake import as_declared, repair

# HTML asks for the declaration in the first 1,024 bytes; old pages put scripts first.
_DECLARED_WITHIN = 4096
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)["']""")
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    # Before the mark of UTF-16, with which it begins.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# How a document in a wide encoding without a mark begins.
_WIDE_STARTS = tuple(
    (sign.encode(name), name)
    for name in ("utf-32-be", "utf-32-le", "utf-16-be", "utf-16-le")
    for sign in ("<", "{")
)
# Markup in UTF-16 has a zero in every other byte; in the other ones are zeros for ASCII and sixes for Arabic.
_ZEROS_SHARE = 0.1
_HIGH_SHARE = 0.8
# Fewer bytes do not tell.
_WIDE_MIN = 100

# What servers and templates name without looking, so any other declaration counts more.
_CUSTOMARY = "cp1252"
# Several bytes a character; whether bytes are in one of them its decoder tells. Python's names.
_MULTI_BYTE = frozenset({"gb18030", "gbk", "big5", "big5hkscs", "cp950", "cp949", "euc_kr", "johab", "cp932", "shift_jis", "euc_jp", "euc_jis_2004"})  # fmt: skip
# UTF-8 whose page declares any other charset may have been read in a wrong one.
_NO_OTHERS = frozenset({"utf-8", "cp1252", "iso8859-15", "ascii"})
# The same letters, and more in place of signs.
_WIDER = {"koi8-r": "koi8-u", "iso8859-1": "cp1252"}
# Characters that a text in a multi-byte charset may have lost.
_BROKEN_SHARE = 0.05
# UTF-8 has this many characters of several bytes for each broken byte, or at least as many if it was declared;
# text in other charsets has next to none by chance.
_WHOLE_FOR_BROKEN = 4
# Bytes that charset-normalizer looks at.
_LOOKED_AT = 50_000


@dataclass(frozen=True, slots=True)
class Decoded:
    """A document's text, and the encoding that it was read in, by Python's name."""

    text: str
    encoding: str


def decode(body: bytes, content_type: str = "") -> Decoded:
    """Decodes a page, feed, sitemap or other document of a site.

    Never fails: bytes that fit nowhere become U+FFFD. The text holds no lone surrogate, also not as a character
    reference, and Arabic that was stored in a wrong encoding is repaired.

    In this order decide: a byte order mark; UTF-8 and UTF-16, which hardly any other text looks like, also with some
    broken bytes; the charsets that the HTTP header, the XML declaration and the page's `<meta>` name, as far as the
    bytes make sense in them; the charset in which the bytes make the likeliest letters.

    Args:
        body: as received, after content decoding.
        content_type: the HTTP header, "" if there was none.
    """
    declared = _declared(body, content_type)
    text, encoding = _read(body, declared)
    data = body if encoding == "utf-8" else None
    for name in declared if data is not None else ():
        if name not in _NO_OTHERS and (meant := as_declared(text, name)) is not text:
            text, data = meant, None
            break
    repaired = repair(text, data)
    return Decoded(mend_numbers(repaired, data if repaired is text else None), encoding)


def _read(body: bytes, declared: list[str]) -> tuple[str, str]:
    """The text without a byte order mark, and the encoding."""
    mark, encoding = next((one for one in _BOMS if body.startswith(one[0])), (b"", _wide(body)))
    if encoding is None or encoding == "utf-8":
        text = _utf8(body, is_declared=bool(mark) or "utf-8" in declared)
        if text is not None:
            return text.removeprefix(mark.decode()), "utf-8"
        # A mark was put before the rest by a program that did not know what that is.
        encoding = _one_of_many(body[len(mark) :], declared)
    return _decoded(body[len(mark) :], encoding, "replace"), encoding


def _decoded(body: bytes, encoding: str, errors: str) -> str:
    # Incremental and not ended: a character that was cut off at the end is left out.
    return codecs.getincrementaldecoder(encoding)(errors).decode(body)


def _declared(body: bytes, content_type: str) -> list[str]:
    """The charsets that are declared, by Python's names, the most trusted first."""
    start = body[:_DECLARED_WITHIN]
    said = [http_content_type_encoding(content_type)]
    said += [
        resolve_encoding(match[1].decode("ascii", "replace"))
        for pattern in (_XML_ENCODING, _META_CHARSET)
        if (match := pattern.search(start))
    ]
    names = [_WIDER.get(name, name) for name in said if name]
    return sorted(names, key=lambda name: name == _CUSTOMARY)


def _wide(body: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark."""
    for start, name in _WIDE_STARTS:
        if body.startswith(start):
            return name
    sample = body[:_DECLARED_WITHIN]
    for name, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        zeros, arabic = high.count(0), high.count(6)
        if zeros >= _ZEROS_SHARE * len(high) and zeros + arabic >= _HIGH_SHARE * len(high):
            return name if len(sample) >= _WIDE_MIN else None
    return None


def _utf8(body: bytes, *, is_declared: bool) -> str | None:
    """The text of bytes that are UTF-8, apart from some that were lost or damaged, or from a cut within a character."""
    try:
        return _decoded(body, "utf-8", "strict")
    except UnicodeDecodeError:
        text = body.decode("utf-8", "replace")
        broken = text.count("\ufffd") - body.count("\ufffd".encode())
        whole = len(text) - len(text.encode("ascii", "ignore")) - text.count("\ufffd")
        is_utf8 = whole >= broken * (1 if is_declared else _WHOLE_FOR_BROKEN)
        return _decoded(body, "utf-8", "replace") if is_utf8 else None


def _one_of_many(body: bytes, declared: list[str]) -> str:
    """The charset of bytes that are no Unicode."""
    for name in declared:
        if name in _MULTI_BYTE and _fits(body, name):
            return name
    likeliest, fits = charset_of(body, declared)
    if fits:
        return likeliest
    voted = from_bytes(body[:_LOOKED_AT]).best()
    return voted.encoding if voted is not None and voted.encoding in _MULTI_BYTE else likeliest


def _fits(body: bytes, name: str) -> bool:
    text = body.decode(name, "replace")
    return text.count("\ufffd") <= _BROKEN_SHARE * len(text.encode("ascii", "ignore"))
