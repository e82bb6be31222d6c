"""Articles that are parts of one page, as of a live blog: each is an element that an address names by its fragment."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote

from lxml import etree, html

from pipelines.text.page_tree import page_tree

# An item has a text of its own; with fewer words an element is a button or a heading.
_FEWEST_WORDS = 5
_NO_ITEMS = frozenset({"html", "head", "body", "input", "meta", "form", "iframe", "script", "style"})


def items_on(body: bytes, content_type: str, fragments: Iterable[str]) -> dict[str, str]:
    """The HTML of the elements of a page that fragments name, each with a text of its own.

    Args:
        body: the page.
        content_type: HTTP Content-Type.
        fragments: of addresses, without `#`, percent-encoded as there.

    Returns:
        By fragment; those that name nothing, or an element that holds others, are left out.
    """
    named = _named(page_tree(body, content_type))
    elements = {one: named[name] for one in fragments if (name := unquote(one)) in named}
    places = [_place(element) for element in elements.values()]
    # An element that holds others is the page's list of them, or all were anchors in one paragraph.
    holders = {parent for place in places for parent in place.iterancestors()}
    return {
        fragment: html.tostring(place, encoding="unicode", with_tail=False)
        for fragment, place in zip(elements, places, strict=True)
        if place not in holders and places.count(place) == 1 and _is_item(place)
    }


def _named(root: Any) -> dict[str, Any]:
    """The elements of a page by id or name, the first of each."""
    named: dict[str, Any] = {}
    for element in root.iter(etree.Element):
        for attribute in ("id", "name"):
            if name := element.get(attribute):
                named.setdefault(name, element)
    return named


def _place(element: Any) -> Any:
    """The element that a name is about: an anchor without text stands for what it stands in."""
    parent = element.getparent()
    is_anchor = element.tag == "a" and not element.text_content().strip() and parent is not None
    return parent if is_anchor else element


def _is_item(element: Any) -> bool:
    return element.tag not in _NO_ITEMS and len(element.text_content().split()) >= _FEWEST_WORDS
