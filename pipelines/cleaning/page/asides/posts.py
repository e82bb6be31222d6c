"""Embedded posts of social networks, which stand between an article's paragraphs and are none of them.

A row of posts would part the paragraphs below it from those above it. So they are set aside while the article is looked
for, and come back where they stand beside its lines.
"""

from collections.abc import Iterable

from lxml.etree import _Element as Element

from pipelines.cleaning.main_content.around import ASIDE
from pipelines.cleaning.page.other_parts import POST_CLASSES


def set_aside_posts(named: Iterable[Element]) -> None:
    """Sets embedded posts aside, in place.

    Args:
        named: elements of a page whose names may say that they show a post.
    """
    for element in named:
        if any(name in POST_CLASSES for name in (element.get("class") or "").split()):
            element.set(ASIDE, "")
