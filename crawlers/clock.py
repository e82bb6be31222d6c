"""The time, and the ids of crawls that begin with it."""

import secrets
from datetime import UTC, datetime


def utc_now() -> datetime:
    """The time; a parameter wherever it matters, so that tests can have their own."""
    return datetime.now(UTC)


def new_run_id(now: datetime) -> str:
    """An id that sorts by start: `20240209T110000Z-1a2b3c`."""
    return f"{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
