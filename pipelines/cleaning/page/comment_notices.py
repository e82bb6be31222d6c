"""Readers' comments, and what introduces them: none of it is the article's."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from itertools import islice
from pathlib import Path

import numpy as np
from lxml.etree import _Element as Element

from pipelines.cleaning.main_content.choose import Content
from pipelines.cleaning.page.text_lines import text_lines
from pipelines.cleaning.page.tree import drop, names_of
from pipelines.text.fold import fold

_COMMENTS = re.compile(r"(?:^|[\s_-])(?:comments?|disqus\w*|respond|comment-?(?:list|form|area))(?:$|[\s_-])")
_BOXES = frozenset({"div", "section", "ol", "ul"})
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
# Of the prose beside it: what introduces the comments is a notice, never a fourth of the article.
_NOTICE_SHARE = 0.25
# Elements named for comments, and what stands before one, that are looked at: each is read whole.
_COMMENT_BOXES = 10

# Of the line above comments: characters, words, words of a heading, and characters where words are not set apart.
_LINE_MAX, _LINE_WORDS, _HEADING_WORDS, _UNSPACED_MAX = 60, 3, 6, 10
_LINKED_MAX = 0.5
# Units of the article before it. A bar of buttons below a lead says "Comments" as well.
_BEFORE_MIN = 300
# How much less likely than the text before them comments are; what follows a bar of buttons is likelier than the lead.
_LESS = 0.02
# A list of teasers counts the comments of each.
_TIMES_MAX = 3
_SPACED_WORD = re.compile(r"[^\W\d_]+(?:\([^\W\d_]\))?")


def drop_comment_notices(named: Iterable[Element]) -> None:
    """Drops what stands between prose and a box of comments in a wrapper of its own: rules for commenting.

    Args:
        named: elements of the page that are named for comments.
    """
    boxes = (box for box in named if box.tag in _BOXES and _COMMENTS.search(names_of(box)))
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


@cache
def _wordings() -> tuple[frozenset[str], tuple[str, ...], tuple[str, ...]]:
    """Words that stand above comments, beginnings of lines that say whether there are any, and endings; folded.

    Endings are the words of scripts that may part none by spaces.
    """
    data = tomllib.loads(Path(__file__).with_name("comments.toml").read_text(encoding="utf-8"))
    words = frozenset(map(fold, data["comments"]))
    endings = tuple(one for one in words if len(one) <= _UNSPACED_MAX and not one.isascii())
    return words, tuple(map(fold, data["line_starts"])), endings


def is_above_comments(line: str, *, is_heading: bool = False) -> bool:
    """Whether a line can stand above readers' comments: `Comments (7)`, `Reader comments`, `Comments are closed`.

    Args:
        line: of a page.
        is_heading: it is a heading, which may say more: `Comments from our readers`.
    """
    if len(line) > _LINE_MAX:
        return False
    words, beginnings, endings = _wordings()
    folded = fold(line).strip(" |:.–—-•")
    said = _SPACED_WORD.findall(folded)
    if folded.startswith(beginnings) or (len(said) <= _LINE_WORDS and not words.isdisjoint(said)):
        return True
    if is_heading and said and len(said) <= _HEADING_WORDS and said[0] in words:
        return True
    phrase = " ".join(said)
    is_short = len(phrase) <= _UNSPACED_MAX and not phrase.isascii()
    return phrase in words or (is_short and phrase.endswith(endings))


def without_comments(content: Content) -> Content:
    """The lines of a page without those below what stands above readers' comments.

    The model knows comments by their names and places, which old pages lack. A line is believed only where the text below
    is less likely than that above.
    """
    verdicts, chosen = content.verdicts, content.chosen
    if verdicts is None or not chosen.any():
        return content
    table, likely = verdicts.first_table, verdicts.second
    last = int(np.flatnonzero(chosen)[-1])
    short = np.flatnonzero((table["units"][:last] <= _LINE_MAX) & (table["linked"][:last] <= _LINKED_MAX))
    lines, around = content.lines, content.lines.around
    tags = [around.names[block][0] for block in lines.blocks[short].tolist()]
    spots = [
        at
        for at, tag in zip(short.tolist(), tags, strict=True)
        if is_above_comments(lines.text[at], is_heading=tag in _HEADINGS)
    ]
    if sum(any(map(str.isdecimal, lines.text[at])) for at in spots) >= _TIMES_MAX:
        return content
    units = np.where(chosen, table["units"], 0)
    for at in spots:
        before, after = float(units[:at].sum()), float(units[at:].sum())
        if before >= _BEFORE_MIN and after:
            share = [float((units * likely)[part].sum()) for part in (slice(at), slice(at, None))]
            if share[1] / after <= share[0] / before - _LESS:
                return replace(content, chosen=np.where(np.arange(len(chosen)) < at, chosen, False))
    return content
