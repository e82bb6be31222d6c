"""A page's tree, for questions that a crawl asks of it."""

from typing import Any

from lxml import etree, html

from pipelines.text.encoding import decode
from pipelines.text.markup import has_crowded_tag


def page_tree(body: bytes, content_type: str) -> Any:
    """Parses a page; an empty tree where there is none, or one that would keep the parser busy.

    Args:
        body: the page, or its beginning.
        content_type: HTTP Content-Type.
    """
    text = decode(body, content_type).text
    if has_crowded_tag(text, is_xml=False):
        return html.Element("html")
    try:
        # A whole document also of a page that has no head: `html.fromstring` makes its body a `div`.
        return html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8"))
    except (ValueError, etree.LxmlError):
        return html.Element("html")
