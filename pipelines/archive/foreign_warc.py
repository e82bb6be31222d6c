"""WARC and ARC files of other programs (Common Crawl, wget, browsers), read as far as they can be read.

Damage costs what it hits: reading goes on at the next gzip member, or the next record's first line.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import brotli
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeadersParserException
from warcio.timeutils import iso_date_to_datetime, timestamp_to_datetime

from pipelines.archive.gzip_members import GZIP_MAGIC, find, gzip_members
from pipelines.errors import StorageError

MAX_PAGE_BYTES = 10 * 1024 * 1024
"""Of a page after content decoding; a longer one is passed over."""

_CHUNK = 1024 * 1024
_RECORD = b"WARC/"


@dataclass(frozen=True, slots=True)
class WebPage:
    """One HTTP response of an archive file; `body` after content decoding, `offset` where its record starts."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    content_type: str
    body: bytes
    at: datetime
    offset: int


@dataclass(frozen=True, slots=True)
class Skipped:
    """What could not be read: from `start` to `end` of the file, end exclusive."""

    start: int
    end: int
    reason: str


def read_pages(path: Path, skipped: list[Skipped]) -> Iterator[WebPage]:
    """Reads the HTTP responses of a WARC or ARC file, compressed or not.

    Args:
        path: the file.
        skipped: gets what could not be read.

    Raises:
        StorageError: the file cannot be opened.
    """
    try:
        with path.open("rb") as file:
            is_gzip = file.read(len(GZIP_MAGIC)) == GZIP_MAGIC
            file.seek(0)
            if is_gzip:
                for member in gzip_members(file):
                    # The records before damage are whole. What the damage took is said once, by the member.
                    where = skipped if member.damage is None else []
                    yield from _pages_of(BytesIO(member.content), where, member.start)
                    if member.damage is not None:
                        skipped.append(Skipped(member.start, member.end, member.damage))
            else:
                yield from _pages_of(file, skipped, None)
    except OSError as error:
        raise StorageError(f"{path}: cannot be read: {error.strerror or error}") from error


def _pages_of(stream: BinaryIO, skipped: list[Skipped], member: int | None) -> Iterator[WebPage]:
    """The responses of one gzip member, which starts at offset `member`, or of a whole uncompressed file."""
    loader = ArcWarcRecordLoader()
    is_arc = False
    while True:
        start = _skip_blank(stream)
        if start is None:
            return
        where = start if member is None else member
        try:
            record = loader.parse_record_stream(stream, known_format="arc" if is_arc else None)
            is_arc = record.format == "arc"
            page = _page(record, where, skipped)
            rest = _drain(record.raw_stream)
        except (ArchiveLoadFailed, StatusAndHeadersParserException, EOFError, ValueError) as error:
            end = find(stream, start + 1, _RECORD)
            until = end if member is None else member
            skipped.append(Skipped(where, until, f"not a record: {type(error).__name__}"))
            stream.seek(end)
            continue
        if rest:
            end = stream.seek(0, 2)
            skipped.append(Skipped(where, end if member is None else member, "the record is cut off"))
            return
        if page is not None:
            yield page


def _page(record: Any, offset: int, skipped: list[Skipped]) -> WebPage | None:
    """The HTTP response of a record, None if it is no response."""
    http = record.http_headers
    if record.rec_type != "response" or http is None:
        return None
    status = http.get_statuscode()
    try:
        body = _content(record)
    except Exception as error:  # noqa: BLE001  whatever a broken gzip or brotli body raises costs this page
        skipped.append(Skipped(offset, offset, f"damaged body: {type(error).__name__}"))
        return None
    if len(body) > MAX_PAGE_BYTES:
        skipped.append(Skipped(offset, offset, f"a page larger than {MAX_PAGE_BYTES} bytes"))
        return None
    at = _date(record.rec_headers)
    return WebPage(
        url=(
            record.rec_headers.get_header("WARC-Target-URI") or record.rec_headers.get_header("uri") or ""
        ).strip("<> "),
        status=int(status) if (status or "").isdigit() else 0,
        headers=tuple((str(name), str(value)) for name, value in http.headers),
        content_type=http.get_header("Content-Type") or "",
        body=body,
        at=at,
        offset=offset,
    )


def _content(record: Any) -> bytes:
    """The body, unpacked up to a little over the limit."""
    if (record.http_headers.get_header("Content-Encoding") or "").strip().lower() != "br":
        return bytes(record.content_stream().read(MAX_PAGE_BYTES + 1))
    # warcio 1.8 cannot use brotli 1.2's decompressor, and would not limit it
    packed = ChunkedDataReader(record.raw_stream).read(MAX_PAGE_BYTES + 1)
    return bytes(brotli.Decompressor().process(packed, output_buffer_limit=MAX_PAGE_BYTES + 1))


def _date(headers: Any) -> datetime:
    """When a record was made."""
    said = headers.get_header("WARC-Date") or ""
    stamp = headers.get_header("archive-date") or ""
    moment: datetime = iso_date_to_datetime(said) if said else timestamp_to_datetime(stamp)
    return moment.replace(tzinfo=UTC)


def _skip_blank(stream: BinaryIO) -> int | None:
    """Passes over the line ends between records; the offset of what follows, None at the end."""
    while byte := stream.read(1):
        if byte not in b"\r\n":
            return stream.seek(-1, 1)
    return None


def _drain(stream: Any) -> int:
    """Reads a record to its end; returns how many of its bytes are missing."""
    while stream.read(_CHUNK):
        pass
    return int(stream.limit)
