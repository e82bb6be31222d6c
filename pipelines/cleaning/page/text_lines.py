"""From an element to lines of text: one a paragraph, heading, list item or line break."""

import re
from itertools import islice

from lxml.etree import _Element as Element

from pipelines.cleaning.main_content.layout import BLOCKS
from pipelines.cleaning.main_content.segment import UNSEEN

# Elements in a heading, a date or a section's name. Unclosed tags nest: without a limit each of a thousand
# unclosed headings would be read to the end of the page.
_ONE_LINE_MAX = 100
_SPACES = re.compile(r"[ \t\r\n\f\v]+")


def text_lines(element: Element) -> str:
    """The visible text of an element, its blocks as lines, without blank lines."""
    if not len(element):
        # Nearly all elements that are asked for are leaves.
        return _spaced(_of_leaf(element))
    return "\n".join(filter(None, map(_spaced, _of_tree(element).split("\n"))))


def one_line(element: Element) -> str:
    """The visible text of an element as one line; "" if it holds more elements than a heading or date can."""
    if not len(element):
        return " ".join(_of_leaf(element).split())
    if sum(1 for _ in islice(element.iter(), _ONE_LINE_MAX + 1)) > _ONE_LINE_MAX:
        return ""
    return " ".join(_of_tree(element).split())


def _of_leaf(element: Element) -> str:
    return element.text or "" if element.tag not in UNSEEN else ""


def _of_tree(element: Element) -> str:
    """The visible text of an element as it is, with line breaks only where its blocks begin and end."""
    pieces: list[str] = []
    # One stack instead of recursion: pages nest thousands deep. A text on it is what follows an element.
    stack: list[Element | str] = [element]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            pieces.append(node)
            continue
        tag = node.tag
        tail = "" if node is element else (node.tail or "").replace("\n", " ")
        if tag in UNSEEN or not isinstance(tag, str):
            pieces.append(tail)
            continue
        text = node.text
        if tag in BLOCKS:
            pieces.append("\n")
            tail = "\n" + tail
        elif tag == "br":
            pieces.append("\n")
        if text:
            pieces.append(text.replace("\n", " "))
        if len(node):
            stack.append(tail)
            stack.extend(reversed(node))
        else:
            pieces.append(tail)
    return "".join(pieces)


def _spaced(line: str) -> str:
    """A line with single spaces and none around it; other spaces than those of ASCII stay within it."""
    return " ".join(line.split()) if line.isascii() else _SPACES.sub(" ", line).strip()
