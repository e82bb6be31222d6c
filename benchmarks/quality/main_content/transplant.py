"""Transplants: the real markup of known pages with another article in it, to see what cleaning makes of real themes.

Tags, class names and what surrounds the article stay as its site wrote them.
"""

from typing import Any

import numpy as np
from lxml import etree
from lxml.etree import _Element as Element
from lxml.html import fragments_fromstring

from benchmarks.quality.main_content.examples import label
from pipelines.cleaning.main_content.segment import segment
from pipelines.cleaning.page.tree import drop, parse
from pipelines.text.encoding import decode

# Characters of a line that is a paragraph.
_PARAGRAPH_MIN = 60
# Paragraphs of its own that a page must have to take others.
_BLOCKS_MIN = 3


def transplant_content(
    one: dict[str, Any], html: bytes, title: str, content: str, language: str
) -> bytes | None:
    """Puts a title and the HTML of an article, with labels, markers and all, in the place of a known page's.

    Menus, boxes and lists keep their words: most of them are told by what they say.
    """
    root = parse(decode(html, "").text)
    blocks = _paragraphs(root, one["main_content"])
    if len(blocks) < _BLOCKS_MIN:
        return None
    _forget_own_words(root, title, language)
    if (heading := next(root.iter("h1"), None)) is not None:
        _set_text(heading, title)
    place, *others = blocks
    for other in others:
        drop(other)
    for part in fragments_fromstring(content, no_leading_text=True):
        place.addprevious(part)
    drop(place)
    made: bytes = etree.tostring(root, encoding="utf-8", method="html", doctype="<!DOCTYPE html>")
    return made


def _paragraphs(root: Element, text: str) -> list[Element]:
    """The block elements of the article's own paragraphs, each with one line; what else the article has is dropped."""
    lines = segment(root)
    labels = label(lines.text, text) > 0.5
    around = lines.around
    found: list[Element] = []
    others: list[Element] = []
    for at in np.flatnonzero(labels).tolist():
        block = around.block[lines.owner[at]]
        is_paragraph = len(lines.text[at]) >= _PARAGRAPH_MIN and around.names[block][0] in {"p", "div"}
        is_alone = around.end[block] - around.first[block] == 1
        (found if is_paragraph and is_alone else others).append(around.element[block])
    holding = {one for block in found for one in (block, *block.iterancestors())}
    for other in dict.fromkeys(others):
        if other not in holding and other.tag != "h1":
            drop(other)
    return found


def _forget_own_words(root: Element, title: str, language: str) -> None:
    """Takes out what the page says of its old text, and says what it says of the new one."""
    for script in list(root.iter("script")):
        drop(script)
    for meta in list(root.iter("meta")):
        name = (meta.get("property") or meta.get("name") or "").lower()
        if name in {"og:title", "twitter:title"}:
            meta.set("content", title)
        elif meta.get("charset") is None:
            drop(meta)
    for heading in root.iter("title"):
        heading.text = title
    root.set("lang", language)
    root.set("dir", "rtl" if language in {"ar", "fa", "ur", "he", "ckb", "ps", "ug"} else "ltr")


def _set_text(element: Element, text: str) -> None:
    for child in list(element):
        drop(child)
    element.text = text
