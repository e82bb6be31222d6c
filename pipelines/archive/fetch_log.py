"""Every attempt to fetch anything: what is noted of it, and how the log is read."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pipelines.archive.storage import storage_of
from pipelines.errors import StorageError
from pipelines.settings import Bucket

FetchKind = str
"""`page`, `robots`, `hub` (asked to tell of changes), or the kind of a list."""

FetchOutcome = Literal[
    "captured",  # the body is in the archive
    "fetched",  # read and used, but not archived: robots.txt
    "not_modified",  # what it was: 304, the same bytes again, or a recheck that found the same text
    "known",  # fetched, but another run had stored the same article meanwhile
    "not_a_feed",  # archived, but not the list that it should be
    "redirected",  # answered with another address, which is an attempt of its own
    "empty",  # an article page without a body
    "blocked",  # answered with a challenge or a refusal, whatever its status
    "consent",  # … with a page that asks for consent to cookies
    "login",  # … with a page for subscribers or people with an account
    "gone",  # … with an error page
    "front_page",  # … with the site's front page
    "not_the_article",  # … with a page that is not the article that was listed, or a text that is held already
    "http_error",  # any other status than 2xx
    "too_large",  # body over the limit, on the wire or unpacked
    "postponed",  # not asked now: its server asked to be left alone for a while
    "over_budget",  # not asked now: the crawl has asked its source for as much as it may
    "robots_denied",  # robots.txt forbids it, or could not be read
    "refused",  # not fetched for safety: no http(s), or a private address
    "failed",  # no answer: name not found, connection refused, timeout, TLS, …
]
"""How an attempt to fetch ended."""


@dataclass(frozen=True, slots=True)
class FetchAttempt:
    """One attempt to fetch anything, a line of the fetch log and a row of the table `fetches`.

    Attributes:
        run_id: the crawl that made it.
        fetched_at: UTC, ISO 8601.
        status: HTTP status, None if there was no answer.
        bytes: size of the body after content decoding, 0 if it was not read.
        duration_ms: from sending the request to the end of the body; waiting for one's turn is not in it.
        error: one line, None if all went well.
    """

    run_id: str
    fetched_at: str
    source_id: str
    url: str
    kind: FetchKind
    status: int | None
    outcome: FetchOutcome
    bytes: int
    duration_ms: int
    error: str | None


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line of a log that is no attempt to fetch."""

    reason: str


def fetch_log_files(logs: Path | Bucket) -> dict[str, int]:
    """Bytes of all fetch logs by their names, `<day>/<run>.jsonl`, sorted.

    Raises:
        StorageError: the object storage does not answer, or has no such bucket.
    """
    return storage_of(logs).sizes(".jsonl")


def read_fetch_log(logs: Path | Bucket, name: str) -> Iterator[dict[str, Any] | BadLine]:
    """Yields a line of one crawl's fetch log after another: attempts with the keys of `FetchAttempt`, and bad lines.

    A last line that a killed crawl left half-written is passed over.

    Raises:
        StorageError: the file cannot be opened.
    """
    try:
        with storage_of(logs).open(name) as lines:
            for line in lines:
                if line.endswith(b"\n"):
                    yield _attempt(line)
    except OSError as error:
        raise StorageError(f"{logs}/{name}: cannot be read: {error.strerror}") from error


def _attempt(line: bytes) -> dict[str, Any] | BadLine:
    try:
        attempt = json.loads(line)
    except (ValueError, RecursionError):
        return BadLine("not a line of a fetch log")
    return attempt if isinstance(attempt, dict) else BadLine("not a line of a fetch log")
