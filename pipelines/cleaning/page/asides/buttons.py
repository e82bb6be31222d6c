"""`Read more` that closes a card: it leads to what the card is about, and what follows the card is not under it."""

from collections.abc import Iterable, Iterator
from itertools import islice

from lxml.etree import _Element as Element

from pipelines.cleaning.page.asides.containers import WHOLE

# Of a card before its button: a headline, a summary. An article, after which a marker may stand, has more.
_CARD_MAX = 500
_LEVELS_MAX = 4
# Of an element, on either side.
_SIBLINGS_MAX = 200
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_PARAGRAPHS = frozenset({"p", "li", "td"})


def is_button(marker: Element, text: str) -> bool:
    """Whether a marker is the last thing in an element that holds a little other text before it.

    A heading, and what ends with a colon, points forward. At the end of a paragraph only a link is a button.

    Args:
        marker: the largest element that holds the marker and nothing else.
        text: its text.
    """
    card = _card_before(marker)
    if card is None or text.endswith((":", "：")) or marker.tag in _HEADINGS:
        return False
    return card.tag not in _PARAGRAPHS or next(marker.iter("a"), None) is not None


def _card_before(element: Element) -> Element | None:
    """The element that a marker ends; None if it ends none, or one that holds more than a card."""
    for _ in range(_LEVELS_MAX):
        parent = element.getparent()
        if parent is None or parent.tag in WHOLE or _letters(_texts_behind(element), 1):
            return None
        before = _letters(_texts_before(element, parent), _CARD_MAX + 1)
        if before:
            return parent if before <= _CARD_MAX else None
        element = parent
    return None


def _texts_behind(element: Element) -> Iterator[str]:
    """The texts behind an element in its parent."""
    yield element.tail or ""
    for sibling in islice(element.itersiblings(), _SIBLINGS_MAX):
        yield from sibling.itertext()
        yield sibling.tail or ""


def _texts_before(element: Element, parent: Element) -> Iterator[str]:
    """The texts before an element in its parent, the nearest siblings first; a card has no more of them than are looked at."""
    for sibling in islice(element.itersiblings(preceding=True), _SIBLINGS_MAX):
        yield sibling.tail or ""
        yield from sibling.itertext()
    yield parent.text or ""


def _letters(texts: Iterable[str], enough: int) -> int:
    """Letters and digits of some texts, counted until they are enough."""
    found = 0
    for text in texts:
        found += sum(map(str.isalnum, text))
        if found >= enough:
            break
    return found
