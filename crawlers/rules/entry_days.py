"""The day of an article as far as its list tells: surely, nearly, or only by when it can be at the latest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from pipelines.dates.reading import from_url
from pipelines.records import FeedEntry

MAX_AHEAD = timedelta(days=1)
"""An article dated further ahead of its fetch than this has no believable date."""

_CLOCKS_DIFFER = timedelta(minutes=5)
_FEW = 3

CORRECTED_WITHIN = timedelta(days=3)
"""Most articles change last within so many days; a date of change says that an article is no older than that."""


@dataclass(frozen=True, slots=True)
class EntryDays:
    """The UTC days that an entry can be of.

    Attributes:
        likely: the one it is taken for until its page says better.
        first, last: the earliest and the latest.
        is_told: whether the list says anything of it; else it is the day of the fetch.
    """

    likely: date
    first: date
    last: date
    is_told: bool = True


def is_believable(published_at: datetime, at: datetime) -> bool:
    """Whether something that was fetched at a moment can have been published then."""
    return published_at <= at + MAX_AHEAD


def days_of(entry: FeedEntry, at: datetime, timezone: str) -> EntryDays:
    """The days that an entry can be of: by its date of publication, the date in its address, its date of change.

    Args:
        entry: as its list gives it.
        at: when the list was fetched, UTC.
        timezone: of the source; the date in an address is a local one.
    """
    published, changed = entry.published_at, entry.changed_at
    if published is not None and is_believable(published, at):
        return EntryDays(published.date(), published.date(), published.date())
    named = from_url(entry.url, timezone=timezone)
    if named is not None and is_believable(named.at, at):
        day = named.at.date()
        ahead = named.at.astimezone(ZoneInfo(timezone)).utcoffset() or timedelta()
        # A local day east of Greenwich begins on the UTC day before, west of it it ends on the one after.
        return EntryDays(
            day, day - timedelta(days=ahead > timedelta()), day + timedelta(days=ahead < timedelta())
        )
    if changed is not None and is_believable(changed, at):
        return EntryDays(changed.date(), changed.date() - CORRECTED_WITHIN, changed.date())
    return EntryDays(at.date(), at.date(), at.date(), is_told=False)


def are_mostly_ahead(entries: Sequence[FeedEntry], at: datetime) -> bool:
    """Whether most entries of a list are dated later than it was fetched: a time zone that is wrong."""
    dated = [entry.published_at for entry in entries if entry.published_at is not None]
    return len(dated) >= _FEW and 2 * sum(published > at + _CLOCKS_DIFFER for published in dated) > len(dated)
