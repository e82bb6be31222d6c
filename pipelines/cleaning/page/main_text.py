"""The main text of a page: a source's own selector, trafilatura, or what is left where it gives up."""

import logging
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from lxml import etree
from lxml.etree import _Element as Element
from lxml.html import HTMLParser
from trafilatura import bare_extraction
from trafilatura.settings import Document

from pipelines.cleaning.page.asides import ASIDE, put_back
from pipelines.cleaning.page.layout import Layouts, observe
from pipelines.cleaning.page.text_lines import PlacedLine, placed_lines, tei_lines, text_lines
from pipelines.cleaning.page.tree import drop, names_of, select

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
# What trafilatura drops itself, but copies and walks through several times first.
_NO_CONTENT = ("nav", "footer", "menu", "button", "select")
_BODIES = (
    ".//*[@itemprop='articleBody']",
    ".//article",
    ".//main",
)
_BODIES_MAX = 10  # unclosed ones nest, and each would be read to the page's end
_COMMENTS = re.compile(r"(?:^|[\s_-])(?:comments?|disqus\w*|respond|comment-?(?:list|form|area))(?:$|[\s_-])")
# Of the page's paragraphs that are no links and no comments. trafilatura prefers another extractor's text to
# its own if it is twice as long.
_EVIDENT_SHARE = 0.5
# Of the prose beside it: what introduces the comments is a notice, never a fourth of the article.
_NOTICE_SHARE = 0.25
# The code of a desk or a reporter, as Iranian agencies put it under their news.
_CODE_LINE = re.compile(r"[\d/ ]{3,14}")
# Elements named for comments, and what stands before one, that are looked at: each is read whole.
_COMMENT_BOXES = 10
_PULL_QUOTE_MIN = 30
# Characters; each line is looked for in the whole text, which is no work for an article's length only.
_REPEATS_MAX = 60_000


def main_text(
    root: Element,
    *,
    body_selector: str | None,
    article_body: str,
    kept: frozenset[str] = frozenset(),
    layouts: Layouts | None = None,
) -> str:
    """The text of a page, paragraphs as lines; "" if it has none.

    Args:
        root: the page; loses what introduces its comments.
        body_selector: the source's own CSS, tried first.
        article_body: JSON-LD's copy of the text, taken where nothing else is found.
        kept: lines that are text wherever they stand beside the article's, which no extractor judges.
        layouts: what is known of the source's pages: read by where the page fits, else learns from it.
    """
    if body_selector:
        chosen = "\n".join(text_lines(element) for element in select(root, body_selector))
        if len(chosen) >= _TEXT_MIN:
            return chosen
    etree.strip_elements(root, "script", with_tail=False)
    _drop_comment_notices(root)
    if layouts and (text := layouts.read(root, kept)) is not None:
        return _clean_lines(text)
    body = root.find("body")
    lines = placed_lines(root if body is None else body)
    taken, seen = "", None
    for taken in _opinions(root):
        seen = observe(lines, taken.split("\n"), kept)
        if seen and _is_evident(taken, lines):
            break
    if seen and layouts:
        layouts.learn(seen)
    text = _clean_lines(seen.text if seen else put_back(taken, root, kept))
    if len(text) >= _TEXT_MIN:
        return text
    return put_back(max((text, article_body.strip(), _plain(root)), key=len), root, kept)


def _opinions(root: Element) -> Iterator[str]:
    """The lines that trafilatura takes: at once, and (twice the work) when it has asked other extractors."""
    size = sum(1 for _ in root.iter())
    if size > _MONSTROUS:
        return
    # Through bytes: a tree in the class that it wants, without the head, which it would only copy and drop.
    body = root.find("body")
    data = etree.tostring(root if body is None else body, encoding="utf-8", method="html")
    if len(data) > _MONSTROUS_BYTES or size * len(data) > _MONSTROUS_WORK:
        return
    for joiner, stand_in in _STAND_INS.items():
        data = data.replace(joiner.encode(), stand_in.encode())
    # At most 255 levels deep, as lxml parses unless told otherwise: trafilatura's steps recurse.
    page = etree.fromstring(data, HTMLParser(encoding="utf-8"))
    if page is None:
        return
    etree.strip_elements(page, *_NO_CONTENT, with_tail=False)
    for aside in page.xpath(f"//*[@{ASIDE}]"):
        drop(aside)
    for fast in (True, False) if size <= _HUGE else (True,):
        yield _trafilatura(page, fast=fast)


def _trafilatura(page: Element, *, fast: bool) -> str:
    found = bare_extraction(page, include_comments=False, include_tables=False, fast=fast)
    if not isinstance(found, Document) or found.body is None:
        return ""
    return tei_lines(found.body).translate(_BACK)


def _is_evident(taken: str, lines: Sequence[PlacedLine]) -> bool:
    """Whether another opinion cannot win: it would have to take twice as much, and there is not as much prose."""
    if len(taken) < _TEXT_MIN:
        return False
    prose = [line for line in lines if len(line.text) >= _TEXT_MIN and not line.linked]
    enough = _EVIDENT_SHARE * sum(len(line.text) for line in prose)
    if len(taken) < enough:
        enough -= _EVIDENT_SHARE * sum(len(line.text) for line in prose if _is_comment(line.element))
    return len(taken) >= enough


def _is_comment(element: Element) -> bool:
    return any(one.attrib and _COMMENTS.search(names_of(one)) for one in (element, *element.iterancestors()))


def _drop_comment_notices(root: Element) -> None:
    """Drops what stands between prose and a box of comments in a wrapper of its own: rules for commenting."""
    boxes = (
        box
        for box in root.iter("div", "section", "ol", "ul")
        if box.attrib and _COMMENTS.search(names_of(box))
    )
    for box in islice(boxes, _COMMENT_BOXES):
        parent = box.getparent()
        if parent is None or next(parent.iterchildren("p"), None) is None:
            continue
        before = islice(box.itersiblings(preceding=True), _COMMENT_BOXES)
        notice = next((one for one in before if text_lines(one)), None)
        if notice is None or notice.tag not in {"div", "section", "aside"}:
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
