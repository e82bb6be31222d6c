"""WARC and ARC files of other programs (Common Crawl, wget, browsers), read as far as they can be read.

Damage costs what it hits: reading goes on at the next gzip member, or the next record's first line. Each byte is
looked at a few times at most, whatever the file holds.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import brotli
from warcio.bufferedreaders import BufferedReader, ChunkedDataReader

from pipelines.archive.gzip_members import GZIP, MAX_RECORD_BYTES, Skipped, find, read_members, skip
from pipelines.errors import StorageError
from pipelines.records import HttpHeaders

MAX_PAGE_BYTES = 10 * 1024 * 1024
"""Of a page after content decoding; a longer one is passed over."""

# Of a record's own header, and of a line in it.
_HEAD_MAX = 256 * 1024
_LINE_MAX = 64 * 1024
_RECORD_START = re.compile(rb"(?<=\n)WARC/[0-9]\.[0-9]{1,2}[ \t]*\r?\n")
_RECORD_START_LONGEST = 16
_WARC_LINE = re.compile(rb"WARC/[0-9]\.[0-9]{1,2}\s*")
# URL, IP address, time and type, in version 2 more, then the length (Internet Archive, ARC file format).
_ARC_LINE = re.compile(rb"(\S.*?) \S+ ([0-9]{14}) \S+(?: .*)? ([0-9]{1,15})\s*")
_LENGTH = re.compile("[0-9]{1,15}")
_STATUS_LINE = re.compile(rb"HTTP/[0-9](?:\.[0-9])?[ \t]+([0-9]{3})(?![0-9])")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_YEARS = range(1990, 2200)
_IDENTITY = frozenset(("", "identity", "none"))


@dataclass(frozen=True, slots=True)
class WebPage:
    """One HTTP response of an archive file; `body` after content decoding, `offset` where its record starts."""

    url: str
    status: int
    headers: HttpHeaders
    content_type: str
    body: bytes
    at: datetime
    offset: int


@dataclass(frozen=True, slots=True)
class _Record:
    """A record's header: its fields by lower-case name, and where its block starts."""

    fields: Mapping[str, str]
    length: int
    block: int


class _NoRecordError(Exception):
    """No record stands there; reading goes on at `resume` or later."""

    def __init__(self, reason: str, resume: int) -> None:
        super().__init__(reason)
        self.reason, self.resume = reason, resume


class _NoPageError(Exception):
    """A record that should hold a page holds none that can be read."""


def read_pages(
    path: Path, skipped: list[Skipped], is_wanted: Callable[[str], bool] = lambda _: True
) -> Iterator[WebPage]:
    """Reads the HTTP responses of a WARC or ARC file, compressed or not.

    Args:
        path: the file.
        skipped: gets what could not be read.
        is_wanted: is asked with the address of each; the others are passed over, their bodies not unpacked.

    Raises:
        StorageError: the file cannot be opened.
    """
    try:
        with path.open("rb") as file:
            beginning = file.read(3)
            if not beginning:
                # A download that broke off at once: that is no archive without pages.
                skipped.append(Skipped(0, 0, "the file is empty"))
            elif GZIP.match(beginning):
                for start, member, is_whole in read_members(file, skipped):
                    # What the cut took is said once, by the member.
                    yield from _pages_of(BytesIO(member), skipped if is_whole else [], start, is_wanted)
            else:
                yield from _pages_of(file, skipped, None, is_wanted)
    except OSError as error:
        raise StorageError(f"{path}: cannot be read: {error.strerror or error}") from error


