"""Where the copies of a group stand in time, as shares of its span."""

from collections.abc import Sequence
from datetime import datetime

WIDTH = 200
"""The place of the last copy; the first one's is 0."""


def places(moments: Sequence[datetime]) -> list[int]:
    """A place for each moment, in the order given; none where there is no span between them."""
    span = (max(moments) - min(moments)).total_seconds() if moments else 0
    if not span:
        return []
    return [round(WIDTH * (moment - min(moments)).total_seconds() / span) for moment in moments]
