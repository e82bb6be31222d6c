"""A page's tree, for questions that need no cleaning: kinds of list, links, headings."""

from typing import Any

from lxml import etree, html

from pipelines.text.encoding import decode
from pipelines.text.markup import ATTRIBUTES_MAX, has_crowded_tag


class UnreadablePageError(Exception):
    """A page is no HTML, or too much to be read; the message says which."""


def page_tree(body: bytes, content_type: str) -> Any:
    """Parses a page; an empty tree where it can't be read.

    Args:
        body: the page, or its beginning.
        content_type: HTTP Content-Type.
    """
    try:
        return read_page(body, content_type)
    except UnreadablePageError:
        return html.Element("html")


def read_page(body: bytes, content_type: str) -> Any:
    """Parses a page.

    Args:
        body: the page, or its beginning.
        content_type: HTTP Content-Type.

    Raises:
        UnreadablePageError: it is no HTML, or would keep the parser busy.
    """
    text = decode(body, content_type).text
    if has_crowded_tag(text, is_xml=False):
        raise UnreadablePageError(f"a tag with more than {ATTRIBUTES_MAX} attributes: too much to be read")
    try:
        # A whole document also of a page that has no head: `html.fromstring` makes its body a `div`.
        root = html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8"))
    except (ValueError, etree.LxmlError) as error:
        raise UnreadablePageError(f"no page: {type(error).__name__}") from None
    take_in_rest(root)
    return root


def take_in_rest(root: Any) -> None:
    """Moves what a page has behind its `</html>` into its body, as browsers do; libxml2 makes documents of their own of it."""
    body = root.find("body")
    home = root if body is None else body
    for later in list(root.itersiblings("html")):
        for one in later.iter("html", "head", "body"):
            one.tag = "div"
        home.append(later)
