"""The way of a text through outlets: each copy after the one that it is most like, or after the agency that it credits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.web.pictures.canvas import Canvas
from pipelines.web.pictures.timeline import shares

_WIDTH, _NAMES, _ROW, _TOP = 720, 170, 26, 14
# Of the first copy, behind the agencies, and room behind the last.
_FIRST, _END = _NAMES + 30, 20
SHOWN = 40
"""Copies in a picture; the first ones of a larger group."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A copy, or the agency that copies credit.

    Attributes:
        x, y: of its circle.
        copy: its row of `copies`; None for an agency.
        agency: its name; None for a copy.
        after: number of the stop that it is most like or credits; None for the first.
        overlap: with that, 0 to 1; None where a credit tells, or where the two were not compared.
        path: of SVG, from that one.
    """

    x: float
    y: float
    copy: dict[str, Any] | None
    agency: str | None
    after: int | None
    overlap: float | None
    path: str


@dataclass(frozen=True, slots=True)
class Dispatch:
    """The stops in the order of time.

    Attributes:
        canvas: its size.
        stops: agencies first.
        names_end: where names end.
        left_out: copies that are not shown.
    """

    canvas: Canvas
    stops: list[Stop]
    names_end: float
    left_out: int


def dispatch(
    copies: Sequence[dict[str, Any]], overlaps: Mapping[frozenset[str], float], *, is_rtl: bool
) -> Dispatch | None:
    """The way of a story's copies; None for fewer than three, whose way needs no picture.

    Args:
        copies: of the story: `story_id, published_at, credited, …`.
        overlaps: of pairs of story ids that were compared.
        is_rtl: time runs from right to left.
    """
    if len(copies) < 3:
        return None
    ordered = sorted(copies, key=lambda one: (one["published_at"], one["story_id"]))
    shown = ordered[:SHOWN]
    # An agency that at least two credit is where the text comes from.
    credited = [one["credited"] for one in shown if one["credited"]]
    agencies = [name for name in dict.fromkeys(credited) if credited.count(name) > 1]
    count = len(agencies) + len(shown)
    canvas = Canvas(_WIDTH, count * _ROW + _TOP, is_rtl)
    passed = shares([copy["published_at"] for copy in shown])
    stops: list[Stop] = []
    for name in agencies:
        stops.append(Stop(canvas.x(_NAMES), _y(len(stops)), None, name, None, None, ""))
    for number, copy in enumerate(shown):
        x = canvas.x(_FIRST + passed[number] * (_WIDTH - _FIRST - _END))
        after, overlap = _after(shown[:number], copy, agencies, overlaps)
        y = _y(len(stops))
        path = "" if after is None else _path(stops[after], x, y)
        stops.append(Stop(x, y, copy, None, after, overlap, path))
    return Dispatch(canvas, stops, canvas.x(_NAMES - 14), len(ordered) - len(shown))


def _after(
    earlier: Sequence[dict[str, Any]],
    copy: dict[str, Any],
    agencies: Sequence[str],
    overlaps: Mapping[frozenset[str], float],
) -> tuple[int | None, float | None]:
    """What a copy follows, as a number of a stop, and their overlap."""
    if copy["credited"] in agencies:
        return agencies.index(copy["credited"]), None
    known = [
        (overlap, -number)
        for number, one in enumerate(earlier)
        if (overlap := overlaps.get(frozenset((one["story_id"], copy["story_id"])))) is not None
    ]
    if known:
        # Of equals the earliest.
        overlap, place = max(known)
        return len(agencies) - place, overlap
    return (len(agencies), None) if earlier else (None, None)


def _y(number: int) -> float:
    return _TOP + number * _ROW


def _path(start: Stop, x: float, y: float) -> str:
    """Down from the one, then across to the other."""
    return f"M{start.x:g} {start.y:g}C{start.x:g} {y:g} {start.x:g} {y:g} {x:g} {y:g}"
