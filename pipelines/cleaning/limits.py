"""How much of anything a news page can hold: what is beyond is no article, and says so.

Everything after parsing takes time with the number of elements and characters, much of it in libraries that
we can't change. So a page is refused as a whole before that, with a reason that is counted and shown; cutting
it off would give half an article as if it were one.
"""

from lxml import etree
from lxml.etree import _Element as Element

from pipelines.errors import NoArticleError
from pipelines.text.markup import ATTRIBUTES_MAX, has_crowded_tag

BYTES_MAX = 10_000_000
"""Of a page; the crawler keeps no larger one either."""

TAGS_MAX = 150_000
"""`<` in a page's source, end tags and those in scripts included: what the parser takes memory for, some 750 bytes each."""

ELEMENTS_MAX = 50_000
"""News pages have some thousands, the longest live blogs with all their comments some ten thousands."""

TEXT_MAX = 1_000_000
"""Visible characters; a book of 150,000 words. Articles have some thousands, printed speeches 100,000."""

LINES_MAX = 10_000
"""Of a text; tables of election and exam results in the news have some thousands."""

_count = etree.XPath("count(//*)")


def check_bytes(body: bytes) -> None:
    """Refuses a page that is too large to be decoded: text takes up to four bytes a character.

    Raises:
        NoArticleError: it is.
    """
    if len(body) > BYTES_MAX:
        raise NoArticleError(f"the page is no article: more than {BYTES_MAX:,} bytes")


def check_source(text: str) -> int:
    """Refuses a page whose source would take too long to be parsed; the number of `<` in another.

    Raises:
        NoArticleError: it is.
    """
    tags = text.count("<")
    if tags > TAGS_MAX:
        raise NoArticleError(f"the page is no article: more than {TAGS_MAX:,} tags")
    if has_crowded_tag(text, is_xml=False):
        raise NoArticleError(
            f"the page is no article: an element with more than {ATTRIBUTES_MAX:,} attributes"
        )
    return tags


def check_tree(root: Element, source: str, tags: int) -> None:
    """Refuses a parsed page with too many elements or too much visible text.

    Args:
        root: the page.
        source: what it was parsed from: most pages have too little of it to be refused.
        tags: number of `<` in it.

    Raises:
        NoArticleError: it has.
    """
    # A parser closes what was left open, and opens again in the next paragraph what was not closed.
    if 2 * tags > ELEMENTS_MAX and _count(root) > ELEMENTS_MAX:
        raise NoArticleError(f"the page is no article: more than {ELEMENTS_MAX:,} elements")
    if len(source) <= TEXT_MAX:
        return
    body = root.find("body")
    body = root if body is None else body
    scripts = sum(len(script.text or "") for script in body.iter("script"))
    if len(etree.tostring(body, method="text", encoding="unicode")) - scripts > TEXT_MAX:
        raise NoArticleError(f"the page is no article: more than {TEXT_MAX:,} characters of text")


def check_text(text: str) -> None:
    """Refuses a plain text that is too long.

    Raises:
        NoArticleError: it is.
    """
    if len(text) > TEXT_MAX:
        raise NoArticleError(f"the text is no article: more than {TEXT_MAX:,} characters")


def check_lines(number: int) -> None:
    """Refuses a text of too many lines that are not blank.

    Raises:
        NoArticleError: it has.
    """
    if number > LINES_MAX:
        raise NoArticleError(f"the text is no article: more than {LINES_MAX:,} lines")
