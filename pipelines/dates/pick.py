"""Which of the dates that a page writes is its publication: one rule over where each stood."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from pipelines.dates.reading import ORIGINS, DateCandidate


def pick(candidates: Iterable[DateCandidate], *, fetched_at: datetime | None = None) -> DateCandidate | None:
    """Picks the date of publication from all that a page and its feed say.

    The rule: candidates later than the capture by more than a day are dropped. Where day and month can
    be exchanged, the reading that lies within a day of another candidate counts. Then origins rank
    JSON-LD, meta tags, `<time>`, feed, visible text, URL; of one origin the first counts. If the winner
    is a day without a time, the next candidate on that day that has one is taken instead.
    """
    found = list(candidates)
    latest = fetched_at + timedelta(days=1) if fetched_at else None
    settled = [_settle(one, [other for other in found if other is not one]) for one in found]
    usable = [one for one in settled if latest is None or one.at <= latest]
    usable.sort(key=lambda one: ORIGINS.index(one.origin))
    if not usable:
        return None
    best = usable[0]
    if best.day_only:
        for other in usable[1:]:
            if not other.day_only and other.at.date() == best.at.date():
                return other
    return best


def settles(found: Sequence[DateCandidate], *, fetched_at: datetime | None = None) -> bool:
    """Whether `pick` takes the first of these, whatever else may be found of its origin or a lower one."""
    return (
        bool(found)
        and not found[0].day_only
        and found[0].swapped is None
        and (fetched_at is None or found[0].at <= fetched_at + timedelta(days=1))
    )


def _settle(one: DateCandidate, others: list[DateCandidate]) -> DateCandidate:
    if one.swapped is None:
        return one
    days = {other.at.date() for other in others if other.swapped is None}

    def agrees(at: datetime) -> bool:
        return any(abs((at.date() - day).days) <= 1 for day in days)

    return replace(one, at=one.swapped) if agrees(one.swapped) and not agrees(one.at) else one
