"""The archive: what was fetched, kept for ever as WARC files, and the log of every attempt to fetch.

`archive/<day>/<run>.warc.gz` holds the captures of one run for one day. A capture is a pair of records, each
a gzip member of its own: the `response` (or, for a feed entry's full text, `resource`) and right after it a
`metadata` record that says what the crawl knew. A pair is appended in one write, so that a killed run leaves a
file that reads up to its last whole pair.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Self
from uuid import uuid4

from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeadersParserException

from pipelines.archive.capture_facts import ARCHIVE_FORMAT, capture_of, facts_of
from pipelines.archive.gzip_members import Skipped, read_members
from pipelines.archive.warc_record import warc_record
from pipelines.errors import StorageError, reason_of
from pipelines.records import Capture, CaptureKind

_UNPAIRED = "a record without Naba's metadata"
# Longer than any title, list of sections and address together.
_FACTS_MAX = 8 * 1024 * 1024

_NOT_STORED = frozenset(("content-encoding", "transfer-encoding", "content-length"))


@dataclass(frozen=True, slots=True)
class StoredCapture:
    """A capture and where it stands: file relative to the archive folder, and offset of its first record."""

    capture: Capture
    warc_file: str
    offset: int


@dataclass(frozen=True, slots=True)
class ArchiveProblem:
    """What could not be read at an offset of an archive file."""

    file: str
    offset: int
    reason: str


def capture_id(source_id: str, url: str, kind: CaptureKind, body: bytes) -> str:
    """The id of a capture: the same source, URL, kind and body give the same id, on any machine."""
    parts = "\0".join((source_id, url, kind, hashlib.sha256(body).hexdigest()))
    return hashlib.sha256(parts.encode()).hexdigest()[:32]


def archive_files(archive: Path, day: date | None = None) -> list[Path]:
    """The archive's WARC files, of one day or of all, sorted; empty if there is no archive."""
    return sorted(archive.glob(f"{day.isoformat() if day else '*'}/*.warc.gz"))


