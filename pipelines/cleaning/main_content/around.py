"""The elements around the lines of a page: blocks, and what has a name."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from lxml.etree import _Element as Element

Integers = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Attributes = tuple[tuple[str, str], bool, int, bool]
"""Of an element its tag and names, whether it has a name, its bits, and whether it is set aside."""

NAMING = frozenset(
    {
        "class",
        "id",
        "itemprop",
        "role",
        "aria-labelledby",
        "data-component",
        "data-testid",
        "data-e2e",
        "data-type",
    }
)
"""Attributes whose words say what an element is."""

# Bits of an element: what it or one around it is.
_BITS = {
    "article": 1,
    "main": 2,
    "aside": 4,
    "header": 8,
    "footer": 16,
    "nav": 32,
    "form": 64,
    "table": 128,
    "ul": 256,
    "ol": 256,
    "dl": 256,
    "figure": 512,
    "figcaption": 1024,
    "blockquote": 2048,
    "section": 4096,
    "menu": 32,
    "details": 8192,
}
IN_BODY_ITEM = 1 << 14
HIDDEN = 1 << 15
ASIDE = "data-naba-aside"
"""The attribute of elements that are set aside: headlines of other articles and labels, which the splitter reads."""

# Characters of an element's names.
_NAMES_MAX = 500
# Attributes that are read: those that name, those that hide, and our own.
_READ = NAMING | {"style", "hidden", "aria-hidden", ASIDE}


def no_numbers() -> Integers:
    """An empty column."""
    return np.zeros(0, np.int64)


@dataclass
class Around:
    """The elements of a page that lines stand in, as columns; a parent comes before what is in it.

    Attributes:
        element: block elements, and others with a name.
        parent: number of the element around it; 0 is its own.
        first: number of the first line in it.
        end: number of the first line behind it.
        depth: elements above it.
        bits: what it, or an element above it, is.
        names: its tag, and its naming attributes as one text.
        kinds: the different names, each with a number by order of appearance.
        kind: the number of its names.
        block: number of the block element that it is or that is around it.
    """

    element: list[Element] = field(default_factory=list)
    parent: Integers = field(default_factory=no_numbers)
    first: Integers = field(default_factory=no_numbers)
    end: Integers = field(default_factory=no_numbers)
    depth: Integers = field(default_factory=no_numbers)
    bits: Integers = field(default_factory=no_numbers)
    names: list[tuple[str, str]] = field(default_factory=list)
    kinds: dict[tuple[str, str], int] = field(default_factory=dict)
    kind: Integers = field(default_factory=no_numbers)
    block: Integers = field(default_factory=no_numbers)


class Rows:
    """The elements of `Around`, in the order in which they begin.

    An event is the beginning or the end of an element of the page, any of them, by its number in document order.

    Args:
        elements: as they are.
        known: their attributes.
        start: the event with which each begins.
        end: that with which it ends.
        is_block: whether each is a block.
        count: number of events.
    """

    def __init__(
        self,
        elements: list[Element],
        known: list[Attributes],
        start: Integers,
        end: Integers,
        *,
        is_block: Bools,
        count: int,
    ) -> None:
        self._elements, self._known, self._is_block = elements, known, is_block
        self._start, self._end, self._count = start, end, count
        steps = np.zeros(count, np.int64)
        steps[start] = 1
        steps[end] = -1
        self._open = np.cumsum(steps)
        self._depth = self._open[start] - 1
        places = self._depth * count + start
        self._order = np.argsort(places)
        self._places = places[self._order]

    def _last(self, depth: Integers, event: Integers) -> Integers:
        """The numbers of the last elements of some depths that begin no later than some events; 0 for depths below 0."""
        at = np.searchsorted(self._places, depth * self._count + event, side="right") - 1
        found: Integers = np.where(depth < 0, 0, self._order[at])
        return found

    def owner(self, event: Integers) -> Integers:
        """The numbers of the innermost elements around some events."""
        return self._last(self._open[event] - 1, event)

    def set_aside(self, stop: Integers) -> Bools:
        """Whether lines that end with some events are set aside: in an element that is, which ends there or goes on."""
        is_aside = np.array([one[3] for one in self._known], np.bool_)
        steps = np.zeros(self._count, np.int64)
        steps[self._start[is_aside]] = 1
        steps[self._end[is_aside]] = -1
        found: Bools = np.cumsum(steps)[stop - 1] > 0
        return found

    def around(self, begin: Integers, stop: Integers) -> Around:
        """The elements, given the events between which each line stands."""
        every, is_top = np.arange(len(self._start)), self._depth == 0
        parent = self._last(self._depth - 1, self._start)
        # What has no value of its own has that of the element around it; each step goes twice as far up.
        has_own = self._is_block | is_top
        block = np.where(has_own, every, parent)
        while not has_own[block].all():
            block = block[block]
        bits = np.array([one[2] for one in self._known], np.int64)
        above = np.where(is_top, every, parent)
        for _ in range(int(self._depth.max()).bit_length()):
            bits |= bits[above]
            above = above[above]
        names = [one[0] for one in self._known]
        kinds: dict[tuple[str, str], int] = {}
        return Around(
            element=self._elements,
            parent=parent,
            first=np.searchsorted(stop, self._start, side="right"),
            end=np.searchsorted(begin, self._end, side="left"),
            depth=self._depth,
            bits=bits,
            names=names,
            kinds=kinds,
            kind=np.array([kinds.setdefault(one, len(kinds)) for one in names]),
            block=block,
        )


def attributes(one: Element) -> Attributes:
    """Reads an element's attributes."""
    tag: str = one.tag
    name: str | None = None
    bits, is_aside = _BITS.get(tag, 0), False
    for key, value in one.items():
        if key not in _READ:
            continue
        if key in NAMING:
            name = value if name is None else f"{name} {value}"
            if key == "itemprop" and "articlebody" in value.lower():
                bits |= IN_BODY_ITEM
        elif key == ASIDE:
            is_aside = True
        elif _hides(key, value):
            bits |= HIDDEN
    return (tag, name[:_NAMES_MAX] if name else ""), name is not None, bits, is_aside


def _hides(key: str, value: str) -> bool:
    if key == "style":
        return "none" in value and "display:none" in value.replace(" ", "").lower()
    return key == "hidden" or (key == "aria-hidden" and value == "true")
