"""From the bytes of a feed to its text, and from what stands in it to values.

What the HTTP header, the XML prolog and the bytes themselves say about the encoding often disagrees, and
feedparser believes the header: so feeds are decoded here first.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape

from w3lib.encoding import http_content_type_encoding, read_bom, resolve_encoding
from w3lib.html import remove_tags

from pipelines.text.scripts import ARABIC_LETTERS

EARLIEST_YEAR = 1995
"""No news on the web before; 0001 and 1970 are what broken software writes."""

_ENCODINGS_SERVERS_ADD = frozenset(("cp1252", "iso8859-1", "ascii"))  # as Python names them
_WIDE = (
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00<", "utf-16-be"),
    (b"<\x00", "utf-16-le"),
)
_PROLOG_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._:-]+)["']""")
_ARABIC_WORDS = re.compile(f"[{ARABIC_LETTERS}]{{3,}}")
_NOT_ASCII = re.compile("[^\x00-\x7f]")


def decode(body: bytes, content_type: str) -> tuple[str, str]:
    """The text and the encoding it was read as: BOM, valid UTF-8, what is declared, what it looks like."""
    encoding, bom = read_bom(body)
    if encoding and bom:
        return body[len(bom) :].decode(encoding, "replace"), encoding
    for candidate in _candidates(body, content_type):
        try:
            return body.decode(candidate), candidate
        except (UnicodeDecodeError, LookupError):
            continue
    return body.decode("cp1252", "replace"), "cp1252"


def _candidates(body: bytes, content_type: str) -> Iterable[str]:
    # UTF-16 and UTF-32 without a BOM are valid UTF-8 full of NULs: their "<" gives them away
    yield from (encoding for start, encoding in _WIDE if body.startswith(start))
    yield "utf-8"
    declared = _PROLOG_ENCODING.search(body)
    prolog = resolve_encoding(declared[1].decode("ascii")) if declared else None
    header = http_content_type_encoding(content_type)
    # a charset that servers add to everything says nothing against the document's own word
    if header and not (header in _ENCODINGS_SERVERS_ADD and prolog):
        yield from _unless_latin(header, body)
    if prolog:
        yield from _unless_latin(prolog, body)
    yield from _unless_latin("cp1252", body)


def _unless_latin(encoding: str, body: bytes) -> Iterable[str]:
    """Arabic in windows-1256 that is declared, if at all, as one of the Latin encodings."""
    if encoding in _ENCODINGS_SERVERS_ADD:
        guess = body.decode("cp1256", "replace")
        in_words = sum(map(len, _ARABIC_WORDS.findall(guess)))
        if in_words > 0.6 * len(_NOT_ASCII.findall(guess)):
            yield "cp1256"
    yield encoding


def plain(html: str | None) -> str | None:
    """The text of HTML on one line, None if there is none."""
    return (one_line(unescape(remove_tags(html))) if html else "") or None


def one_line(text: str) -> str:
    """Text with every run of white space as one space."""
    return " ".join(text.split())


def w3c_date(text: str) -> datetime | None:
    """A date of ISO 8601 or of mail, in UTC; without a zone it is taken for UTC. None if it is neither."""
    text = text.strip()
    if re.fullmatch(r"\d{4}-\d{2}", text):
        text += "-01"
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        try:
            parsed = parsedate_to_datetime(text)
        except (ValueError, IndexError):
            return None
    parsed = parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed
    try:
        parsed = parsed.astimezone(UTC)
    except OverflowError:
        return None
    return parsed if parsed.year >= EARLIEST_YEAR else None
