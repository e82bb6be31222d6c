"""Bylines: the people whom a page names as its authors, in the forms of five languages."""

import re
from collections.abc import Collection, Iterable
from itertools import islice

from lxml import etree
from lxml.etree import _Element as Element

from pipelines.cleaning.line.wordings import wordings
from pipelines.cleaning.page.text_lines import one_line
from pipelines.cleaning.page.tree import names_of
from pipelines.text.fold import fold, origins

_NAMED = re.compile(
    r"(?:^|[\s_-])(?:authors?|by-?line|writers?|signature|auteurs?|katib)(?:$|[\s_-])", re.IGNORECASE
)
_OTHERS = re.compile(r"comment|related|bio(?:$|[\s_-])", re.IGNORECASE)
_MARKED = etree.XPath(  # in document order; the patterns judge
    "//h1 | //*[@rel='author' or @itemprop='author'] | //*[contains(@class, 'uthor') or contains(@class, 'yline')"
    " or contains(@class, 'riter') or contains(@class, 'ignature') or contains(@class, 'uteur')"
    " or contains(@class, 'atib')]"
)
# Two or three names with what introduces them; more is a sentence about the author.
_BYLINE_MAX = 90
_NAME_WORDS = 6
_MARKED_MAX = 200  # elements; those of a list of authors or of comments are below the article's
# What follows the names: a date, a place, an address, a post.
_REST = re.compile(r"\s*(?:[|•·(\[]|\s[-–—/]\s|\d|\S+@|https?:).*$")
_SEPARATORS = re.compile(r"\s*[,،;؛&|]\s*")


def people(names: Iterable[str], *, sites: Collection[str], hosts: Collection[str]) -> list[str]:
    """Names out of what a page gives as its authors; no addresses, and not the site itself.

    Args:
        names: as written, be it with what introduces them (`بقلم: …`, `By …`).
        sites: names of the site, folded; whatever holds one of them is not a person's.
        hosts: the parts of its host name.
    """
    found = []
    for written in names:
        for part in _SEPARATORS.split(_without_start(" ".join(written.split()))):
            for name in wordings().name_joins.split(part):
                bare = name.strip(" :-–—\"'")
                folded = fold(bare)
                own = folded in hosts or any(site in folded for site in sites)
                if _is_name(bare) and not own:
                    found.append(bare)
    return list(dict.fromkeys(found))


def visible_byline(root: Element) -> str | None:
    """The first short text that is marked as naming authors, below the headline if the page has one."""
    below = root.find(".//h1") is None
    for element in islice(_MARKED(root), _MARKED_MAX):
        names = names_of(element)
        is_marked = element.get("rel") or element.get("itemprop") or _NAMED.search(names)
        if element.tag == "h1":
            below = True
        elif below and is_marked and not _OTHERS.search(names):
            text = one_line(element)
            if 0 < len(text) <= _BYLINE_MAX and not text.endswith((".", "۔")):
                return _REST.sub("", _without_start(text)) or None
    return None


def _is_name(text: str) -> bool:
    return (
        len(text.split()) <= _NAME_WORDS
        and not text.startswith(("http", "@", "//", "www."))
        and any(map(str.isalpha, text))
    )


def _without_start(text: str) -> str:
    folded = fold(text)
    match = wordings().byline.match(folded)
    if match is None:
        return text
    return text[match.end() if len(folded) == len(text) else origins(text)[match.end()] :]
