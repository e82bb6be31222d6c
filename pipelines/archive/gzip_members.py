"""The gzip members of a file, however damaged: what lies between two that can be unpacked is passed over."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from zlib_ng import zlib_ng

MAX_RECORD_BYTES = 64 * 1024 * 1024
"""Unpacked; a longer record is passed over."""

GZIP = re.compile(rb"\x1f\x8b\x08")
"""How a member begins."""

_FIRST_CHUNK = 4 * 1024
_CHUNK = 1024 * 1024
# What may be unpacked in vain: a file can be made so that each of its bytes begins a member that is damaged far on.
_WASTE_SHARE = 20
_WASTE_MIN = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Skipped:
    """What could not be read: from `start` to `end` of the file, end exclusive."""

    start: int
    end: int
    reason: str


def skip(skipped: list[Skipped], start: int, end: int, reason: str) -> None:
    """Notes what could not be read; pieces side by side with one reason are one."""
    if skipped and (skipped[-1].end, skipped[-1].reason) == (start, reason):
        start = skipped.pop().start
    skipped.append(Skipped(start, end, reason))


def find(stream: BinaryIO, start: int, pattern: re.Pattern[bytes], longest: int) -> int:
    """The offset of the next match from `start` on, or of the end.

    Args:
        stream: is read on from there.
        start: where to begin.
        pattern: what to find.
        longest: bytes of its longest match.
    """
    stream.seek(start)
    size, tail = _FIRST_CHUNK, b""
    while chunk := stream.read(size):
        buffer = tail + chunk
        if match := pattern.search(buffer):
            return start - len(tail) + match.start()
        start += len(chunk)
        tail = buffer[-longest + 1 :]
        size = min(2 * size, _CHUNK)
    return start


def read_members(file: BinaryIO, skipped: list[Skipped], start: int = 0) -> Iterator[tuple[int, bytes, bool]]:
    """Yields the members of a file, unpacked: offset, content, and whether that is all of it.

    Args:
        file: opened for reading; its place is kept from one member to the next.
        skipped: gets what could not be read.
        start: offset to begin at.
    """
    end_of_file = file.seek(0, 2)
    waste = _WASTE_MIN + _WASTE_SHARE * end_of_file
    while start < end_of_file:
        content, end, reason, size = _unpack(file, start)
        if reason is None:
            yield start, content, True
        else:
            # The records before the damage are whole.
            if content:
                yield start, content, False
            waste -= size + end - start
            end = find(file, start + 1, GZIP, 3) if waste > 0 else end_of_file
            skip(skipped, start, end, reason if waste > 0 else f"{reason}, and so on: given up")
        start = end


def _unpack(file: BinaryIO, start: int) -> tuple[bytes, int, str | None, int]:
    """Unpacks one member: content, offset of its end, why it could not be read to its end, and its size."""
    file.seek(start)
    decompressor = zlib_ng.decompressobj(wbits=31)
    content: list[bytes] = []
    size, chunk_size = 0, _FIRST_CHUNK
    while not decompressor.eof:
        chunk = decompressor.unconsumed_tail or file.read(chunk_size)
        chunk_size = min(2 * chunk_size, _CHUNK)
        if not chunk:
            return b"".join(content), file.tell(), "the file is cut off", size
        try:
            piece = decompressor.decompress(chunk, MAX_RECORD_BYTES - size + 1)
        except zlib_ng.error as error:  # type: ignore[misc]  # its types say that it is none
            return b"".join(content), file.tell(), f"damaged gzip: {error}", size
        content.append(piece)
        size += len(piece)
        if size > MAX_RECORD_BYTES:
            return b"", file.tell(), f"more than {MAX_RECORD_BYTES} bytes in one gzip member", size
    return b"".join(content), file.tell() - len(decompressor.unused_data), None, size
