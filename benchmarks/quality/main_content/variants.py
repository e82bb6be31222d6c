"""Other pages made from a page: shorter, with comments and teasers, older markup, other names, other scripts.

Few real pages are known, and they are of a few years, nearly all in Latin script. What a model must not rest on (class
names, `<article>`, `<p>`, long texts, letters with case) is taken away here, and what those pages have seldom (readers'
comments, teasers with prose) is put in.
"""

import re
import zlib
from collections.abc import Sequence
from random import Random

import numpy as np
from lxml import etree
from lxml.etree import _Element as Element

from benchmarks.quality.main_content.examples import label
from pipelines.cleaning.main_content.around import NAMING
from pipelines.cleaning.main_content.segment import Lines, segment
from pipelines.cleaning.page.tree import drop

_COMMENT_BOXES = [
    "comments",
    "comment-list",
    "comments-area",
    "discussion",
    "responses",
    "opinions",
    "user-comments",
    "reader-comments",
    "kommentare",
    "comentarios",
    "commentaires",
    "komentarze",
    "box",
    "list",
    "content",
    "module",
    "block",
]

_COMMENTS = "comment comment-body comment-content reply response post message kommentar comentario item text entry".split()  # noqa: SIM905 (as above)

_NOTICES = (
    "The views expressed here are those of our readers.",
    "Comments are subject to moderation before they are shown.",
    "You must be logged in to post a comment.",
)

_PROMOTIONS = "newsletter signup promo subscribe box widget cta banner donate support inline-box follow app-promo".split()  # noqa: SIM905

_ASKING = (
    (
        "Get the best of our reporting in your inbox every morning, six days a week.",
        "Sign up to our newsletter",
    ),
    ("Receive our news every morning.", "Newsletter"),
    ("Follow us on our channel for the latest news.", "Follow us"),
    ("We are paid for by our readers. A subscription costs less than a coffee a week.", "Support our work"),
    ("By signing up, you agree to our terms of use and privacy policy.", "Subscribe"),
    ("Download our app and never miss a story again.", "Get the app"),
    ("Did you find a mistake in this article? Write to us.", "Report an error"),
    ("All rights reserved. No part of this text may be reproduced without written permission.", "Copyright"),
    ("Share this article with your friends.", "Share"),
    ("Have a tip for our reporters? Send it to us in confidence.", "Contact us"),
)

_SHORT_COMMENTS = (
    "I agree.",
    "Nice!",
    "Totally wrong, sorry",
    "This is just sad...",
    "Thanks for this.",
    "+1",
)

_PEOPLE = (
    "Anna",
    "John Smith",
    "kris72",
    "Guest",
    "M. Weber",
    "Olga",
    "anonymous",
    "Marek",
    "Li Wei",
    "Tom H.",
)

_BOXES = (
    "related",
    "more",
    "latest",
    "most-read",
    "sidebar",
    "teasers",
    "list",
    "news",
    "col",
    "right",
    "",
    "",
)

_MORE = ("More news", "Related stories", "Latest", "Most read", "Also in this section", "Top stories")

_SEMANTIC = frozenset("article main aside header footer section nav figure figcaption time".split())  # noqa: SIM905

# Elements that no box is put into.
_CLOSED = frozenset({"p", "h1", "tr", "table", "tbody", "ul", "ol", "span", "body", "html"})

_DIGITS = str.maketrans("0123456789", "ghijklmnop")


class Pool:
    """Titles and sentences of other pages, to fill boxes with."""

    def __init__(self, texts: Sequence[str], titles: Sequence[str]) -> None:
        self._texts = texts
        self.titles = titles

    def sentences(self, draw: Random) -> list[str]:
        """The sentences of one text."""
        text = draw.choice(self._texts).replace("\n", " ")
        found = [one for one in re.split(r"(?<=[.!?])\s+", text) if 20 < len(one) < 400]
        return found or ["It was said on Monday."]