class CaptureWriter:
    """Appends the captures of one run to the archive; safe against being killed between any two bytes."""

    def __init__(self, archive: Path, run_id: str) -> None:
        self._archive = archive
        self._run_id = run_id

    def __enter__(self) -> Self:
        try:
            self._archive.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(f"{self._archive}: cannot be created: {reason_of(error)}") from error
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing stays open: each pair is on its way to the disk when `write` returns."""

    def write(self, capture: Capture, http_headers: Sequence[tuple[str, str]] = ()) -> tuple[str, int]:
        """Stores one capture.

        Args:
            capture: body decoded as HTTP's content-encoding demands.
            http_headers: the response's own; those that describe the encoding on the wire are left out.

        Returns:
            The WARC file relative to the archive, with forward slashes, and the offset of the pair in it.

        Raises:
            StorageError: the disk is full or the folder cannot be written; the file is as it was before.
        """
        path = self._archive / capture.day.isoformat() / f"{self._run_id}.warc.gz"
        pair = _pair(capture, http_headers)
        try:
            path.parent.mkdir(exist_ok=True)
            with path.open("ab", buffering=0) as file:
                offset = file.tell()
                rest = memoryview(pair)
                try:
                    while rest:
                        rest = rest[file.write(rest) :]
                except OSError:
                    file.truncate(offset)  # half a pair would hide everything after it
                    raise
        except OSError as error:
            raise StorageError(f"{path}: cannot be written: {reason_of(error)}") from error
        return path.relative_to(self._archive).as_posix(), offset


def read_captures(
    path: Path, archive: Path, problems: list[ArchiveProblem], offset: int = 0
) -> Iterator[StoredCapture]:
    """Reads the captures of one WARC file; damage costs the captures that it hits.

    Args:
        path: the file.
        archive: the archive folder that `warc_file` is relative to.
        problems: gets what could not be read: damaged or cut off pairs, records of other programs.
        offset: where to start; a pair of records starts there.

    Raises:
        StorageError: the file cannot be opened.
    """
    name = path.relative_to(archive).as_posix() if path.is_relative_to(archive) else path.name
    try:
        with path.open("rb") as file:
            for start, found in _pairs(file, offset):
                if isinstance(found, Capture):
                    yield StoredCapture(found, name, start)
                else:
                    problems.append(ArchiveProblem(name, start, found))
    except OSError as error:
        raise StorageError(f"{path}: cannot be read: {reason_of(error)}") from error


def read_capture_at(path: Path, offset: int) -> Capture:
    """Reads the capture whose pair of records starts at `offset`.

    Raises:
        StorageError: the file cannot be opened, or holds no whole capture there.
    """
    try:
        with path.open("rb") as file:
            found: Capture | str = next((found for _, found in _pairs(file, offset)), "nothing stands there")
    except OSError as error:
        raise StorageError(f"{path}: cannot be read: {reason_of(error)}") from error
    if isinstance(found, str):
        raise StorageError(f"{path}: no capture at offset {offset}: {found}")
    return found


def _pair(capture: Capture, http_headers: Sequence[tuple[str, str]]) -> bytes:
    is_entry = capture.kind == "entry"
    http_head = b"" if is_entry else _http_head(capture, http_headers)
    content_type = capture.content_type or "application/octet-stream"
    record_id = f"<urn:uuid:{uuid4()}>"
    common = {
        "WARC-Date": capture.fetched_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "WARC-Target-URI": capture.final_url,
    }
    response = {
        "WARC-Type": "resource" if is_entry else "response",
        "WARC-Record-ID": record_id,
        **common,
        "Content-Type": content_type if is_entry else "application/http; msgtype=response",
    }
    metadata = {
        "WARC-Type": "metadata",
        "WARC-Record-ID": f"<urn:uuid:{uuid4()}>",
        **common,
        "WARC-Refers-To": record_id,
        "WARC-Concurrent-To": record_id,
        "Content-Type": "application/json",
    }
    facts = json.dumps(facts_of(capture), ensure_ascii=False).encode()
    return warc_record(response, http_head + capture.body, capture.body) + warc_record(metadata, facts)


def _http_head(capture: Capture, headers: Sequence[tuple[str, str]]) -> bytes:
    try:
        phrase = HTTPStatus(capture.status).phrase
    except ValueError:  # servers invent statuses
        phrase = ""
    kept = [
        (name, " ".join(value.splitlines())) for name, value in headers if name.lower() not in _NOT_STORED
    ]
    if capture.content_type and not any(name.lower() == "content-type" for name, _ in kept):
        kept.append(("Content-Type", capture.content_type))
    kept.append(("Content-Length", str(len(capture.body))))
    lines = [f"HTTP/1.1 {capture.status} {phrase}".strip(), *(f"{name}: {value}" for name, value in kept)]
    return "\r\n".join((*lines, "", "")).encode("latin-1", "replace")


def _pairs(file: BinaryIO, offset: int) -> Iterator[tuple[int, Capture | str]]:
    """Captures, or in their place what is wrong, with their offsets. Reading goes on behind damage."""
    pending: tuple[int, str, bytes] | None = None
    lost: list[Skipped] = []
    for start, content, is_whole in read_members(file, lost, offset):
        if lost:
            yield _damage(lost, pending)
            pending = None
        record = _record(content) if is_whole else None
        if isinstance(record, str):
            yield start, record
        elif record is None:
            # What is wrong with this member is told with the next one.
            continue
        elif record.rec_type in {"response", "resource"}:
            if pending is not None:
                yield pending[0], _UNPAIRED
            record_id = record.rec_headers.get_header("WARC-Record-ID")
            pending = (start, record_id, record.raw_stream.read())
        elif pending is not None and record.rec_headers.get_header("WARC-Refers-To") == pending[1]:
            yield pending[0], _noted(record, pending[2])
            pending = None
    if lost:
        yield _damage(lost, pending)
    elif pending is not None:
        yield pending[0], _UNPAIRED


def _damage(lost: list[Skipped], pending: tuple[int, str, bytes] | None) -> tuple[int, str]:
    """What was lost, and where; metadata stands right behind its response, so the response goes with it."""
    first = lost[0]
    lost.clear()
    return (first.start, first.reason) if pending is None else (pending[0], f"its metadata: {first.reason}")


def _noted(record: Any, body: bytes) -> Capture | str:
    """The capture that a metadata record notes, or why it is none."""
    if record.content_type != "application/json":
        return _UNPAIRED
    try:
        facts = json.loads(record.raw_stream.read(_FACTS_MAX))
        if not isinstance(facts, dict) or facts.get("naba") != ARCHIVE_FORMAT:
            return _UNPAIRED
        return capture_of(facts, body)
    except (ValueError, RecursionError) as error:
        return " ".join(str(error).split())


def _record(member: bytes) -> Any:
    """The WARC record of a gzip member, or what is wrong with it."""
    try:
        return ArcWarcRecordLoader().parse_record_stream(BytesIO(member))
    except (ArchiveLoadFailed, StatusAndHeadersParserException, EOFError) as error:
        return f"not a WARC record: {type(error).__name__}"
