"""From an element to lines of text: one a paragraph, heading, list item or line break."""

import re

from lxml.html import HtmlElement

_BLOCKS = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form "  # noqa: SIM905 (one name a line fills a page)
    "h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_UNSEEN = frozenset(
    "script style noscript template iframe svg button select option textarea object video audio".split()  # noqa: SIM905 (as above)
)
_SPACES = re.compile(r"[ \t\r\n\f\v]+")


def text_lines(element: HtmlElement) -> str:
    """The visible text of an element, its blocks as lines, without blank lines."""
    pieces: list[str] = []
    # One stack instead of recursion: pages nest thousands deep.
    stack: list[tuple[HtmlElement, bool]] = [(element, False)]
    while stack:
        node, closing = stack.pop()
        block = node.tag in _BLOCKS
        if closing:
            if block:
                pieces.append("\n")
            if node is not element:
                pieces.append(_flat(node.tail))
            continue
        if not isinstance(node.tag, str) or node.tag in _UNSEEN:
            if node is not element:
                pieces.append(_flat(node.tail))
            continue
        if block or node.tag == "br":
            pieces.append("\n")
        pieces.append(_flat(node.text))
        stack.append((node, True))
        stack.extend((child, False) for child in reversed(node))
    lines = (_SPACES.sub(" ", line).strip() for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def _flat(text: str | None) -> str:
    return _SPACES.sub(" ", text) if text else ""