def change(root: Element, text: str, draw: Random, pool: Pool) -> str | None:
    """Changes a page, and returns the text that it has then; None if nothing of it is left."""
    if draw.random() < 0.75:
        _shorten(root, text, draw)
    lines = segment(root)
    labels = label(lines.text, text) > 0.5
    kept = "\n".join(line for line, yes in zip(lines.text, labels, strict=True) if yes)
    if len(kept) < 60:
        return None
    article = _container(lines, labels)
    if draw.random() < 0.55:
        _put(root, article, _comment_box(draw, pool), draw)
    if draw.random() < 0.35:
        _put(root, article, _promotion(draw), draw)
    for _ in range(draw.choice((0, 0, 1, 2))):
        _put(root, article, _teasers(draw, pool), draw)
    if draw.random() < 0.35:
        _break_paragraphs(root, draw)
    if draw.random() < 0.2:
        _lay_in_tables(root)
    _rename(root, draw)
    return kept


def _container(lines: Lines, labels: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> Element:
    """The deepest element that holds four fifths of the text."""
    sizes = np.array([len(text) for text in lines.text]) * labels
    sums = np.concatenate(([0], np.cumsum(sizes)))
    around = lines.around
    inside = sums[np.array(around.end)] - sums[np.array(around.first)]
    holding = np.flatnonzero(inside >= 0.8 * sums[-1])
    deepest = max(holding.tolist(), key=lambda at: (around.depth[at], at))
    return around.element[deepest]


def _shorten(root: Element, text: str, draw: Random) -> None:
    """Keeps the first paragraphs: news are shorter than the evergreens that the known pages mostly are."""
    lines = segment(root)
    labels = label(lines.text, text) > 0.5
    prose = [at for at in np.flatnonzero(labels).tolist() if len(lines.text[at]) >= 60]
    keep = draw.choice((1, 2, 3, 4, 6, 8, 12))
    if len(prose) <= keep + 1:
        return
    cut, last = prose[keep], int(np.flatnonzero(labels)[-1])
    around = lines.around
    for element, first, end in zip(around.element, around.first, around.end, strict=True):
        within = cut <= first < end <= last + 1
        if within and all(labels[at] or len(lines.text[at]) < 60 for at in range(first, end)):
            drop(element)


def _put(root: Element, article: Element, box: Element, draw: Random) -> None:
    """Puts a box into the article's element, behind it, before it, or at the page's end."""
    where = draw.random()
    body = root.find("body")
    if where < 0.4 and article.tag not in _CLOSED:
        article.insert(len(article) if draw.random() < 0.7 else len(article) // 2, box)
    elif where < 0.8 and article.getparent() is not None and article.tag not in {"body", "html"}:
        if draw.random() < 0.8:
            box.tail, article.tail = article.tail, None
            article.addnext(box)
        else:
            article.addprevious(box)
    else:
        (root if body is None else body).append(box)


def _element(tag: str, text: str = "", name: str = "") -> Element:
    made = etree.Element(tag)
    if name:
        made.set("class" if zlib.crc32(name.encode()) % 3 else "id", name)
    if text:
        made.text = text
    return made


def _link(text: str) -> Element:
    link = _element("a", text)
    link.set("href", "/x")
    return link


def _comment_box(draw: Random, pool: Pool) -> Element:
    box = _element("div", "", draw.choice((*_COMMENT_BOXES, "")))
    style, name = draw.randrange(4), draw.choice((*_COMMENTS, "", ""))
    if draw.random() < 0.7:
        heading = draw.choice(
            ("Comments", f"Comments ({draw.randrange(99)})", "Discussion", "Add your comment")
        )
        box.append(_element(draw.choice(("h2", "h3", "h4", "div", "p")), heading))
    notice = _element("p", draw.choice(_NOTICES))
    outer = box
    whole = box
    if draw.random() < 0.3:
        box.append(notice)
    elif draw.random() < 0.4:
        whole, before = _element("div"), _element("div")
        before.append(notice)
        whole.extend((before, box))
    if style == 1:
        outer = _element(draw.choice(("ul", "ol")))
        box.append(outer)
    for _ in range(draw.choice((1, 2, 3, 5, 8, 12, 20, 40))):
        sentences = pool.sentences(draw)
        start = draw.randrange(len(sentences))
        text = " ".join(sentences[start : start + draw.choice((1, 1, 1, 2, 3, 5))])
        outer.append(
            _comment(draw, style, name, draw.choice(_SHORT_COMMENTS) if draw.random() < 0.25 else text)
        )
    return whole


def _promotion(draw: Random) -> Element:
    """A box that asks for something: for an address, for money, for a click."""
    box = _element(
        draw.choice(("div", "div", "aside", "section", "p")), "", draw.choice((*_PROMOTIONS, "", ""))
    )
    text, more = draw.choice(_ASKING)
    if box.tag == "p":
        box.text = text
        return box
    if draw.random() < 0.5:
        box.append(_element(draw.choice(("h3", "h4", "strong", "p")), more))
    box.append(_element(draw.choice(("p", "div", "span")), text))
    if draw.random() < 0.4:
        box.append(_link(more))
    return box


def _comment(draw: Random, style: int, name: str, text: str) -> Element:
    who = draw.choice(_PEOPLE)
    when = f"{draw.randrange(1, 13)}/{draw.randrange(1, 28)}/{draw.randrange(2009, 2026)} {draw.randrange(24)}:{draw.randrange(10, 60)}"
    comment = _element("li" if style == 1 else draw.choice(("div", "div", "article")), "", name)
    if style == 0:
        comment.text = who
        for line in (when, text):
            line_break = _element("br")
            line_break.tail = line
            comment.append(line_break)
        return comment
    comment.append(_element(draw.choice(("div", "span", "b", "strong", "p")), who))
    comment.append(_element(draw.choice(("div", "span", "p")), when))
    comment.append(
        _element(draw.choice(("p", "p", "div")), text, draw.choice(("", "comment-text", "body", "text")))
    )
    if draw.random() < 0.5:
        comment.append(_link(draw.choice(("Reply", "Report abuse", "Like", "Quote"))))
    return comment


def _teasers(draw: Random, pool: Pool) -> Element:
    box = _element(draw.choice(("div", "div", "section", "aside")), "", draw.choice(_BOXES))
    style = draw.randrange(4)
    if draw.random() < 0.8:
        box.append(_element(draw.choice(("h2", "h3", "h4", "div", "p")), draw.choice(_MORE)))
    for _ in range(draw.choice((2, 3, 4, 6, 10, 20))):
        item = _element(
            draw.choice(("div", "li", "p", "article")),
            "",
            draw.choice(("", "item", "teaser", "story", "card")),
        )
        headline = _element(draw.choice(("h3", "h4", "div", "span", "strong")))
        headline.append(_link(draw.choice(pool.titles)))
        item.append(headline)
        summary = " ".join(pool.sentences(draw)[: 2 if style == 2 else 1])
        if style == 3:
            linked = _element("p")
            linked.append(_link(summary))
            item.append(linked)
        elif style:
            item.append(_element(draw.choice(("p", "div", "span")), summary))
        box.append(item)
    return box


def _break_paragraphs(root: Element, draw: Random) -> None:
    """Makes paragraphs divs, or text between line breaks."""
    by_parent: dict[Element, list[Element]] = {}
    for paragraph in root.iter("p"):
        if (parent := paragraph.getparent()) is not None:
            by_parent.setdefault(parent, []).append(paragraph)
    breaks = draw.choice((0, 1, 2, 2))
    for paragraphs in by_parent.values():
        for paragraph in paragraphs if len(paragraphs) >= 3 else ():
            paragraph.tag = "span" if breaks else "div"
            if breaks:
                paragraph.attrib.clear()
            for _ in range(breaks):
                line_break = _element("br")
                line_break.tail, paragraph.tail = paragraph.tail, None
                paragraph.addnext(line_break)


def _lay_in_tables(root: Element) -> None:
    """Lays the page out as sites did for long: columns are cells of a table."""
    body = root.find("body")
    for outer in [] if body is None else list(body.iterchildren("div"))[:3]:
        columns = [one for one in outer if isinstance(one.tag, str)]
        if not 1 <= len(columns) <= 12:
            continue
        outer.tag = "table"
        row = _element("tr")
        for column in columns:
            cell = _element("td")
            cell.append(column)
            row.append(cell)
        outer.append(row)


def _rename(root: Element, draw: Random) -> None:
    """Takes names away, or makes them unknown ones; and what elements mean."""
    names = draw.choice(("dropped", "unknown", "kept", "kept", "kept"))
    plain = draw.random() < 0.6
    for element in root.iter():
        if plain and element.tag in _SEMANTIC:
            element.tag = "div"
        if names == "kept":
            continue
        for key in NAMING:
            if key not in element.attrib:
                continue
            if names == "unknown" and key in {"class", "id"}:
                known = zlib.crc32(element.get(key, "").encode())
                element.set(key, f"x{known:x}".translate(_DIGITS))
            else:
                del element.attrib[key]
