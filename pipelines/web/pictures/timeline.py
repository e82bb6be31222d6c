"""Where the copies of a group stand in time, as shares of its span."""

from collections.abc import Sequence
from datetime import datetime

WIDTH = 200
"""The place of the last copy; the first one's is 0."""


def shares(moments: Sequence[datetime]) -> list[float]:
    """How much of the span from the first to the last of some moments had passed at each, 0 to 1; all 0 without a span."""
    if not moments:
        return []
    first = min(moments)
    span = (max(moments) - first).total_seconds()
    return [(moment - first).total_seconds() / span if span else 0.0 for moment in moments]


def places(moments: Sequence[datetime]) -> list[int]:
    """A place for each moment, in the order given; none where there is no span between them."""
    found = [round(WIDTH * share) for share in shares(moments)]
    return found if any(found) else []
