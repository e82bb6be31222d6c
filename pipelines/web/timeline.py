"""Where the copies of a group stand in time, as shares of its span."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Mark:
    """A copy on the timeline: `place` from 0 (first) to 1000 (last), `row` from 0."""

    place: int
    row: int


def marks(moments: Sequence[datetime]) -> list[Mark]:
    """A mark a copy, in the order given; all at 0 where they are of one moment."""
    if not moments:
        return []
    first, last = min(moments), max(moments)
    span = (last - first).total_seconds()
    return [
        Mark(round(1000 * (moment - first).total_seconds() / span) if span else 0, row)
        for row, moment in enumerate(moments)
    ]
