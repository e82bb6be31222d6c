"""Rules for commenting: what introduces readers' comments, and is none of the article."""

import re
from collections.abc import Iterable
from itertools import islice

from lxml.etree import _Element as Element

from pipelines.cleaning.page.text_lines import text_lines
from pipelines.cleaning.page.tree import drop, names_of

_COMMENTS = re.compile(r"(?:^|[\s_-])(?:comments?|disqus\w*|respond|comment-?(?:list|form|area))(?:$|[\s_-])")
_BOXES = frozenset({"div", "section", "ol", "ul"})
# Of the prose beside it: what introduces the comments is a notice, never a fourth of the article.
_NOTICE_SHARE = 0.25
# Elements named for comments, and what stands before one, that are looked at: each is read whole.
_COMMENT_BOXES = 10


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
