"""The main text of a page: a source's own selector, trafilatura, or what is left where it gives up."""

import logging
import re
from itertools import islice

from lxml import etree
from lxml.etree import _Element as Element
from lxml.html import HTMLParser
from trafilatura import bare_extraction
from trafilatura.settings import Document

from pipelines.cleaning.textlines import tei_lines, text_lines
from pipelines.cleaning.tree import drop, names_of, select

# It warns of each page without text, which is no warning here but a reason that we count.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

# Short news are one paragraph; what is shorter than this is a caption or a menu.
_TEXT_MIN = 60
# Elements; news pages have one to three thousand. Beyond, trafilatura's second opinions take seconds (justext
# compares each paragraph with all around it).
_HUGE = 5_000
# Beyond this trafilatura itself takes seconds: the page's article element or its paragraphs must do.
_MONSTROUS = 8_000
_MONSTROUS_BYTES = 2_000_000
# Elements times bytes outside scripts: each element that trafilatura deletes may copy the text before it.
# 3,000 elements in 300 kB, a large page, make 0.9 billion.
_MONSTROUS_WORK = 2_500_000_000
# Persian spelling needs the zero-width joiners (کتابخانه‌های), and trafilatura drops what is not printable:
# on the way through it, printable characters stand for them that no news page holds.
_STAND_INS = {"\u200c": "\u2bd0", "\u200d": "\u2bd1"}
_BACK = str.maketrans({stand_in: joiner for joiner, stand_in in _STAND_INS.items()})
_BODIES = (
    ".//*[@itemprop='articleBody']",
    ".//article",
    ".//main",
)
_BODIES_MAX = 10  # unclosed ones nest, and each would be read to the page's end
_COMMENTS = re.compile(r"(?:^|[\s_-])(?:comments?|disqus\w*|respond|comment-?(?:list|form|area))(?:$|[\s_-])")
# Of the prose beside it: what introduces the comments is a notice, never a fourth of the article.
_NOTICE_SHARE = 0.25
# The code of a desk or a reporter, as Iranian agencies put it under their news.
_CODE_LINE = re.compile(r"[\d/ ]{3,14}")
# Elements named for comments, and what stands before one, that are looked at: each is read whole.
_COMMENT_BOXES = 10
_PULL_QUOTE_MIN = 30
# Characters; each line is looked for in the whole text, which is no work for an article's length only.
_REPEATS_MAX = 60_000


def main_text(root: Element, *, body_selector: str | None, article_body: str) -> str:
    """The text of a page, paragraphs as lines; "" if it has none.

    Args:
        root: the page; loses what introduces its comments.
        body_selector: the source's own CSS, tried first.
        article_body: JSON-LD's copy of the text, taken where nothing else is found.
    """
    if body_selector:
        chosen = "\n".join(text_lines(element) for element in select(root, body_selector))
        if len(chosen) >= _TEXT_MIN:
            return chosen
    _drop_comment_notices(root)
    text = _clean_lines(_trafilatura(root))
    if len(text) >= _TEXT_MIN:
        return text
    return max((text, article_body.strip(), _plain(root)), key=len)


def _trafilatura(root: Element) -> str:
    size = sum(1 for _ in root.iter())
    if size > _MONSTROUS:
        return ""
    # Through bytes: a copy of its own (it changes what it is given) in the class that it wants, without
    # the head, which it would only copy and drop.
    body = root.find("body")
    data = etree.tostring(root if body is None else body, encoding="utf-8", method="html")
    scripts = sum(len(script.text or "") for script in (root if body is None else body).iter("script"))
    if len(data) > _MONSTROUS_BYTES or size * (len(data) - scripts) > _MONSTROUS_WORK:
        return ""
    for joiner, stand_in in _STAND_INS.items():
        data = data.replace(joiner.encode(), stand_in.encode())
    # At most 255 levels deep, as lxml parses unless told otherwise: trafilatura's steps recurse.
    page = etree.fromstring(data, HTMLParser(encoding="utf-8"))
    if page is None:
        return ""
    etree.strip_elements(page, "script", with_tail=False)
    found = bare_extraction(page, include_comments=False, include_tables=False, fast=size > _HUGE)
    if not isinstance(found, Document) or found.body is None:
        return ""
    return tei_lines(found.body).translate(_BACK)


def _drop_comment_notices(root: Element) -> None:
    """Drops what stands between prose and a box of comments in a wrapper of its own: rules for commenting."""
    boxes = (box for box in root.iter("div", "section", "ol", "ul") if _COMMENTS.search(names_of(box)))
    for box in islice(boxes, _COMMENT_BOXES):
        before = islice(box.itersiblings(preceding=True), _COMMENT_BOXES)
        notice = next((one for one in before if text_lines(one)), None)
        parent = box.getparent()
        if notice is None or notice.tag not in {"div", "section", "aside"} or parent is None:
            continue
        prose = sum(len(text_lines(one)) for one in parent.iterchildren("p"))
        if 0 < len(text_lines(notice)) <= _NOTICE_SHARE * prose:
            drop(notice)
            return


def _clean_lines(text: str) -> str:
    lines = text.split("\n")
    while lines and _CODE_LINE.fullmatch(lines[-1]):
        lines.pop()
    return "\n".join(_without_repeats(lines))


def _without_repeats(lines: list[str]) -> list[str]:
    """Lines without pull quotes and repeated captions: what stands word for word in a paragraph, or right before.

    A pull quote may have quotation marks that its paragraph lacks.
    """
    whole = "\n".join(lines)
    if len(whole) > _REPEATS_MAX:
        return lines
    kept: list[str] = []
    for line in lines:
        core = line.strip(" \t\"'«»“”„‟-–—.…")
        if kept and line == kept[-1]:
            continue
        if len(core) >= _PULL_QUOTE_MIN and whole.count(core) > 1 and _inside_a_paragraph(core, lines):
            continue
        kept.append(line)
    return kept


def _inside_a_paragraph(core: str, lines: list[str]) -> bool:
    return any(core in line and len(line) >= len(core) + _PULL_QUOTE_MIN for line in lines)


def _plain(root: Element) -> str:
    """The text of the page's article element, else of its paragraphs."""
    for path in _BODIES:
        for element in islice(root.iterfind(path), _BODIES_MAX):
            if len(text := text_lines(element)) >= _TEXT_MIN:
                return text
    return "\n".join(text for paragraph in root.iter("p") if (text := text_lines(paragraph)))
