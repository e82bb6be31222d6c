"""The archive: what was fetched, kept for ever as WARC files, and the log of every attempt to fetch.

`archive/<day>/<run>.warc.gz` holds the captures of one run for one day. A capture is a pair of records, each
a gzip member of its own: the `response` (or, for a feed entry's full text, `resource`) and right after it a
`metadata` record that says what the crawl knew. A pair is appended in one write, so that a killed run leaves a
file that reads up to its last whole pair. Object storage can't append: there a run's files are sent when they are long
enough, and further ones follow, `<run>.2.warc.gz` and so on.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, date
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self
from uuid import uuid4

from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeadersParserException

from pipelines.archive.capture_facts import ARCHIVE_FORMAT, capture_of, facts_of
from pipelines.archive.gzip_members import Skipped, read_members
from pipelines.archive.outbox import outbox_of, send
from pipelines.archive.storage import storage_of
from pipelines.archive.warc_record import warc_record
from pipelines.errors import StorageError, reason_of
from pipelines.records import Capture, CaptureKind
from pipelines.settings import Bucket

_UNPAIRED = "a record without Naba's metadata"
# Longer than any title, list of sections and address together.
_FACTS_MAX = 8 * 1024 * 1024

_SUFFIX = ".warc.gz"
# In object storage a machine that dies takes at most so much of a day with it, which is fetched again.
_SENT_AT = 32 * 1024 * 1024

_NOT_STORED = frozenset(("content-encoding", "transfer-encoding", "content-length"))


@dataclass(frozen=True, slots=True)
class StoredCapture:
    """A capture and where it stands: file in the archive, and offset of its first record."""

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


def archive_files(archive: Path | Bucket, day: date | None = None) -> dict[str, int]:
    """Bytes of the archive's WARC files by their names, `<day>/<file>`, of one day or of all, sorted; empty if there are none.

    Raises:
        StorageError: the object storage does not answer, or has no such bucket.
    """
    return storage_of(archive).sizes(_SUFFIX, day.isoformat() if day else "*")


def files_of_crawl(archive: Path | Bucket, run_id: str) -> list[str]:
    """The archive's WARC files that one crawl wrote.

    Raises:
        StorageError: as for `archive_files`.
    """
    return [name for name in archive_files(archive) if name.partition("/")[2].startswith(f"{run_id}.")]


def is_archived(archive: Path | Bucket, name: str) -> bool:
    """Whether the archive has a file, or this machine is about to send it there.

    Raises:
        StorageError: as for `archive_files`.
    """
    return storage_of(archive).has(name)


class CaptureWriter:
    """Appends the captures of one run to the archive; safe against being killed between any two bytes."""

    def __init__(self, archive: Path | Bucket, run_id: str) -> None:
        self._archive = archive
        self._run_id = run_id
        self._open = ExitStack()
        self._sent: Counter[date] = Counter()

    def __enter__(self) -> Self:
        self._folder = self._open.enter_context(outbox_of(self._archive, self._run_id))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing stays open: each pair is on its way to the disk when `write` returns."""
        self._open.__exit__(kind, error, trace)

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
        name = self._name(capture.day)
        path = self._folder / name
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
                    # Half a pair would hide everything after it.
                    file.truncate(offset)
                    raise
        except OSError as error:
            raise StorageError(f"{path}: cannot be written: {reason_of(error)}") from error
        if isinstance(self._archive, Bucket) and offset + len(pair) >= _SENT_AT:
            self._sent[capture.day] += 1
            # Where that fails, all that is left is sent at the end, or by the next crawl.
            with suppress(StorageError):
                send(self._archive, self._folder, name)
        return name, offset

    def send(self) -> None:
        """Makes all that was written visible to other machines; in a folder it is already.

        Raises:
            StorageError: it can't be sent; it stays, and is sent later.
        """
        if isinstance(self._archive, Bucket):
            for file in sorted(self._folder.glob("*/*")):
                send(self._archive, self._folder, file.relative_to(self._folder).as_posix())
                self._sent[date.fromisoformat(file.parent.name)] += 1

    def _name(self, day: date) -> str:
        number = f".{self._sent[day] + 1}" if self._sent[day] else ""
        return f"{day.isoformat()}/{self._run_id}{number}{_SUFFIX}"


def read_captures(
    archive: Path | Bucket, name: str, problems: list[ArchiveProblem], offset: int = 0
) -> Iterator[StoredCapture]:
    """Reads the captures of one WARC file; damage costs the captures that it hits.

    Args:
        archive: where the file is.
        name: of the file there.
        problems: gets what could not be read: damaged or cut off pairs, records of other programs.
        offset: where to start; a pair of records starts there.

    Raises:
        StorageError: the file cannot be opened.
    """
    try:
        with storage_of(archive).open(name, offset) as file:
            for start, found in _pairs(file, offset):
                if isinstance(found, Capture):
                    yield StoredCapture(found, name, start)
                else:
                    problems.append(ArchiveProblem(name, start, found))
    except OSError as error:
        raise StorageError(f"{archive}/{name}: cannot be read: {reason_of(error)}") from error


def read_capture_at(archive: Path | Bucket, name: str, offset: int) -> Capture:
    """Reads the capture whose pair of records starts at `offset`.

    Raises:
        StorageError: the file cannot be opened, or holds no whole capture there.
    """
    try:
        with storage_of(archive).open(name, offset) as file:
            found: Capture | str = next((found for _, found in _pairs(file, offset)), "nothing stands there")
    except OSError as error:
        raise StorageError(f"{archive}/{name}: cannot be read: {reason_of(error)}") from error
    if isinstance(found, str):
        raise StorageError(f"{archive}/{name}: no capture at offset {offset}: {found}")
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
