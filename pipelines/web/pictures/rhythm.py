"""When an outlet publishes: weekdays by hours."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.web.pictures.canvas import Canvas

_CELL, _NAMES, _FOOT = 24, 90, 24
# Between named hours.
_HOURS = 3


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour of a weekday: its place, 0 to 1 by its articles, weekday (0 is Monday), hour, articles."""

    x: float
    y: float
    shade: float
    weekday: int
    hour: int
    articles: int


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Weekdays by hours.

    Attributes:
        canvas: its size.
        hours: all of a week.
        size: of an hour's square.
        weekdays: place of each name, and its weekday.
        named: place and number of each named hour.
    """

    canvas: Canvas
    hours: list[Hour]
    size: float
    weekdays: list[tuple[float, float, int]]
    named: list[tuple[float, float, int]]


def rhythm(articles: Sequence[Sequence[int]], *, first_weekday: int, is_rtl: bool) -> Rhythm | None:
    """The picture of counts by weekday (Monday first) and hour; None where all are 0.

    Args:
        articles: shape (7, 24).
        first_weekday: that a week begins with, 0 for Monday.
        is_rtl: hours run from right to left.
    """
    most = max(map(max, articles))
    if not most:
        return None
    canvas = Canvas(_NAMES + 24 * _CELL, 7 * _CELL + _FOOT, is_rtl)
    size = _CELL - 2
    order = [(first_weekday + place) % 7 for place in range(7)]
    return Rhythm(
        canvas=canvas,
        size=size,
        hours=[
            Hour(
                canvas.x(_NAMES + hour * _CELL, size), place * _CELL, round(count / most, 2), day, hour, count
            )
            for place, day in enumerate(order)
            for hour, count in enumerate(articles[day])
        ],
        weekdays=[
            (canvas.x(_NAMES - 8), place * _CELL + size / 2, weekday) for place, weekday in enumerate(order)
        ],
        named=[
            (canvas.x(_NAMES + hour * _CELL + size / 2), 7 * _CELL + 14, hour)
            for hour in range(0, 24, _HOURS)
        ],
    )
