"""From a tree to its lines of text and the elements around them, in one walk.

A line is what a reader sees as one: a paragraph, heading, list item, table row, or what stands between two line
breaks. Elements are numbered in document order, so that the lines inside one are a range, and what a page holds inside
any element is the difference of two running totals.
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from lxml import etree
from lxml.etree import _Element as Element

from pipelines.cleaning.main_content.around import Around, Bools, Integers, Rows, attributes, no_numbers
from pipelines.cleaning.main_content.layout import BLOCKS, CELLS, is_data, is_prose, paragraphs

UNSEEN = frozenset(
    "script style noscript template iframe svg button select option textarea object video audio canvas title".split()  # noqa: SIM905 (one name a line fills a page)
)


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
    owner: Integers = field(default_factory=no_numbers)
    linked: Integers = field(default_factory=no_numbers)
    links: Integers = field(default_factory=no_numbers)
    strong: Integers = field(default_factory=no_numbers)
    aside: list[tuple[int, int, str]] = field(default_factory=list)
    around: Around = field(default_factory=Around)

    @cached_property
    def blocks(self) -> Integers:
        """For each line the number of the block element around its beginning."""
        found: Integers = self.around.block[self.owner]
        return found


# Elements of articles, which the parser leaves in a head that it does not see the end of.
_STRAYS = ("article", "main", "section", "header", "p", "div")
# Elements without text of an article, unless they were not closed and hold the page.
_CONTROLS = frozenset({"button", "select", "option", "textarea", "object", "video", "audio"})
_STRONG = frozenset({"b", "strong", "em", "i"})
_BETWEEN_CELLS = " | "
# What an event is: what its tag is for the walk, and whether an element begins or ends.
_IS_BLOCK, _IS_UNSEEN, _IS_LINK, _IS_STRONG, _IS_BREAK, _IS_CELL, _IS_ROW, _IS_PRE, _IS_START, _IS_END = (
    1 << at for at in range(10)
)
_KINDS = (BLOCKS, UNSEEN, {"a"}, _STRONG, {"br"}, CELLS, {"tr"}, {"pre"})
_TAG_BITS = {
    name: sum(1 << at for at, names in enumerate(_KINDS) if name in names)
    for name in frozenset().union(*_KINDS)
}
_START_BITS = {name: bits | _IS_START for name, bits in _TAG_BITS.items()}
_END_BITS = {name: bits | _IS_END for name, bits in _TAG_BITS.items()}


def segment(root: Element) -> Lines:
    """The visible lines of a page: those below its body, or of all of it where the parser took the text for its head."""
    body, head = root.find("body"), root.find("head")
    if body is not None and (head is None or next(head.iter(*_STRAYS), None) is None):
        root = body
    return _Walk(root).lines()


class _Walk:
    """A walk over a page: its events as columns, out of which NumPy makes lines and elements.

    An event is an element's beginning or end, with the text behind it. A line goes from an event with text that is not
    blank to the next that breaks lines.
    """

    def __init__(self, root: Element) -> None:
        self._elements: list[Element] = []
        self._texts: list[str | None] = []
        bits = self._events(root)
        count = len(bits)
        is_start, is_end = (bits & _IS_START) != 0, (bits & _IS_END) != 0
        self._start, self._end = np.flatnonzero(is_start), np.flatnonzero(is_end)
        depth = np.cumsum(is_start.astype(np.int64) - is_end)
        # In one depth each beginning has its end before the next.
        ends = self._end[np.argsort(depth[self._end], kind="stable")]
        self._end[np.argsort(depth[self._start], kind="stable")] = ends
        self._bits, self._count = bits, count
        in_rows = self._in_rows_of_data()
        is_cell = in_rows & ((bits & _IS_CELL) != 0)
        self._is_between = is_cell & is_start
        self._is_block = ((bits & _IS_BLOCK) != 0) & ~is_cell
        breaks = np.flatnonzero(self._is_block | (((bits & _IS_BREAK) != 0) & is_start))
        said = np.flatnonzero(
            [text is not None and text != "" and not text.isspace() for text in self._texts]
        )
        # For each text the number of breaks before it: a line begins with the first of a number.
        before = np.searchsorted(breaks, said, side="right")
        is_first = np.diff(before, prepend=-1) > 0
        self._begin: Integers = said[is_first]
        self._stop: Integers = np.append(breaks, count)[before[is_first]]

    def _events(self, root: Element) -> Integers:
        """Notes elements and texts; what each event is."""
        events: list[int] = []
        note, note_text, note_element = events.append, self._texts.append, self._elements.append
        start_bits, end_bits = _START_BITS.get, _END_BITS.get
        unclosed: list[Element] = []
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, one in walker:
            if event == "end":
                bits = end_bits(one.tag, _IS_END)
                note(0 if bits & _IS_UNSEEN and one not in unclosed else bits)
                note_text(one.tail)
                continue
            bits = start_bits(one.tag, _IS_START)
            if bits & _IS_UNSEEN:
                if one.tag not in _CONTROLS or next(one.iter(*_STRAYS), None) is None:
                    walker.skip_subtree()
                    continue
                unclosed.append(one)
            note_element(one)
            note(bits)
            note_text(one.text)
        self._texts[-1] = None  # what stands behind the root
        return np.array(events, np.int64)

    def _elements_of(self, bit: int) -> list[int]:
        return np.flatnonzero(self._bits[self._start] & bit).tolist()

    def _in_rows_of_data(self) -> Bools:
        found = np.zeros(self._count, np.bool_)
        for at in self._elements_of(_IS_ROW):
            if is_data(self._elements[at]):
                found[self._start[at] : self._end[at]] = True
        return found

    def _in_prose(self) -> Bools:
        """Which lines stand in a `<pre>` of paragraphs, each of which is judged as one line."""
        found = np.zeros(len(self._begin), np.bool_)
        last = -1
        for at in self._elements_of(_IS_PRE):
            # Only the outermost is looked through: unclosed ones may nest a thousand deep.
            if self._end[at] > last:
                last = self._end[at]
                if is_prose(self._elements[at]):
                    found |= (self._start[at] < self._stop) & (self._stop <= last)
        return found

    def _line_texts(self) -> list[str]:
        texts, between = self._texts, self._is_between
        has_cells = np.cumsum(between)
        in_rows = has_cells[self._stop - 1] > has_cells[self._begin]
        in_prose = self._in_prose()
        found: list[str] = []
        for begin, stop, is_row, is_prose_ in zip(
            self._begin.tolist(), self._stop.tolist(), in_rows.tolist(), in_prose.tolist(), strict=True
        ):
            pieces = texts[begin:stop]
            if is_row:
                pieces = [
                    f"{_BETWEEN_CELLS}{text or ''}" if is_between and at else text
                    for at, (text, is_between) in enumerate(zip(pieces, between[begin:stop], strict=True))
                ]
            whole = "".join(filter(None, pieces)) if stop > begin + 1 else pieces[0] or ""
            found.append(paragraphs(whole) if is_prose_ else " ".join(whole.split()))
        return found

    def lines(self) -> Lines:
        """The lines and the elements around them."""
        if not len(self._begin):
            return Lines()
        bits, begin, stop = self._bits, self._begin, self._stop
        rows = self._rows()
        kept = ~rows.set_aside(stop)
        owner = rows.owner(begin)
        sizes = np.array([len(text) if text else 0 for text in self._texts])
        is_open = self._open(_IS_LINK)
        started = np.cumsum((bits & (_IS_LINK | _IS_START)) == (_IS_LINK | _IS_START))
        # Those that are open where the line before ended, and those that began since.
        before = np.append(0, (is_open - started)[stop[:-1]])
        texts = self._line_texts()
        behind: Integers = np.cumsum(kept) - kept
        return Lines(
            text=[text for text, is_kept in zip(texts, kept, strict=True) if is_kept],
            owner=owner[kept],
            linked=_within(np.where(is_open > 0, sizes, 0), begin, stop)[kept],
            links=(before + started[stop - 1])[kept],
            strong=_within(np.where(self._open(_IS_STRONG) > 0, sizes, 0), begin, stop)[kept],
            aside=[(int(behind[at]), int(owner[at]), texts[at]) for at in np.flatnonzero(~kept)],
            around=rows.around(begin[kept], stop[kept]),
        )

    def _open(self, bit: int) -> Integers:
        """How many elements of a kind are open behind each event."""
        step = np.where((self._bits & _IS_START) != 0, 1, -1)
        found: Integers = np.cumsum(np.where((self._bits & bit) != 0, step, 0))
        return found

    def _rows(self) -> Rows:
        """The blocks and named elements that hold a line, or stand in one."""
        # The first line that ends behind an element's beginning must begin before the element's end.
        number = np.searchsorted(self._stop, self._start, side="right")
        near = np.flatnonzero(np.append(self._begin, self._count)[number] < self._end)
        elements = [self._elements[at] for at in near.tolist()]
        known = list(map(attributes, elements))
        is_block = self._is_block[self._start[near]]
        rows = np.flatnonzero(is_block | np.array([one[1] for one in known], np.bool_))
        places, near = rows.tolist(), near[rows]
        return Rows(
            [elements[at] for at in places],
            [known[at] for at in places],
            self._start[near],
            self._end[near],
            is_block=is_block[rows],
            count=self._count,
        )


def _within(values: Integers, begin: Integers, stop: Integers) -> Integers:
    """The sums of some values from one index to another."""
    sums = np.append(0, np.cumsum(values))
    found: Integers = sums[stop] - sums[begin]
    return found
