"""What a page, and who lists it, says of its own text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_DESCRIPTIONS = ("description", "og:description", "twitter:description")
# Characters; a beginning is compared.
_DESCRIPTION_MAX = 1_000


@dataclass(frozen=True, slots=True)
class Witnesses:
    """What a page says of its text.

    Attributes:
        title: the headline.
        description: the text in brief, of its meta tags or the feed.
        article_body: JSON-LD's copy of the text.
        recipe: JSON-LD's ingredients and steps of the recipe or instructions in it, as lines.
    """

    title: str = ""
    description: str = ""
    article_body: str = ""
    recipe: Sequence[str] = ()


def description_of(metas: Mapping[str, Sequence[str]]) -> str:
    """The longest description among a page's meta tags, given as values by name; "" if it has none."""
    found = [
        " ".join(said[:_DESCRIPTION_MAX].split()) for name in _DESCRIPTIONS for said in metas.get(name, ())
    ]
    return max(found, key=len, default="")
