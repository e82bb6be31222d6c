"""What the archive notes of a capture beside its body, and how it is read: a file that says it is ours may not be."""

import re
from typing import Any

from pydantic import TypeAdapter, ValidationError

from pipelines.errors import first_fault
from pipelines.records import SOURCE_ID, Capture, FeedEntry
from pipelines.urls import MAX_URL_LENGTH

ARCHIVE_FORMAT = 1
"""Version of the notes; written as `naba` into each."""

_ENTRY_TIMES = ("published_at", "changed_at")
_CAPTURE = TypeAdapter(Capture)
_CAPTURE_ID = re.compile(r"[\w-]{1,64}", re.ASCII)
# Lists may be named in any letters; what comes of links is ASCII.
_URL = re.compile(rf"https?://[^\s\x00-\x1f\x7f]{{1,{MAX_URL_LENGTH}}}")
_KIND = re.compile(r"[a-z_]{1,40}")
# As many digits as HTTP has.
_STATUSES = range(1000)


def facts_of(capture: Capture) -> dict[str, Any]:
    """What is noted of a capture, as JSON can hold it."""
    entry = None
    if capture.entry is not None:
        # `asdict` would copy each value deeply.
        entry = {name: getattr(capture.entry, name) for name in FeedEntry.__slots__}
        entry |= {name: entry[name] and entry[name].isoformat() for name in _ENTRY_TIMES}
    return {
        "naba": ARCHIVE_FORMAT,
        "capture_id": capture.capture_id,
        "source_id": capture.source_id,
        "kind": capture.kind,
        "url": capture.url,
        "final_url": capture.final_url,
        "day": capture.day.isoformat(),
        "fetched_at": capture.fetched_at.isoformat(),
        "status": capture.status,
        "content_type": capture.content_type,
        "entry": entry,
    }


def capture_of(facts: dict[str, Any], body: bytes) -> Capture:
    """The capture that was noted.

    Raises:
        ValueError: the notes say what Naba does not write; the message is one line.
    """
    try:
        capture = _CAPTURE.validate_python({**facts, "body": body})
    except ValidationError as error:
        raise ValueError(f"its metadata is not Naba's: {first_fault(error)}") from None
    for name, is_right in (
        ("capture_id", _CAPTURE_ID.fullmatch(capture.capture_id)),
        ("source_id", SOURCE_ID.fullmatch(capture.source_id)),
        ("kind", _KIND.fullmatch(capture.kind)),
        ("url", _URL.fullmatch(capture.url)),
        ("final_url", _URL.fullmatch(capture.final_url)),
        ("fetched_at", capture.fetched_at.tzinfo),
        ("status", capture.status in _STATUSES),
        ("entry", capture.entry is None or _URL.fullmatch(capture.entry.url)),
    ):
        if not is_right:
            raise ValueError(f"its metadata is not Naba's: {name}")
    return capture
