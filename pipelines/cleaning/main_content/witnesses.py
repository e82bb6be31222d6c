"""What a page, and who lists it, says of its own text."""

from dataclasses import dataclass

from lxml.etree import _Element as Element

_DESCRIPTIONS = frozenset({"description", "og:description", "twitter:description"})
# Characters; a beginning is compared.
_DESCRIPTION_MAX = 1_000


@dataclass(frozen=True, slots=True)
class Witnesses:
    """What a page says of its text.

    Attributes:
        title: the headline.
        description: the text in brief, of its meta tags or the feed.
        article_body: JSON-LD's copy of the text.
    """

    title: str = ""
    description: str = ""
    article_body: str = ""


def description_of(root: Element) -> str:
    """The longest description among a page's meta tags; "" if it has none."""
    found = [
        " ".join((meta.get("content") or "")[:_DESCRIPTION_MAX].split())
        for meta in root.iter("meta")
        if (meta.get("name") or meta.get("property") or "").strip().lower() in _DESCRIPTIONS
    ]
    return max(found, key=len, default="")
