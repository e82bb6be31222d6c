"""From what stands in a feed or sitemap to values."""

import re
from datetime import UTC, datetime, time
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from w3lib.html import remove_tags

from pipelines.dates.reading import parse_date
from pipelines.text.escapes import unescape, without_controls

EARLIEST_YEAR = 1995
"""No news on the web before; 0001 and 1970 are what broken software writes."""


def plain(html: str | None) -> str | None:
    """The text of HTML on one line, None if there is none."""
    return (one_line(unescape(remove_tags(html))) if html else "") or None


def one_line(text: str) -> str:
    """Text with all white space as single spaces, without control characters."""
    return " ".join(without_controls(text).split())


# What most feeds write, as RFC 822 has it; a zone's name is for the reader of pages' dates.
_MAIL_DATE = re.compile(
    r"[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d(?::\d\d)? (?:[+-]\d{4}|GMT|UTC)"
)
# More than 14 hours; with this the whole date is in doubt.
_IMPOSSIBLE_OFFSET = re.compile(r":\d\d(?:\.\d+)?\s*[+-](?:1[5-9]|[2-9]\d|\d{5,})")
_CLOCK = re.compile(r"\d\s*[:h]\s*\d|\dT\d{4}")
# What software does to dates: a plus that became a space on its way through an address, a space behind it, RFC 822's
# `UT` and `Z`, and digits without anything between them.
_REPAIRS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(:\d\d(?:\.\d+)?) (0\d:?[0-5]\d|1[0-4]:[0-5]\d)$"), r"\1+\2"),
    (re.compile(r"(:\d\d\s*[+-])\s+(\d\d:?\d\d)$"), r"\1\2"),
    (re.compile(r"(\d)\s+Z$|(\d\s*)UT$"), r"\1\2 UTC"),
    (re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)"), r"\1-\2-\3T\4:\5:\6"),
)


def feed_date(text: str, timezone: str) -> datetime | None:
    """A date of a feed or sitemap, in any of the writings that pages use, too; None if it is none that can be true.

    Args:
        text: as it stands there.
        timezone: IANA name in which a time without a zone is read.

    Returns:
        UTC. A day without a time is the midnight in UTC that begins it, in whatever zone: it stays that day.
    """
    text = text.strip()
    parsed = _quickly(text)
    if parsed is None:
        text = _repaired(text)
        parsed = _quickly(text) or parse_date(text, timezone=timezone)
    if parsed is None or _IMPOSSIBLE_OFFSET.search(text):
        return None
    # Clocks are written in more ways than one can list: what is no midnight was read from one.
    if not _CLOCK.search(text) and not text.isdigit() and parsed.time() == time.min:
        parsed = parsed.replace(tzinfo=UTC)
    try:
        parsed = (parsed if parsed.tzinfo else parsed.replace(tzinfo=ZoneInfo(timezone))).astimezone(UTC)
    except OverflowError:
        return None
    return parsed if parsed.year >= EARLIEST_YEAR else None


def _repaired(text: str) -> str:
    text = one_line(unescape(text))
    for pattern, right in _REPAIRS:
        # Milliseconds since 1970 have digits only, too; they begin with a 1 and have one less.
        match = pattern.fullmatch(text) if text.isdigit() else pattern.search(text)
        text = f"{text[: match.start()]}{match.expand(right)}" if match else text
    return text


def _quickly(text: str) -> datetime | None:
    """What the standard library reads right: ISO 8601 and RFC 822 with a numeric zone."""
    try:
        if _MAIL_DATE.fullmatch(text):
            return parsedate_to_datetime(text)
        return datetime.fromisoformat(text) if "-" in text else None
    except (ValueError, IndexError, OverflowError):
        return None
