"""Writing one record of a WARC file (https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/).

By hand: warcio's writer takes longer for a page than fetching it does.
"""

import hashlib
from base64 import b32encode
from collections.abc import Mapping

from zlib_ng import zlib_ng


def warc_record(fields: Mapping[str, str], block: bytes, payload: bytes | None = None) -> bytes:
    """A record as a gzip member of its own.

    Args:
        fields: its named fields; length and digests are added.
        block: its content.
        payload: the part of the block whose digest is given, too; None if that is no use.
    """
    named = dict(fields)
    if payload is not None:
        named["WARC-Payload-Digest"] = _digest(payload)
    named["WARC-Block-Digest"] = _digest(block)
    named["Content-Length"] = str(len(block))
    head = "".join(f"{name}: {' '.join(value.split())}\r\n" for name, value in named.items())
    compressor = zlib_ng.compressobj(wbits=31)
    parts = (f"WARC/1.1\r\n{head}\r\n".encode(), block, b"\r\n\r\n")
    return b"".join((*map(compressor.compress, parts), compressor.flush()))


def _digest(content: bytes) -> str:
    return f"sha1:{b32encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode()}"
