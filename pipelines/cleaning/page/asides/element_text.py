"""The text of elements, as far as it has to be read."""

from itertools import islice

from lxml import etree
from lxml.etree import _Element as Element

from pipelines.cleaning.page.text_lines import text_lines

LEVELS_MAX = 20
"""Levels above an element that are looked at."""


def text_of(element: Element) -> str:
    """The text of an element as one line, without that of its scripts."""
    if not len(element):
        return " ".join((element.text or "").split())
    if next(element.iter("script"), None) is not None:
        return " ".join(text_lines(element).split())
    # In a third of the time that `itertext` takes.
    return " ".join(etree.tostring(element, method="text", encoding="unicode", with_tail=False).split())


def beginning_of(element: Element, least: int) -> str:
    """The beginning of an element's text without white space; longer than `least`, if the text is."""
    found = ""
    for piece in element.itertext():
        found += "".join(piece.split())
        if len(found) > least:
            break
    return found


def begins_with(element: Element, part: Element) -> bool:
    """Whether the text of an element begins with that of another."""
    start = "".join(text_of(part).split())
    return beginning_of(element, len(start)).startswith(start)


def in_paragraph(element: Element) -> bool:
    """Whether an element stands in a paragraph, from which a parser would take any block."""
    return any(one.tag == "p" for one in islice(element.iterancestors(), LEVELS_MAX))
