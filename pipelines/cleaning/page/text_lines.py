"""From an element to lines of text: one a paragraph, heading, list item or line break."""

import re
from dataclasses import dataclass
from itertools import islice

from lxml import etree
from lxml.etree import _Element as Element

_BLOCKS = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form "  # noqa: SIM905 (one name a line fills a page)
    "h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
# What trafilatura's tree calls them.
_TEI_BLOCKS = frozenset({"body", "p", "head", "list", "item", "quote", "table", "row", "cell", "code"})
_LINE_BREAKS = frozenset({"br", "lb"})
_UNSEEN = frozenset(
    "script style noscript template iframe svg button select option textarea object video audio".split()  # noqa: SIM905 (as above)
)
# Elements in a heading, a date or a section's name. Unclosed tags nest: without a limit each of a thousand
# unclosed headings would be read to the end of the page.
_ONE_LINE_MAX = 100
_SPACES = re.compile(r"[ \t\r\n\f\v]+")
_SPACES_IN_LINE = re.compile(r"[ \t\r\f\v]+")  # trafilatura writes line breaks as such


def text_lines(element: Element) -> str:
    """The visible text of an element, its blocks as lines, without blank lines."""
    return _lines(element, _BLOCKS, _UNSEEN, _SPACES)


def tei_lines(element: Element) -> str:
    """The lines of a tree as trafilatura returns it."""
    return _lines(element, _TEI_BLOCKS, frozenset(), _SPACES_IN_LINE)


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line of `text_lines`, and where it stands.

    Attributes:
        text: the line.
        element: the block element in which it begins.
        linked: whether most of it is a link.
    """

    text: str
    element: Element
    linked: bool


def placed_lines(element: Element) -> list[PlacedLine]:
    """The lines of `text_lines`, each with its place; all white space in a line is a space, as trafilatura has it."""
    placer = _Placer(element)
    walker = etree.iterwalk(element, events=("start", "end"))
    for event, one in walker:
        unseen = one.tag in _UNSEEN
        if event == "end":
            if not unseen:
                placer.end(one)
            if one is not element and one.tail:
                placer.add(one.tail)
        elif unseen:
            walker.skip_subtree()
        else:
            placer.start(one)
            if one.text:
                placer.add(one.text)
    placer.end_line()
    return placer.lines


class _Placer:
    """Puts lines together while an element is walked."""

    def __init__(self, element: Element) -> None:
        self.lines: list[PlacedLine] = []
        self._pieces: list[str] = []
        self._blocks = [element]
        self._owner = element  # the block in which the line begins
        self._links = 0  # links that are open here
        self._linked = 0  # characters of the line in links

    def start(self, one: Element) -> None:
        if one.tag in _BLOCKS:
            self.end_line()
            self._blocks.append(one)
        elif one.tag in _LINE_BREAKS:
            self.end_line()
        self._links += one.tag == "a"

    def end(self, one: Element) -> None:
        self._links -= one.tag == "a"
        if one.tag in _BLOCKS:
            self.end_line()
            self._blocks.pop()

    def add(self, text: str) -> None:
        if not self._pieces:
            if text.isspace():
                return
            self._owner = self._blocks[-1]
        self._pieces.append(text)
        if self._links:
            self._linked += len(text)

    def end_line(self) -> None:
        if self._pieces:
            text = " ".join("".join(self._pieces).split())
            self.lines.append(PlacedLine(text, self._owner, 2 * self._linked > len(text)))
            self._pieces.clear()
            self._linked = 0


def one_line(element: Element) -> str:
    """The visible text of an element as one line; "" if it holds more elements than a heading or date can."""
    if len(element) and sum(1 for _ in islice(element.iter(), _ONE_LINE_MAX + 1)) > _ONE_LINE_MAX:
        return ""
    return " ".join(text_lines(element).split())


def _lines(element: Element, blocks: frozenset[str], unseen: frozenset[str], spaces: re.Pattern[str]) -> str:
    if not len(element) and spaces is _SPACES:
        # Nearly all elements that are asked for are leaves.
        return _SPACES.sub(" ", element.text or "").strip() if element.tag not in unseen else ""
    pieces: list[str] = []
    # One stack instead of recursion: pages nest thousands deep. A text on it is what follows an element.
    stack: list[Element | str] = [element]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            pieces.append(node)
            continue
        tag = node.tag
        tail = "" if node is element or not node.tail else spaces.sub(" ", node.tail)
        if tag in unseen or not isinstance(tag, str):
            pieces.append(tail)
            continue
        text = node.text
        if tag in blocks:
            pieces.append("\n")
            tail = "\n" + tail
        elif tag in _LINE_BREAKS:
            pieces.append("\n")
        if text:
            pieces.append(spaces.sub(" ", text))
        if len(node):
            stack.append(tail)
            stack.extend(reversed(node))
        else:
            pieces.append(tail)
    lines = (_SPACES.sub(" ", line).strip() for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)
