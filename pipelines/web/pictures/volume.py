"""Articles by day, as columns that are made of outlets."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pipelines.web.pictures.canvas import Canvas, ticks

SHOWN = 8
"""Outlets with a colour of their own; all others share one."""

_WIDTH, _HEIGHT = 720, 240
_AXIS, _FOOT, _TOP = 44, 28, 10
# Half of the last day's name.
_END = 24
# Days under the columns whose names have room beside each other.
_NAMED_DAYS = 8
# Of a column's width.
_GAP = 0.2
_COLUMN_MAX = 40


@dataclass(frozen=True, slots=True)
class Column:
    """A part of a day's column.

    Attributes:
        x, y, width, height: its place.
        series: number of its outlet, `SHOWN` for all others.
        outlet: source id, None for all others.
        day: its day.
        articles: of the outlet on that day.
    """

    x: float
    y: float
    width: float
    height: float
    series: int
    outlet: str | None
    day: date
    articles: int


@dataclass(frozen=True, slots=True)
class Volume:
    """Columns of articles by day.

    Attributes:
        canvas: its size.
        columns: the parts, by day, the largest outlet lowest.
        lines: of the grid: place and number.
        days: named ones: place of their middle.
        totals: of each outlet in the picture, most articles first: source id, its series, articles.
        axis, end: between which the lines run.
        names_end: where their numbers end.
    """

    canvas: Canvas
    columns: list[Column]
    lines: list[tuple[float, int]]
    days: list[tuple[float, date]]
    totals: list[tuple[str, int, int]]
    axis: float
    end: float
    names_end: float


def volume(rows: Sequence[dict[str, Any]], *, is_rtl: bool, height: int = _HEIGHT) -> Volume | None:
    """The picture of rows `day, source, articles`; None for none.

    A day without articles between others has its empty place.

    Args:
        rows: the counts.
        is_rtl: time runs from right to left.
        height: of the picture.
    """
    if not rows:
        return None
    by_outlet: Counter[str] = Counter()
    by_day: Counter[date] = Counter()
    articles: Counter[tuple[date, int]] = Counter()
    for row in rows:
        by_outlet[row["source"]] += row["articles"]
        by_day[row["day"]] += row["articles"]
    order = sorted(by_outlet, key=lambda one: (-by_outlet[one], one))
    series = {outlet: min(place, SHOWN) for place, outlet in enumerate(order)}
    for row in rows:
        articles[row["day"], series[row["source"]]] += row["articles"]
    first, last = min(by_day), max(by_day)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    lines = ticks(max(by_day.values()))
    scale = (height - _FOOT - _TOP) / lines[-1]
    step = min((_WIDTH - _AXIS - _END) / len(days), _COLUMN_MAX)
    canvas = Canvas(round(_AXIS + step * len(days) + _END, 1), height, is_rtl)
    columns = []
    for place, day in enumerate(days):
        low = float(height - _FOOT)
        for number in range(SHOWN + 1):
            if count := articles[day, number]:
                high = count * scale
                low -= high
                width = step * (1 - _GAP)
                x = canvas.x(_AXIS + place * step + step * _GAP / 2, width)
                outlet = order[number] if number < SHOWN else None
                columns.append(
                    Column(x, round(low, 1), round(width, 1), round(high, 1), number, outlet, day, count)
                )
    every = -(-len(days) // _NAMED_DAYS)
    return Volume(
        canvas=canvas,
        columns=columns,
        lines=[(round(height - _FOOT - number * scale, 1), number) for number in lines],
        days=[
            (canvas.x(_AXIS + (place + 0.5) * step), day)
            for place, day in enumerate(days)
            if place % every == 0
        ],
        totals=[(outlet, series[outlet], by_outlet[outlet]) for outlet in order],
        axis=canvas.x(_AXIS),
        end=canvas.x(canvas.width),
        names_end=canvas.x(_AXIS - 6),
    )
