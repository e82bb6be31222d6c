"""What a page's body says where its headers don't: that it is HTML, or a part only.

Scrapy unpacks as much as there is. Servers that die in the middle of a page, and caches that kept the half of one, end the
answer itself in order: a page whose packing ends too early is an answer that broke off, and no short article.
"""

import re
import zlib

import brotli

from crawlers.rules.targets import PageTarget

# What servers say that do not know what they send.
_NO_TYPE = frozenset(
    ("", "application/octet-stream", "binary/octet-stream", "application/unknown", "text/plain")
)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head)[\s>]")
# Bytes in which it has to stand.
_BEGINNING = 1024

# Of gzip, where no further fields follow: with them, nothing is looked into.
_GZIP_HEADER = b"\x1f\x8b\x08\x00"
_GZIP_HEADER_BYTES = 10
_ZLIB_FIRST_BYTE = b"\x78"
_ZLIB_HEADER_BYTES = 2
# Bytes that are unpacked at a time, and those at the end in which a page's last tag stands.
_STEP, _END = 1 << 16, 1_000


def type_of_html(content_type: str, body: bytes) -> str | None:
    """The Content-Type of an HTML page, with the charset that its server named; None of what is no HTML.

    Args:
        content_type: as the server said.
        body: says it where the server says nothing of it.
    """
    kind, separator, parameters = content_type.partition(";")
    kind = kind.strip().lower()
    if "html" in kind:
        return content_type
    is_html = kind in _NO_TYPE and _HTML.search(body[:_BEGINNING].lower())
    return f"text/html{separator}{parameters}" if is_html else None


def is_cut(body: bytes, encodings: list[bytes]) -> bool:
    """Whether a packed body ends before its packing does; a checksum behind it may be missing, as some servers send none.

    Args:
        body: as it came.
        encodings: what its headers say; of several, one upon the other, and of unknown ones nothing is said.
    """
    packing = b",".join(encodings).strip().lower()
    try:
        if packing in {b"gzip", b"x-gzip"} and body.startswith(_GZIP_HEADER):
            return _deflated_is_cut(body[_GZIP_HEADER_BYTES:])
        if packing == b"deflate" and body.startswith(_ZLIB_FIRST_BYTE):
            return _deflated_is_cut(body[_ZLIB_HEADER_BYTES:])
        if packing == b"br" and body:
            return _brotli_is_cut(body)
    except (zlib.error, brotli.error):
        # Damaged, which whoever unpacks it says.
        return False
    return False


def _deflated_is_cut(body: bytes) -> bool:
    # Without headers and checksums, which are not waited for.
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    size, end = 0, b""
    found = unpacker.decompress(body, _STEP)
    while found and not unpacker.eof and size <= PageTarget.max_bytes:
        size, end = size + len(found), (end + found)[-_END:]
        # Where nothing is left of the body, there may be more to come all the same.
        found = unpacker.decompress(unpacker.unconsumed_tail, _STEP)
    return not found and not unpacker.eof and not _ends(end)


def _brotli_is_cut(body: bytes) -> bool:
    unpacker = brotli.Decompressor()
    size, end = 0, b""
    found = unpacker.process(body, output_buffer_limit=_STEP)
    while found and not unpacker.is_finished() and size <= PageTarget.max_bytes:
        size, end = size + len(found), (end + found)[-_END:]
        found = unpacker.process(b"", output_buffer_limit=_STEP)
    return not found and not unpacker.is_finished() and not _ends(end)


def _ends(end: bytes) -> bool:
    """Whether a page is whole by its last bytes: some servers send all of it, and never end the packing."""
    return b"</html" in end.lower()
