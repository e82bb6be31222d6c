"""The gzip members of an archive file, one after another. Damage costs the member that it hits and no other."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

MAX_MEMBER_BYTES = 64 * 1024 * 1024
"""Unpacked; a longer member is passed over."""

GZIP_MAGIC = b"\x1f\x8b\x08"
_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Member:
    """One gzip member, or a stretch of the file where none can be read.

    Attributes:
        start: offset of its first byte.
        end: offset of what follows.
        content: unpacked; of a damaged member what stands before the damage.
        damage: why it is not whole; None if gzip's own checksum vouches for it.
    """

    start: int
    end: int
    content: bytes
    damage: str | None


def gzip_members(file: BinaryIO, start: int = 0) -> Iterator[Member]:
    """Reads members from an offset to the end of the file; behind damage it goes on where the next one begins."""
    while True:
        file.seek(start)
        if not file.read(1):
            return
        file.seek(start)
        content, end, damage = _unpack(file)
        if damage is not None:
            end = find(file, start + 1, GZIP_MAGIC)
        yield Member(start, end, content, damage)
        start = end


def find(stream: BinaryIO, start: int, what: bytes) -> int:
    """The offset of the next `what` from `start` on, or of the end."""
    stream.seek(start)
    tail = b""
    while chunk := stream.read(_CHUNK):
        found = (tail + chunk).find(what)
        if found >= 0:
            return start - len(tail) + found
        start += len(chunk)
        tail = (tail + chunk)[-len(what) + 1 :]
    return start


def _unpack(file: BinaryIO) -> tuple[bytes, int, str | None]:
    """Unpacks one member: content, offset of its end, and why it could not be read to its end."""
    decompressor = zlib.decompressobj(wbits=31)
    content: list[bytes] = []
    size = 0
    while not decompressor.eof:
        chunk = decompressor.unconsumed_tail or file.read(_CHUNK)
        if not chunk:
            return b"".join(content), file.tell(), "the file is cut off"
        try:
            piece = decompressor.decompress(chunk, MAX_MEMBER_BYTES - size + 1)
        except zlib.error as error:
            return b"".join(content), file.tell(), f"damaged gzip: {error}"
        content.append(piece)
        size += len(piece)
        if size > MAX_MEMBER_BYTES:
            return b"", file.tell(), f"more than {MAX_MEMBER_BYTES} bytes in one gzip member"
    return b"".join(content), file.tell() - len(decompressor.unused_data), None
