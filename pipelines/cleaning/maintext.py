"""The main text of a page: a source's own selector, trafilatura, or what is left where it gives up."""

import copy
import logging

from cssselect import SelectorError
from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import Document

from pipelines.cleaning.textlines import text_lines
from pipelines.errors import BadInputError

# It warns of each page without text, which is no warning here but a reason that we count.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

# Short news are one paragraph; what is shorter than this is a caption or a menu.
_TEXT_MIN = 60
# Elements; news pages have some thousands. Beyond, trafilatura's second opinions take seconds.
_HUGE = 20_000
# Persian spelling needs the zero-width joiners (کتابخانه‌های), and trafilatura drops what is not printable:
# on the way through it, printable characters stand for them that no news page holds.
_STAND_INS = {"\u200c": "\u2bd0", "\u200d": "\u2bd1"}
_TO_STAND_INS = str.maketrans(_STAND_INS)
_FROM_STAND_INS = str.maketrans({stand_in: joiner for joiner, stand_in in _STAND_INS.items()})
_BODIES = (
    ".//*[@itemprop='articleBody']",
    ".//article",
    ".//main",
)


def select(root: HtmlElement, selector: str) -> list[HtmlElement]:
    """Elements that a CSS selector of a source picks.

    Raises:
        BadInputError: the selector is no CSS.
    """
    try:
        return list(CSSSelector(selector)(root))
    except SelectorError as error:
        raise BadInputError(f"CSS selector {selector!r}: {error}") from error


def main_text(root: HtmlElement, *, body_selector: str | None, article_body: str) -> str:
    """The text of a page, paragraphs as lines; "" if it has none.

    Args:
        root: the page; not changed.
        body_selector: the source's own CSS, tried first.
        article_body: JSON-LD's copy of the text, taken where nothing else is found.
    """
    if body_selector:
        chosen = "\n".join(text_lines(element) for element in select(root, body_selector))
        if len(chosen) >= _TEXT_MIN:
            return chosen
    huge = sum(1 for _ in root.iter()) > _HUGE
    found = bare_extraction(_with_stand_ins(root), include_comments=False, include_tables=False, fast=huge)
    raw = (found.text or "").translate(_FROM_STAND_INS) if isinstance(found, Document) else ""
    text = "\n".join(line.strip() for line in raw.splitlines() if line.strip())
    if len(text) >= _TEXT_MIN:
        return text
    return max((text, article_body.strip(), _plain(root)), key=len)


def _with_stand_ins(root: HtmlElement) -> HtmlElement:
    """A copy of the page for trafilatura, which changes what it is given."""
    page = copy.deepcopy(root)
    for element in page.iter():
        if element.text and not element.text.isascii():
            element.text = element.text.translate(_TO_STAND_INS)
        if element.tail and not element.tail.isascii():
            element.tail = element.tail.translate(_TO_STAND_INS)
    return page


def _plain(root: HtmlElement) -> str:
    """The text of the page's article element, else of its paragraphs."""
    for path in _BODIES:
        if texts := [
            text for element in root.iterfind(path) if len(text := text_lines(element)) >= _TEXT_MIN
        ]:
            return texts[0]
    return "\n".join(text for paragraph in root.iter("p") if (text := text_lines(paragraph)))
