"""Transplants: the real markup of known pages with other texts in it, to see what cleaning makes of real themes.

The blocks of a page's own article take the paragraphs of another story; all other words on the page are replaced, too, by
headlines of the same archive. Tags, class names and what surrounds the article stay as its site wrote them. A second story
may be appended under a marker, as pages do, or a card of a related story put between two paragraphs.
"""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import cycle
from typing import Any, Literal

import numpy as np
from lxml import etree
from lxml.etree import _Element as Element
from lxml.html import fragments_fromstring

from benchmarks.quality.main_content.examples import label
from pipelines.cleaning.main_content.segment import UNSEEN, segment
from pipelines.cleaning.page.tree import drop, parse
from pipelines.text.encoding import decode

Seam = Literal["none", "appended", "card"]
# Characters of a line that is a paragraph.
_PARAGRAPH_MIN = 60
# Paragraphs of its own that a page must have to take others.
_BLOCKS_MIN = 3


@dataclass(frozen=True, slots=True)
class Text:
    """A story to put into a page: its headline and its paragraphs."""

    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Transplanted:
    """A page that was made.

    Attributes:
        html: the page, in UTF-8.
        body: the paragraphs of its main story.
        appended: the story behind the marker; None without one.
    """

    html: bytes
    body: tuple[str, ...]
    appended: Text | None


def transplant(
    one: dict[str, Any],
    html: bytes,
    story: Text,
    headlines: Sequence[str],
    *,
    language: str = "ar",
    seam: Seam = "none",
    marker: str = "اقرأ أيضا",
    other: Text | None = None,
) -> Transplanted | None:
    """Puts a story into a known page; None if the page has too few paragraphs to take it.

    Args:
        one: the known page, with its `main_content`.
        html: its HTML.
        story: the main story.
        headlines: what stands in menus, lists and captions, in this order, over and over.
        language: of the story, written into the page.
        seam: what is put in besides: the other story behind a marker, or its card in the middle.
        marker: the words before it.
        other: the other story.
    """
    root = parse(decode(html, "").text)
    blocks = _paragraphs(root, one["main_content"])
    if len(blocks) < _BLOCKS_MIN:
        return None
    _forget_own_words(root, story.title, language)
    own = set(blocks)
    _fill(root, own, story.title, cycle(headlines))
    placed = _put_paragraphs(blocks, story.paragraphs)
    if seam != "none" and other:
        _put_other(placed, other, marker, whole=seam == "appended")
    made = etree.tostring(root, encoding="utf-8", method="html", doctype="<!DOCTYPE html>")
    return Transplanted(made, story.paragraphs, other if seam == "appended" else None)


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


def _fill(root: Element, own: set[Element], title: str, headlines: Iterator[str]) -> None:
    """Replaces all words but the article's: the first heading by the title, the rest by headlines."""
    heading = next(root.iter("h1"), None)
    inside = {one for block in own for one in block.iter()} | (
        {*heading.iter()} if heading is not None else set()
    )
    for one in root.iter():
        if one.tag in UNSEEN or not isinstance(one.tag, str):
            continue
        if one not in inside and (one.text or "").strip():
            one.text = _cut(next(headlines), len((one.text or "").strip()))
        if one.getparent() not in inside and (one.tail or "").strip():
            one.tail = " " + _cut(next(headlines), len((one.tail or "").strip())) + " "
    if heading is not None:
        _set_text(heading, title)


def _cut(headline: str, size: int) -> str:
    """A headline's words, up to a size; at least one."""
    words = headline.split()
    cut = words[0]
    for word in words[1:]:
        if len(cut) + len(word) >= size:
            break
        cut += f" {word}"
    return cut


def _set_text(element: Element, text: str) -> None:
    for child in list(element):
        drop(child)
    element.text = text


def _put_paragraphs(blocks: list[Element], paragraphs: Sequence[str]) -> list[Element]:
    """One paragraph a block; blocks that are left go, more are copies of the last."""
    for block in blocks[len(paragraphs) :]:
        drop(block)
    placed = blocks[: len(paragraphs)]
    while len(placed) < len(paragraphs):
        placed.append(_copy_behind(placed[-1]))
    for block, text in zip(placed, paragraphs, strict=True):
        _set_text(block, text)
    return placed


def _copy_behind(block: Element) -> Element:
    copied: Element = deepcopy(block)
    copied.tail, block.tail = block.tail, None
    block.addnext(copied)
    return copied


def _put_other(placed: list[Element], other: Text, marker: str, *, whole: bool) -> None:
    """Appends a story behind its marker, or puts its card (marker, linked headline, first paragraph) in the middle."""
    if whole:
        at = placed[-1]
        for text in (marker, other.title, *other.paragraphs):
            at = _copy_behind(at)
            _set_text(at, text)
        return
    card = etree.Element("div")
    card.set("class", "related-card")
    for tag, text in (("span", marker), ("a", other.title), ("p", other.paragraphs[0])):
        part = etree.SubElement(card, tag)
        part.text = text
        if tag == "a":
            part.set("href", "/other")
    middle = placed[len(placed) // 2 - 1]
    card.tail, middle.tail = middle.tail, None
    middle.addnext(card)
