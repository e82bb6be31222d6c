"""From what stands in a feed or sitemap to values."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from w3lib.html import remove_tags

from pipelines.text.escapes import unescape, without_controls

EARLIEST_YEAR = 1995
"""No news on the web before; 0001 and 1970 are what broken software writes."""


def plain(html: str | None) -> str | None:
    """The text of HTML on one line, None if there is none."""
    return (one_line(unescape(remove_tags(html))) if html else "") or None


def one_line(text: str) -> str:
    """Text with all white space as single spaces, without control characters."""
    return " ".join(without_controls(text).split())


def w3c_date(text: str) -> datetime | None:
    """A date of ISO 8601 or of mail, in UTC; without a zone it is taken for UTC. None if it is neither."""
    text = text.strip()
    if re.fullmatch(r"\d{4}-\d{2}", text):
        text += "-01"
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        try:
            parsed = parsedate_to_datetime(text)
        except (ValueError, IndexError):
            return None
    parsed = parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed
    try:
        parsed = parsed.astimezone(UTC)
    except OverflowError:
        return None
    return parsed if parsed.year >= EARLIEST_YEAR else None