def _pages_of(
    stream: BinaryIO, skipped: list[Skipped], member: int | None, is_wanted: Callable[[str], bool]
) -> Iterator[WebPage]:
    """The responses of one gzip member, which starts at offset `member`, or of a whole uncompressed file."""
    end = stream.seek(0, 2)
    stream.seek(0)
    while (start := _skip_blank(stream)) is not None:
        where = start if member is None else member
        try:
            record = _record(stream, start, end)
        except _NoRecordError as error:
            # One byte before: the line end in front of the first line belongs to what is looked for.
            resume = find(stream, max(error.resume - 1, start), _RECORD_START, _RECORD_START_LONGEST)
            skip(skipped, where, resume if member is None else member, error.reason)
            stream.seek(resume)
            continue
        is_response = record.fields["warc-type"] in {"response", "resource"}
        if is_response and is_wanted(_address(record)):
            try:
                yield _page(stream, record, where)
            except _NoPageError as error:
                skip(skipped, where, where, str(error))
        stream.seek(record.block + record.length)


def _record(stream: BinaryIO, start: int, end: int) -> _Record:
    """Reads the header of a record.

    Raises:
        _NoRecordError: there is none, or its block is not all there.
    """
    line = stream.readline(_LINE_MAX)
    if _WARC_LINE.fullmatch(line):
        fields = _fields(stream, start)
    elif arc := _ARC_LINE.fullmatch(line):
        url, when, length = (one.decode("latin-1") for one in arc.groups())
        kind = "filedesc" if url.startswith("filedesc://") else "response"
        fields = {"warc-type": kind, "warc-target-uri": url, "warc-date": when, "content-length": length}
    else:
        raise _NoRecordError("not a record", stream.tell())
    length = fields.get("content-length", "")
    if not _LENGTH.fullmatch(length):
        raise _NoRecordError("a record without a length", stream.tell())
    block = stream.tell()
    record = _Record(fields, int(length), block)
    is_bare = line.startswith(b"WARC/") and not line.endswith(b"\r\n")
    if is_bare and not _ends_as_said(stream, record, end):
        record = _recounted(stream, record) or record
    if block + record.length > end:
        raise _NoRecordError("the record is cut off", block)
    stream.seek(block)
    return record


def _ends_as_said(stream: BinaryIO, record: _Record, end: int) -> bool:
    """Whether another record, or the end of the file, follows where a record's length says."""
    stop = record.block + record.length
    if stop > end:
        return False
    stream.seek(stop)
    behind = stream.read(_RECORD_START_LONGEST).lstrip(b"\r\n")
    return not behind or behind.startswith(b"WARC/")


def _recounted(stream: BinaryIO, record: _Record) -> _Record | None:
    """A record with its true length, where a program took the carriage returns out after they were counted.

    None if more is missing than one of them a line.
    """
    stop = find(stream, record.block, _RECORD_START, _RECORD_START_LONGEST)
    if stop - record.block > MAX_RECORD_BYTES:
        return None
    stream.seek(record.block)
    block = stream.read(stop - record.block)
    missing = record.length - len(block.rstrip(b"\n"))
    return replace(record, length=len(block)) if 0 <= missing <= block.count(b"\n") else None


def _fields(stream: BinaryIO, start: int) -> dict[str, str]:
    """The fields of a WARC header, up to its blank line; of several with one name the first."""
    fields: dict[str, str] = {"warc-type": ""}
    name = ""
    while stream.tell() < start + _HEAD_MAX:
        at = stream.tell()
        line = stream.readline(_LINE_MAX)
        if line in {b"\r\n", b"\n"}:
            return fields
        if line[:1] in b" \t" and name:
            fields[name] += f" {_decoded(line)}"
            continue
        before, colon, value = line.partition(b":")
        if not colon or not line.endswith(b"\n"):
            # It may be another record's first line.
            raise _NoRecordError("not a record", at)
        name = before.decode("latin-1").strip().lower()
        if name not in fields or not fields[name]:
            fields[name] = _decoded(value)
        else:
            name = ""
    raise _NoRecordError(f"a record's header of more than {_HEAD_MAX} bytes", stream.tell())


def _decoded(value: bytes) -> str:
    return value.decode("utf-8", "replace").strip()


