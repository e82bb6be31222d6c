"""Which of the dates that a page writes is its publication: one rule over where each stood."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone

from pipelines.dates.reading import ORIGINS, DateCandidate

# Pages are put on a new system, or saved anew, and then state that moment as their publication.
# A day ends 12 hours later than in Greenwich at the latest: what is stated later than that is on no clock still that day.
_STATED_ANEW = timedelta(hours=36)
# A day in UTC and the same moment's local day differ by this at most.
_NEXT_DAY = timedelta(days=1)
# The largest distance of a local day from UTC.
_FARTHEST_ZONE = timedelta(hours=14)


def pick(candidates: Iterable[DateCandidate], *, fetched_at: datetime | None = None) -> DateCandidate | None:
    """Picks the date of publication from all that a page and its feed say.

    The rule:

    1. Candidates later than the capture by more than a day are dropped.
    2. Where day and month can be exchanged, the reading that lies within a day of another candidate counts.
    3. Origins rank JSON-LD, meta tags, `<time>`, feed, visible text, URL; of one origin the first counts. The date of
       an update counts only where there is nothing else, and says so by its origin.
    4. What is stated for machines loses to a date beside the headline, or in the address, that is surely an earlier
       day: an article is not shown as older than it is; not where the address has the stated day. What is only read
       off the page loses to an address that has another day, as pages show other days too.
    5. If the winner is a day without a time, the next candidate on that day that has one is taken instead; not an
       update's, whose time is that of the change.
    6. A time in UTC is told in the page's own calendar: where the address has the day before or after, at the nearest
       offset at which that is its day.
    """
    found = list(candidates)
    latest = fetched_at + timedelta(days=1) if fetched_at else None
    settled = [_settle(one, [other for other in found if other is not one]) for one in found]
    usable = [one for one in settled if latest is None or one.at <= latest]
    usable.sort(key=lambda one: ORIGINS.index(one.origin))
    if not usable:
        return None
    best = _earlier(usable[0], usable[1:])
    if best.day_only:
        for other in usable:
            if not other.day_only and other.origin != "update" and other.at.date() == best.at.date():
                return other
    return _on_local_day(best, usable)


def settles(found: Sequence[DateCandidate], *, fetched_at: datetime | None = None) -> bool:
    """Whether a page's first date needs no witness: a time of day stated for machines, whose day the page shows, too."""
    if not found:
        return False
    first = found[0]
    shown = [one for one in found if one.is_shown]
    return (
        first.origin in {"json_ld", "meta"}
        and not first.day_only
        and first.swapped is None
        and (fetched_at is None or first.at <= fetched_at + timedelta(days=1))
        and bool(shown)
        and shown[0].at.date() == first.at.date()
    )


def _earlier(best: DateCandidate, others: Sequence[DateCandidate]) -> DateCandidate:
    shown = next((one for one in (best, *others) if one.is_shown), None)
    in_url = next((one for one in others if one.origin == "url"), None)
    if best.origin in {"json_ld", "meta"}:
        if in_url and abs(best.at.date() - in_url.at.date()) <= _NEXT_DAY:
            return best
        for one in (in_url, shown):
            if one and best.at - one.at >= _STATED_ANEW and one.swapped is None:
                return one
    elif best.origin in {"time", "text"} and in_url and abs(best.at.date() - in_url.at.date()) > _NEXT_DAY:
        return in_url
    return best


def _on_local_day(best: DateCandidate, usable: Sequence[DateCandidate]) -> DateCandidate:
    if best.day_only or best.at.utcoffset() != timedelta():
        return best
    for other in usable:
        if other.origin != "url":
            continue
        start = datetime.combine(other.at.date(), datetime.min.time(), tzinfo=best.at.tzinfo)
        end = start + timedelta(days=1, seconds=-1)
        offset = start - best.at if best.at < start else end - best.at if best.at > end else timedelta()
        if offset and abs(offset) <= _FARTHEST_ZONE:
            hours = -(-offset // timedelta(hours=1)) if offset > timedelta() else offset // timedelta(hours=1)
            return replace(best, at=best.at.astimezone(timezone(timedelta(hours=hours))))
        return best
    return best


def _settle(one: DateCandidate, others: list[DateCandidate]) -> DateCandidate:
    if one.swapped is None:
        return one
    days = {other.at.date() for other in others if other.swapped is None}

    def agrees(at: datetime) -> bool:
        return any(abs((at.date() - day).days) <= 1 for day in days)

    return replace(one, at=one.swapped) if agrees(one.swapped) and not agrees(one.at) else one
