"""From a tree to its lines of text and the elements around them, in one walk.

A line is what a reader sees as one: a paragraph, heading, list item, table row, or what stands between two line
breaks. Elements are numbered in document order, so that the lines inside one are a range, and what a page holds inside
any element is the difference of two running totals.
"""

from dataclasses import dataclass, field

from lxml import etree
from lxml.etree import _Element as Element

BLOCKS = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form "  # noqa: SIM905 (one name a line fills a page)
    "h1 h2 h3 h4 h5 h6 header hr html li main menu nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
UNSEEN = frozenset(
    "script style noscript template iframe svg button select option textarea object video audio canvas head".split()  # noqa: SIM905 (as above)
)
NAMING = ("class", "id", "itemprop", "role")
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
ASIDE_ATTRIBUTE = "data-naba-aside"


@dataclass(slots=True)
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
        block: number of the block element that it is or that is around it.
    """

    element: list[Element] = field(default_factory=list)
    parent: list[int] = field(default_factory=list)
    first: list[int] = field(default_factory=list)
    end: list[int] = field(default_factory=list)
    depth: list[int] = field(default_factory=list)
    bits: list[int] = field(default_factory=list)
    names: list[tuple[str, str]] = field(default_factory=list)
    block: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Lines:
    """The lines of a page, as columns.

    Attributes:
        text: with single spaces.
        owner: number of the innermost element around its beginning.
        linked: characters in links.
        links: number of links.
        strong: characters in bold or emphasised text.
        broken: whether a `<br>` ended it.
        aside: whether it was set aside from extraction.
        around: the elements.
    """

    text: list[str] = field(default_factory=list)
    owner: list[int] = field(default_factory=list)
    linked: list[int] = field(default_factory=list)
    links: list[int] = field(default_factory=list)
    strong: list[int] = field(default_factory=list)
    broken: list[bool] = field(default_factory=list)
    aside: list[bool] = field(default_factory=list)
    around: Around = field(default_factory=Around)


_STRONG = frozenset({"b", "strong", "em", "i"})


def segment(root: Element) -> Lines:
    """The visible lines below an element."""
    builder = _Builder()
    start, end, add = builder.start, builder.end, builder.add
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, one in walker:
        if event == "start":
            if one.tag in UNSEEN:
                walker.skip_subtree()
                continue
            start(one)
            if text := one.text:
                add(text)
        else:
            if one.tag not in UNSEEN:
                end(one)
            if (tail := one.tail) and one is not root:
                add(tail)
    builder.end_line(broken=False)
    return builder.lines


class _Builder:
    """Puts lines together while a page is walked."""

    def __init__(self) -> None:
        self.lines = Lines()
        self._open: list[int] = [-1]  # elements with a number that are open, a root around all
        self._pieces: list[str] = []
        self._owner = 0
        self._aside = 0  # elements set aside that are open
        self._link = 0  # links that are open
        self._linked = self._links = self._bold = self._strong = 0

    def start(self, one: Element) -> None:
        tag = one.tag
        if tag == "br":
            self.end_line(broken=True)
            return
        is_block = tag in BLOCKS
        if is_block:
            self.end_line(broken=False)
        elif tag == "a":
            self._link += 1
            self._links += 1
        elif tag in _STRONG:
            self._bold += 1
        attrib = one.attrib
        if not is_block and not attrib:
            return
        get = attrib.get
        name = " ".join([value for key in NAMING if (value := get(key))]) if attrib else ""
        if not is_block and not name:
            return
        self._push(one, tag, name, is_block=is_block)

    def _push(self, one: Element, tag: str, name: str, *, is_block: bool) -> None:
        around = self.lines.around
        number, parent = len(around.element), self._open[-1]
        bits = _BITS.get(tag, 0)
        attrib = one.attrib
        if attrib:
            if "articlebody" in (attrib.get("itemprop") or "").lower():
                bits |= IN_BODY_ITEM
            if _is_hidden(attrib):
                bits |= HIDDEN
            if ASIDE_ATTRIBUTE in attrib:
                self._aside += 1
        if parent >= 0:
            bits |= around.bits[parent]
        around.element.append(one)
        around.parent.append(max(parent, 0))
        around.first.append(len(self.lines.text))
        around.end.append(0)
        around.depth.append(len(self._open) - 1)
        around.bits.append(bits)
        around.names.append((tag, name))
        around.block.append(number if is_block or parent < 0 else around.block[parent])
        self._open.append(number)

    def end(self, one: Element) -> None:
        tag = one.tag
        if tag in BLOCKS:
            self.end_line(broken=False)
        elif tag == "a":
            self._link -= 1
        elif tag in _STRONG:
            self._bold -= 1
        around, number = self.lines.around, self._open[-1]
        if number >= 0 and around.element[number] is one:
            around.end[number] = len(self.lines.text) + bool(self._pieces)
            self._open.pop()
            if ASIDE_ATTRIBUTE in one.attrib:
                self._aside -= 1

    def add(self, text: str) -> None:
        if not self._pieces:
            if text.isspace():
                return
            self._owner = max(self._open[-1], 0)
        self._pieces.append(text)
        if self._link:
            self._linked += len(text)
        if self._bold:
            self._strong += len(text)

    def end_line(self, *, broken: bool) -> None:
        if not self._pieces:
            return
        lines = self.lines
        lines.text.append(" ".join("".join(self._pieces).split()))
        lines.owner.append(self._owner)
        lines.linked.append(self._linked)
        lines.links.append(self._links)
        lines.strong.append(self._strong)
        lines.broken.append(broken)
        lines.aside.append(self._aside > 0)
        self._pieces = []
        self._linked = self._strong = 0
        self._links = self._link


def _is_hidden(attrib: etree._Attrib) -> bool:
    if "hidden" in attrib or attrib.get("aria-hidden") == "true":
        return True
    style = attrib.get("style")
    return bool(style) and "display:none" in style.replace(" ", "").lower()