def _address(record: _Record) -> str:
    return record.fields.get("warc-target-uri", "").strip("<> ")


def _page(stream: BinaryIO, record: _Record, offset: int) -> WebPage:
    """The page of a response, or of a resource that was stored without its response.

    Raises:
        _NoPageError: it is none, or cannot be read.
    """
    if record.length > MAX_RECORD_BYTES:
        raise _NoPageError(f"a record of more than {MAX_RECORD_BYTES} bytes")
    url = _address(record)
    at = _date(record.fields.get("warc-date", ""))
    block = stream.read(record.length)
    headers: HttpHeaders = ()
    if record.fields["warc-type"] == "resource" or not url.startswith(("http:", "https:")):
        content_type = record.fields.get("content-type", "")
        status, body = 200, block
    else:
        status, headers, packed = _http(block)
        named = {name.lower(): value for name, value in reversed(headers)}
        content_type = named.get("content-type", "")
        body = _unpacked(packed, named)
    if len(body) > MAX_PAGE_BYTES:
        raise _NoPageError(f"a page larger than {MAX_PAGE_BYTES} bytes")
    return WebPage(url, status, headers, content_type, body, at, offset)


def _http(block: bytes) -> tuple[int, HttpHeaders, bytes]:
    """Status, headers and body of a response of any version of HTTP, as it was sent or as a program wrote it down."""
    first = _STATUS_LINE.match(block)
    if first is None:
        raise _NoPageError("a response without a status line")
    blank = _HEAD_END.search(block, first.end())
    head, body = (block[: blank.start()], block[blank.end() :]) if blank else (block, b"")
    lines = [line.decode("utf-8", "replace") for line in head.splitlines()[1:]]
    headers = tuple(
        (name.strip(), value.strip())
        for name, colon, value in (line.partition(":") for line in lines)
        if colon
    )
    return int(first[1]), headers, body


def _unpacked(packed: bytes, headers: Mapping[str, str]) -> bytes:
    """A body after transfer and content decoding, up to a little over the limit.

    Programs that store bodies unpacked keep the headers, so what is not packed as they say is left as it is.

    Raises:
        _NoPageError: it is damaged, or packed in a way that is not known.
    """
    encoding = headers.get("content-encoding", "").lower()
    encoding = "" if encoding in _IDENTITY else encoding
    is_chunked = headers.get("transfer-encoding", "").lower() == "chunked"
    if encoding not in {"", "br", "gzip", "x-gzip", "deflate"}:
        raise _NoPageError(f"a body packed as {encoding[:20]!r}")
    try:
        # warcio 1.8 cannot use brotli 1.2's decompressor, and would not limit it.
        kind = None if encoding in {"", "br"} else encoding.removeprefix("x-")
        reader = (ChunkedDataReader if is_chunked else BufferedReader)(BytesIO(packed), decomp_type=kind)
        body = bytes(reader.read(MAX_PAGE_BYTES + 1))
        if encoding == "br":
            body = bytes(brotli.Decompressor().process(body, output_buffer_limit=MAX_PAGE_BYTES + 1))
    # Whatever a broken body raises costs this page.
    except Exception as error:
        raise _NoPageError(f"damaged body: {type(error).__name__}") from error
    return body


def _date(said: str) -> datetime:
    """When a record was made, UTC.

    Raises:
        _NoPageError: it does not say, so that its page has no day.
    """
    try:
        if re.fullmatch("[0-9]{14}", said):
            moment = datetime.strptime(said, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        else:
            moment = datetime.fromisoformat(said)
            moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        moment = None
    if moment is None or moment.year not in _YEARS:
        raise _NoPageError("a record without a date that can be read")
    return moment


def _skip_blank(stream: BinaryIO) -> int | None:
    """Passes over the line ends between records; the offset of what follows, None at the end."""
    while byte := stream.read(1):
        if byte not in b"\r\n":
            return stream.seek(-1, 1)
    return None
