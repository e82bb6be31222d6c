"""Who copies whom: as a matrix of outlets, and as a network of them."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from pipelines.web.pictures.canvas import Canvas

_CELL, _NAMES, _HEADS = 26, 160, 160
# The faintest cell: a single story is seen, too.
_FAINTEST = 0.15

_NET_WIDTH, _NET_HEIGHT, _RADIUS = 720, 520, 185
_NODE_LEAST, _NODE_MOST = 5, 16
_LINE_LEAST, _LINE_MOST = 1.0, 6.0
_LINES = 40
_NAME_GAP = 8
# How far a line is drawn to the middle: 0 is straight, 1 through it.
_BEND = 0.55

Pace = Literal["at-once", "same-day", "later"]


@dataclass(frozen=True, slots=True)
class Cell:
    """Stories of one outlet that another carries.

    Attributes:
        x, y: its place.
        shade: 0 to 1, by the number of stories.
        row: `original, copy, stories, median_lag, credited`.
    """

    x: float
    y: float
    shade: float
    row: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows are who had stories first, columns who carries them.

    Attributes:
        canvas: its size.
        cells: where there is an exchange.
        size: of a cell.
        rows: place and source id of each row's name.
        columns: the same of each column's.
    """

    canvas: Canvas
    cells: list[Cell]
    size: float
    rows: list[tuple[float, float, str]]
    columns: list[tuple[float, float, str]]


def matrix(exchanges: Sequence[dict[str, Any]], *, is_rtl: bool) -> Matrix | None:
    """The matrix of rows `original, copy, stories, …`; None for none."""
    if not exchanges:
        return None
    order = _by_stories(exchanges)
    place = {outlet: number for number, outlet in enumerate(order)}
    side = len(order) * _CELL
    canvas = Canvas(_NAMES + side + 2, _HEADS + side + 2, is_rtl)
    most = max(row["stories"] for row in exchanges)
    size = _CELL - 2
    cells = [
        Cell(
            canvas.x(_NAMES + place[row["copy"]] * _CELL, size),
            _HEADS + place[row["original"]] * _CELL,
            round(_FAINTEST + (1 - _FAINTEST) * math.sqrt(row["stories"] / most), 2),
            row,
        )
        for row in exchanges
    ]
    middle = size / 2
    return Matrix(
        canvas=canvas,
        cells=cells,
        size=size,
        rows=[
            (canvas.x(_NAMES - _NAME_GAP), _HEADS + number * _CELL + middle, outlet)
            for outlet, number in place.items()
        ],
        columns=[
            (canvas.x(_NAMES + number * _CELL + middle), _HEADS - _NAME_GAP, outlet)
            for outlet, number in place.items()
        ],
    )


@dataclass(frozen=True, slots=True)
class Node:
    """An outlet in a network.

    Attributes:
        x, y, radius: its circle.
        name_x, name_y: where its name begins.
        is_left: its name stands to the left of it.
        outlet: source id.
        given: stories of its that others carry.
    """

    x: float
    y: float
    radius: float
    name_x: float
    name_y: float
    is_left: bool
    outlet: str
    given: int


@dataclass(frozen=True, slots=True)
class Line:
    """From the outlet that had stories first to one that carries them.

    Attributes:
        path: of SVG, a curve.
        width: by the number of stories.
        pace: how late they are, usually.
        row: `original, copy, stories, median_lag, credited`.
    """

    path: str
    width: float
    pace: Pace
    row: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Network:
    """Outlets on a circle, and lines between those that exchange most.

    Attributes:
        canvas: its size.
        nodes: the outlets.
        lines: the exchanges, thinnest first, so that none hides behind a thicker one.
    """

    canvas: Canvas
    nodes: list[Node]
    lines: list[Line]


def network(exchanges: Sequence[dict[str, Any]], *, is_rtl: bool) -> Network | None:
    """The network of rows `original, copy, stories, …`; None for none."""
    if not exchanges:
        return None
    canvas = Canvas(_NET_WIDTH, _NET_HEIGHT, is_rtl)
    given = Counter[str]()
    for row in exchanges:
        given[row["original"]] += row["stories"]
    order = _by_stories(exchanges)
    most = max(given.values())
    nodes = {
        outlet: _node(canvas, outlet, number / len(order), given[outlet], most)
        for number, outlet in enumerate(order)
    }
    shown = sorted(exchanges, key=lambda row: -row["stories"])[:_LINES]
    largest = shown[0]["stories"]
    lines = [
        Line(
            _curve(canvas, nodes[row["original"]], nodes[row["copy"]]),
            round(_LINE_LEAST + (_LINE_MOST - _LINE_LEAST) * math.sqrt(row["stories"] / largest), 1),
            pace_of(row["median_lag"]),
            row,
        )
        for row in reversed(shown)
    ]
    return Network(canvas, list(nodes.values()), lines)


def pace_of(lag: timedelta | None) -> Pace:
    """How late a copy is: within an hour, within a day, or later."""
    if lag is not None and lag <= timedelta(hours=1):
        return "at-once"
    return "same-day" if lag is not None and lag <= timedelta(days=1) else "later"


def _by_stories(exchanges: Sequence[dict[str, Any]]) -> list[str]:
    """Outlets by how many stories they give and take, most first."""
    stories: Counter[str] = Counter()
    for row in exchanges:
        stories[row["original"]] += row["stories"]
        stories[row["copy"]] += row["stories"]
    return sorted(stories, key=lambda outlet: (-stories[outlet], outlet))


def _node(canvas: Canvas, outlet: str, turn: float, given: int, most: int) -> Node:
    # From the top, in the direction of reading.
    angle = 2 * math.pi * turn - math.pi / 2
    x = canvas.x(_NET_WIDTH / 2 + _RADIUS * math.cos(angle))
    y = round(_NET_HEIGHT / 2 + _RADIUS * math.sin(angle), 1)
    radius = round(_NODE_LEAST + (_NODE_MOST - _NODE_LEAST) * math.sqrt(given / most), 1)
    is_left = x < _NET_WIDTH / 2
    beside = radius + _NAME_GAP
    return Node(x, y, radius, round(x - beside if is_left else x + beside, 1), y, is_left, outlet, given)


def _curve(canvas: Canvas, start: Node, end: Node) -> str:
    """A curve from the edge of one circle to that of another, bent to the middle of the network.

    The two directions between two outlets are bent differently, so that both are seen.
    """
    middle_x, middle_y = canvas.width / 2, canvas.height / 2
    half_x, half_y = (start.x + end.x) / 2, (start.y + end.y) / 2
    aside_x, aside_y = (end.y - start.y) * 0.06, (start.x - end.x) * 0.06
    bend_x = half_x + (middle_x - half_x) * _BEND + aside_x
    bend_y = half_y + (middle_y - half_y) * _BEND + aside_y
    x1, y1 = _edge(start, bend_x, bend_y, 2)
    x2, y2 = _edge(end, bend_x, bend_y, 6)
    return f"M{x1:.1f} {y1:.1f}Q{bend_x:.1f} {bend_y:.1f} {x2:.1f} {y2:.1f}"


def _edge(node: Node, to_x: float, to_y: float, gap: float) -> tuple[float, float]:
    """The point of a circle that is nearest to another point, a little outside."""
    far = math.hypot(to_x - node.x, to_y - node.y) or 1
    share = (node.radius + gap) / far
    return node.x + (to_x - node.x) * share, node.y + (to_y - node.y) * share
