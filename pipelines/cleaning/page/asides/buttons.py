"""`Read more` that closes a card: it leads to what the card is about, and what follows the card is not under it."""

from itertools import islice

from lxml.etree import _Element as Element

from pipelines.cleaning.page.asides.containers import WHOLE

# Of a card before its button: a headline, a summary. An article, after which a marker may stand, has more.
_CARD_MAX = 500
_LEVELS_MAX = 4
_SIBLINGS_MAX = 50
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
        if parent is None or parent.tag in WHOLE or _has_text(element.tail):
            return None
        after = list(islice(element.itersiblings(), _SIBLINGS_MAX))
        if any(_has_text(one.tail) or any(map(_has_text, one.itertext())) for one in after):
            return None
        before = _letters_before(parent, element)
        if before:
            return parent if before <= _CARD_MAX else None
        element = parent
    return None


def _letters_before(parent: Element, element: Element) -> int:
    """Letters and digits of an element before one of its children, counted until they are too many for a card."""
    found = 0
    pieces = [parent.text or ""]
    for child in parent:
        if child is element:
            break
        pieces += [*child.itertext(), child.tail or ""]
        if sum(map(len, pieces)) > 4 * _CARD_MAX:
            break
    for piece in pieces:
        found += sum(map(str.isalnum, piece))
    return found


def _has_text(text: str | None) -> bool:
    return text is not None and any(map(str.isalnum, text))
