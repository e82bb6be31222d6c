"""From a tree to its lines of text and the elements around them, in one walk.

A line is what a reader sees as one: a paragraph, heading, list item, table row, or what stands between two line
breaks. Elements are numbered in document order, so that the lines inside one are a range, and what a page holds inside
any element is the difference of two running totals.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
from lxml import etree
from lxml.etree import _Element as Element

from pipelines.cleaning.main_content.layout import BLOCKS, CELLS, is_data, is_prose, paragraphs

UNSEEN = frozenset(
    "script style noscript template iframe svg button select option textarea object video audio canvas title".split()  # noqa: SIM905 (as above)
)
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


Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class AroundArrays:
    """Columns of `Around` as arrays."""

    parent: Integers
    first: Integers
    end: Integers
    depth: Integers
    bits: Integers
    kind: Integers
    block: Integers


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
    parent: list[int] = field(default_factory=list)
    first: list[int] = field(default_factory=list)
    end: list[int] = field(default_factory=list)
    depth: list[int] = field(default_factory=list)
    bits: list[int] = field(default_factory=list)
    names: list[tuple[str, str]] = field(default_factory=list)
    kinds: dict[tuple[str, str], int] = field(default_factory=dict)
    kind: list[int] = field(default_factory=list)
    block: list[int] = field(default_factory=list)

    @cached_property
    def arrays(self) -> AroundArrays:
        """The columns of numbers, as they are when this is asked first."""
        columns = (self.parent, self.first, self.end, self.depth, self.bits, self.kind, self.block)
        return AroundArrays(*(np.array(one, np.int64) for one in columns))


@dataclass
class Lines:
    """The lines of a page, as columns.

    Attributes:
        text: with single spaces; between the paragraphs of a `<pre>` a `PARAGRAPH_END`.
        owner: number of the innermost element around its beginning.
        linked: characters in links.
        links: number of links.
        strong: characters in bold or emphasised text.
        aside: lines that were set aside from extraction: the number of the line behind it, that of its owner, its text.
        around: the elements.
    """

    text: list[str] = field(default_factory=list)
    owner: list[int] = field(default_factory=list)
    linked: list[int] = field(default_factory=list)
    links: list[int] = field(default_factory=list)
    strong: list[int] = field(default_factory=list)
    aside: list[tuple[int, int, str]] = field(default_factory=list)
    around: Around = field(default_factory=Around)

    @cached_property
    def owners(self) -> Integers:
        """`owner` as an array, as it is when this is asked first."""
        return np.array(self.owner, np.int64)

    @cached_property
    def blocks(self) -> Integers:
        """For each line the number of the block element around its beginning."""
        found: Integers = self.around.arrays.block[self.owners]
        return found


# Elements of articles, which the parser leaves in a head that it does not see the end of.
_STRAYS = ("article", "main", "section", "header", "p", "div")
# Elements without text of an article, unless they were not closed and hold the page.
_CONTROLS = frozenset({"button", "select", "option", "textarea", "object", "video", "audio"})
_STRONG = frozenset({"b", "strong", "em", "i"})
# What has lines of its own kind in it.
_OF_LINES = frozenset({"tr", "pre"})
_BETWEEN_CELLS = " | "
# Characters of an element's names.
_NAMES_MAX = 500
# Attributes that are read: those that name, those that hide, and our own.
_READ = NAMING | {"style", "hidden", "aria-hidden", ASIDE}

# The columns of `Around` that are known when an element begins: all but its end, and what follows from its names.
_Row = tuple[Element, int, int, int, int, tuple[str, str], int]
# Of an open element: its number, bits, block, and how many with a number it is in. One without a number has its parent's.
_Place = tuple[int, int, int, int]
_NOWHERE: _Place = (-1, 0, 0, 0)

# What a tag is for the walk.
_IS_BLOCK, _IS_UNSEEN, _IS_LINK, _IS_STRONG, _IS_BREAK, _IS_CELL = (1 << at for at in range(6))
_TAG_BITS: defaultdict[str, int] = defaultdict(int)
for _names, _bit in (
    (BLOCKS, _IS_BLOCK),
    (UNSEEN, _IS_UNSEEN),
    ({"a"}, _IS_LINK),
    (_STRONG, _IS_STRONG),
    ({"br"}, _IS_BREAK),
    (CELLS, _IS_CELL),
):
    for _name in _names:
        _TAG_BITS[_name] |= _bit


def segment(root: Element) -> Lines:
    """The visible lines of a page: those below its body, or of all of it where the parser took the text for its head."""
    body, head = root.find("body"), root.find("head")
    if body is not None and (head is None or next(head.iter(*_STRAYS), None) is None):
        root = body
    builder = _Builder()
    start, end, add, pieces = builder.start, builder.end, builder.add, builder.pieces
    unclosed: list[Element] = []
    walker = etree.iterwalk(root, events=("start", "end"))
    tag_bits = _TAG_BITS.get
    for event, one in walker:
        bits = tag_bits(one.tag, 0)
        if event == "start":
            if bits & _IS_UNSEEN:
                if one.tag not in _CONTROLS or next(one.iter(*_STRAYS), None) is None:
                    walker.skip_subtree()
                    continue
                unclosed.append(one)
            start(one, bits)
            text = one.text
        else:
            if not bits & _IS_UNSEEN or one in unclosed:
                end(bits)
            text = one.tail if one is not root else None
        if text and (pieces or not text.isspace()):
            add(text)
    return builder.done()


class _Builder:
    """Puts lines together while a page is walked.

    Half of a page's elements hold no line (pictures, rules, empty boxes). So an open element gets its number, and its
    attributes are read, only when a line begins or ends in it.
    """

    def __init__(self) -> None:
        self.pieces: list[str] = []  # of the line that is being read; the same list for all
        self._lines = Lines()
        self._texts = self._lines.text
        self._rows: list[_Row] = []
        self._ends: list[int] = []
        # Elements that are open, whether each is a block, and the line that was next when it began.
        self._open: list[tuple[Element, int, int]] = []
        # Places of the first of them, one more for what is around all.
        self._places: list[_Place] = [_NOWHERE]
        self._owner = 0
        self._asides: list[int] = []  # elements set aside that are open
        self._in_row = False  # in a row of a table of data, which is one line
        self._preformatted = 0  # `<pre>` that are open
        self._in_prose = False  # in a `<pre>` of paragraphs, which is judged as one line
        self._link = 0  # links that are open
        self._linked = self._links = self._bold = self._strong = 0

    def done(self) -> Lines:
        """The lines, when the page has been walked."""
        self.end_line()
        around = self._lines.around
        if self._rows:
            columns = map(list, zip(*self._rows, strict=True))
            (
                around.element,
                around.parent,
                around.first,
                around.depth,
                around.bits,
                around.names,
                around.block,
            ) = columns
        around.end, kinds = self._ends, around.kinds
        around.kind = [kinds.setdefault(names, len(kinds)) for names in around.names]
        return self._lines

    def start(self, one: Element, bits: int) -> None:
        is_block = bits & _IS_BLOCK
        if bits and (not is_block or self._in_row or self.pieces or one.tag in _OF_LINES):
            is_block = self._start_kind(one, bits)
        self._open.append((one, is_block, len(self._texts)))

    def _start_kind(self, one: Element, bits: int) -> int:
        """What begins with an element of a kind; whether it is a block."""
        if bits & _IS_BLOCK and not (self._in_row and bits & _IS_CELL):
            if self.pieces:
                self.end_line()
            if one.tag == "tr":
                self._in_row = is_data(one)
            elif one.tag == "pre":
                # Only the outermost is looked through: unclosed ones may nest a thousand deep.
                self._in_prose = self._in_prose if self._preformatted else is_prose(one)
                self._preformatted += 1
            return _IS_BLOCK
        if bits & _IS_LINK:
            self._link += 1
            self._links += 1
        elif bits & _IS_BREAK:
            self.end_line()
        elif bits & _IS_STRONG:
            self._bold += 1
        elif bits & _IS_CELL and self.pieces:
            self.pieces.append(_BETWEEN_CELLS)
        return 0

    def end(self, bits: int) -> None:
        one, is_block, _ = self._open[-1]
        pieces = self.pieces
        if is_block:
            if pieces:
                self.end_line()
            if one.tag in _OF_LINES:
                self._end_lines(one.tag)
        elif bits & _IS_LINK:
            self._link -= 1
        elif bits & _IS_STRONG:
            self._bold -= 1
        if pieces and not self._asides:
            # The line that is being read is in it, too.
            self._place()
        places = self._places
        if len(places) > len(self._open):
            place = places.pop()
            if place is not places[-1]:
                number = place[0]
                self._ends[number] = len(self._texts) + (bool(pieces) and not self._asides)
                if self._asides and self._asides[-1] == number:
                    self._asides.pop()
        self._open.pop()

    def _end_lines(self, tag: str) -> None:
        """What ends with a row or a preformatted text."""
        if tag == "tr":
            self._in_row = False
        else:
            self._preformatted -= 1
            self._in_prose = self._in_prose and self._preformatted > 0

    def _place(self) -> None:
        """Numbers the open elements that are blocks or have a name."""
        places = self._places
        for one, is_block, first in self._open[len(places) - 1 :]:
            name, more_bits, is_aside = _attributes(one)
            if not is_block and name is None:
                places.append(places[-1])
                continue
            parent, bits, block, depth = places[-1]
            tag, number = one.tag, len(self._rows)
            bits |= more_bits | _BITS.get(tag, 0)
            if is_block or parent < 0:
                block = number
            self._rows.append(
                (one, max(parent, 0), first, depth, bits, (tag, (name or "")[:_NAMES_MAX]), block)
            )
            self._ends.append(0)
            places.append((number, bits, block, depth + 1))
            if is_aside:
                self._asides.append(number)

    def add(self, text: str) -> None:
        """Takes a text into the line; no white space at its beginning."""
        pieces = self.pieces
        if not pieces:
            if len(self._places) <= len(self._open):
                self._place()
            self._owner = max(self._places[-1][0], 0)
        pieces.append(text)
        if self._link:
            self._linked += len(text)
        if self._bold:
            self._strong += len(text)

    def end_line(self) -> None:
        if not self.pieces:
            return
        if len(self._places) <= len(self._open):
            self._place()
        lines, whole = self._lines, "".join(self.pieces)
        text = paragraphs(whole) if self._in_prose else " ".join(whole.split())
        if self._asides:
            lines.aside.append((len(lines.text), self._owner, text))
        else:
            lines.text.append(text)
            lines.owner.append(self._owner)
            lines.linked.append(self._linked)
            lines.links.append(self._links)
            lines.strong.append(self._strong)
        self.pieces.clear()
        self._linked = self._strong = 0
        self._links = self._link


def _attributes(one: Element) -> tuple[str | None, int, bool]:
    """The names of an element as one text, None if it has none; its bits; and whether it is set aside."""
    name: str | None = None
    bits, is_aside = 0, False
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
    return name, bits, is_aside


def _hides(key: str, value: str) -> bool:
    if key == "style":
        return "none" in value and "display:none" in value.replace(" ", "").lower()
    return key == "hidden" or (key == "aria-hidden" and value == "true")
