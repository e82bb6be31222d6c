"""When to ask a feed or sitemap again: decided for each from what it showed, never given up.

The rules are Media Cloud's rss-fetcher's, which has polled some 100,000 feeds for years, with one more: two
polls that share no entry mean that the list overflowed between them and articles may have been missed.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from pipelines.archive.fetch_log import FetchOutcome

SHORTEST = timedelta(minutes=10)
LONGEST = timedelta(hours=24)
"""Between two polls; also the longest that a server's Retry-After is believed (one said 88 hours)."""

FIRST_INTERVAL = timedelta(hours=1)
"""Until a list has shown how often it changes, unless its publisher says so."""

SLACK = timedelta(minutes=5)
"""A poll that falls due so soon is made now: the run comes by once an hour only."""

UNCONDITIONAL_AFTER = timedelta(hours=24)
"""A list that answered nothing but 304 for so long is asked for its bytes, in case its ETag never changes."""

# Shares of a list's entries that the poll before had: from the first on it is asked less often, under the second more often.
_MUCH_KNOWN = 0.67
_LITTLE_KNOWN = 0.33
# Factors of the interval.
_SLOWER, _FASTER, _OVERFLOWED = 1.5, 0.5, 0.25
# A longer Cache-Control is about the file, not about the news in it.
_MOST_CACHING = timedelta(hours=1)
# Share of a Retry-After that is added at random, so that feeds of one host do not return in a clump.
_JITTER = 0.1

# See `weight_of`.
_HARD, _SOFT, _PASSING = 1.0, 0.5, 0.25
_HARD_OUTCOMES = frozenset(
    {
        "robots_denied",
        "refused",
        "too_large",
        "blocked",
        "consent",
        "login",
        "gone",
        "front_page",
        "not_the_article",
    }
)


@dataclass(frozen=True, slots=True)
class Schedule:
    """Where a feed or sitemap stands; times are UTC.

    Attributes:
        interval: from one successful poll to the next.
        next_at: when it is due; a run that is asked for by hand does not wait.
        polled_at: last successful poll.
        failures: since then, weighed: 1 for a refusal, 1/2 for an error, 1/4 for a passing one.
        changed_at: last poll that gave other bytes than the one before.
        etag_lies: an ETag or Last-Modified of it stayed while its content changed: neither is believed again.
        overflows: polls that shared no entry with the one before.
        overflowed_at: the last such poll.
        moved_to: where it moved for good, as its server says.
        gone_at: when it first answered 410.
    """

    interval: timedelta = FIRST_INTERVAL
    next_at: datetime | None = None
    polled_at: datetime | None = None
    failures: float = 0.0
    changed_at: datetime | None = None
    etag_lies: bool = False
    overflows: int = 0
    overflowed_at: datetime | None = None
    moved_to: str | None = None
    gone_at: datetime | None = None

    def is_due(self, now: datetime) -> bool:
        """Whether the time for the next poll has come, or nearly.

        A time farther off than any that is ever set was set by a clock that was wrong, and does not count.
        """
        return self.next_at is None or not now + SLACK < self.next_at <= now + LONGEST

    def wants_bytes(self, now: datetime) -> bool:
        """Whether the next request should carry no condition."""
        return self.etag_lies or (
            self.changed_at is not None and not timedelta() <= now - self.changed_at < UNCONDITIONAL_AFTER
        )


@dataclass(frozen=True, slots=True)
class Poll:
    """What one successful poll showed.

    Attributes:
        at: when.
        known_share: share of its entries that the poll before had, 1 if nothing changed; None if there was
            no poll before, or one of the two had no entries.
        received: whether bytes came (not a 304).
        hint: how often it changes by its own word.
        max_age: how long the server lets it be cached.
        moved_to: where it permanently redirected to, None if it did not.
    """

    at: datetime
    known_share: float | None
    received: bool = True
    hint: timedelta | None = None
    max_age: timedelta | None = None
    moved_to: str | None = None

    @property
    def overflowed(self) -> bool:
        """Whether entries may have come and gone since the poll before."""
        return self.known_share == 0.0


def after_success(schedule: Schedule, poll: Poll) -> Schedule:
    """Where a list stands after a poll."""
    interval = schedule.interval
    if schedule.polled_at is None and poll.hint is not None:
        interval = poll.hint
    elapsed = None if schedule.polled_at is None else poll.at - schedule.polled_at
    if poll.overflowed:
        interval = min(interval, elapsed or interval) * _OVERFLOWED
    elif poll.known_share is not None and elapsed is not None and interval / 2 <= elapsed <= interval * 2:
        # A poll out of turn (by hand, or late after a night off) says little about the interval.
        if poll.known_share >= _MUCH_KNOWN:
            interval *= _SLOWER
        elif poll.known_share < _LITTLE_KNOWN:
            interval *= _FASTER
    interval = min(max(interval, SHORTEST), LONGEST)
    cached = min(poll.max_age or timedelta(), _MOST_CACHING)
    return replace(
        schedule,
        interval=interval,
        next_at=poll.at + (interval if poll.overflowed else max(interval, cached)),
        polled_at=poll.at,
        failures=0.0,
        changed_at=poll.at if poll.received else schedule.changed_at,
        overflows=schedule.overflows + poll.overflowed,
        overflowed_at=poll.at if poll.overflowed else schedule.overflowed_at,
        moved_to=poll.moved_to,
        gone_at=None,
    )


def after_failure(
    schedule: Schedule,
    at: datetime,
    weight: float,
    *,
    status: int | None = None,
    wait: timedelta | None = None,
) -> Schedule:
    """Where a list stands after a poll that failed: later by one interval for each failure, a day at most.

    Args:
        schedule: before.
        at: when it failed.
        weight: see `weight_of`.
        status: HTTP status, if there was an answer.
        wait: what the server asked for, with jitter.
    """
    failures = schedule.failures + weight
    pause = min(schedule.interval * (1 + failures), LONGEST)
    return replace(
        schedule,
        failures=failures,
        next_at=at + max(pause, wait or timedelta()),
        gone_at=(schedule.gone_at or at) if status == 410 else None,
    )


def weight_of(outcome: FetchOutcome, status: int | None) -> float:
    """How much a failure counts: a refusal 1, an error 1/2, what passes by itself (no answer) 1/4."""
    if outcome in {"failed", "postponed"}:
        return _PASSING
    if outcome in _HARD_OUTCOMES or status in {401, 403, 410}:
        return _HARD
    return _SOFT


def retry_after(header: str | None, now: datetime, random: float) -> timedelta | None:
    """How long a server asks to be left alone: seconds or a date, a day at most, with up to 10 % on top.

    Args:
        header: Retry-After as it came.
        now: UTC.
        random: from 0 to 1.
    """
    text = (header or "").strip()
    # A longer row of digits is over the cap anyway.
    wait = timedelta(seconds=int(text[:12])) if text.isascii() and text.isdigit() else _until(text, now)
    if wait is None or wait <= timedelta():
        return None
    wait = min(wait, LONGEST)
    return min(wait * (1 + _JITTER * random), LONGEST)


def max_age(cache_control: str | None) -> timedelta | None:
    """How long Cache-Control lets a response be kept, None if it does not say."""
    directives = (part.strip().lower().partition("=") for part in (cache_control or "").split(","))
    for name, _, value in directives:
        seconds = value.strip('" ')
        if name == "max-age" and seconds.isascii() and seconds.isdigit():
            return min(timedelta(seconds=min(int(seconds[:10]), 10**8)), LONGEST)
    return None


def _until(text: str, now: datetime) -> timedelta | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, IndexError, OverflowError):
        return None
    return (moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment) - now
