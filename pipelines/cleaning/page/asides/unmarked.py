"""Read-also that no wording tells, in any language: between two paragraphs of an article, nothing but links to others.

Either the links stand alone (a paragraph that is one link), or a short label stands before them, set off as labels are:
in bold, as a heading, or with a colon. Left alone are links to other sites, which an article names its sources by; links
that are headings, which head the article's own sections; and pages with many such blocks, whose article they are.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from lxml.etree import _Element as Element

from pipelines.cleaning.line.appended_lines import PARAGRAPH_MIN
from pipelines.cleaning.line.lines import ends_sentence, line_of, words_of
from pipelines.cleaning.main_content.around import ASIDE
from pipelines.cleaning.page.text_lines import one_line

# Elements that are looked at; a page with more is no article.
_PARAGRAPHS_MAX = 400
_SIBLINGS_MAX = 800
_LEVELS_MAX = 4
# Characters of a label (`From our archive`), and of all that stands under one.
_LABEL_MAX = 60
_BLOCK_MAX = 2_000
_HEADLINES_MAX = 12
# Words of a headline. Products and places, which articles list, have fewer.
_HEADLINE_WORDS = 4
# Characters of one; what is longer is a sentence or two.
_HEADLINE_MAX = 160
# Blocks of a page; lists of products and courses have more.
_BLOCKS_MAX = 6
# Characters of a paragraph that are links; an article's own paragraphs have fewer.
_LINKED_MAX = 0.5
_COLONS = (":", "：")
_DIGIT = re.compile(r"\d")
_CLAUSE_END = re.compile(r"[.;,،؛]\s")
_PROSE = frozenset({"p", "div"})
_SET_OFF = frozenset({"b", "strong", "em", "i", "u", "span", "h2", "h3", "h4", "h5", "h6", "p", "div"})
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_BOLD = frozenset({"b", "strong"}) | _HEADINGS


@dataclass(frozen=True, slots=True)
class UnmarkedBlock:
    """A block of links to other articles.

    Attributes:
        elements: its label, if it has one, and its links.
        headlines: texts of the links.
    """

    elements: tuple[Element, ...]
    headlines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """What stands between two paragraphs: a label, links, or both."""

    element: Element
    label: str
    headlines: tuple[str, ...]


def unmarked_blocks(root: Element, host: str | None) -> list[UnmarkedBlock]:
    """The blocks of a page in its order; none of a page that has too many.

    Args:
        root: the page.
        host: of its address; only links to it and its subdomains count. None: it is not known, and all links count.
    """
    found = list(islice(_all_blocks(root, host), _BLOCKS_MAX + 1))
    return found if len(found) <= _BLOCKS_MAX else []


def _all_blocks(root: Element, host: str | None) -> Iterator[UnmarkedBlock]:
    paragraphs = dict.fromkeys(one for one in islice(root.iter("p"), _PARAGRAPHS_MAX) if _is_prose(one))
    for container in _containers(paragraphs):
        # What stands before the first paragraph is no block.
        paragraph: Element | None = None
        between: list[Element] = []
        for child in islice(container, _SIBLINGS_MAX):
            if child in paragraphs or _is_prose(child):
                if paragraph is not None and between:
                    yield from _blocks(paragraph, between, host)
                paragraph, between = child, []
            else:
                between.append(child)


def _containers(paragraphs: Iterable[Element]) -> dict[Element, None]:
    """Elements that hold several paragraphs."""
    parents: dict[Element, int] = {}
    for paragraph in paragraphs:
        # A paragraph may have a wrapper, or some, of its own.
        parent = paragraph.getparent()
        for _ in range(_LEVELS_MAX):
            if parent is None or len(parent) > 1 or parent.tag not in _PROSE:
                break
            parent = parent.getparent()
        if parent is not None:
            parents[parent] = parents.get(parent, 0) + 1
    return dict.fromkeys(parent for parent, count in parents.items() if count > 1)


def _is_prose(element: Element) -> bool:
    """Whether an element is a paragraph, or a wrapper of one, and not mostly links."""
    if element.tag not in _PROSE or ASIDE in element.attrib:
        return False
    is_long = len(element.text or "") >= PARAGRAPH_MIN
    if not len(element) or (is_long and next(element.iter("a"), None) is None):
        return is_long
    length = sum(map(len, islice(element.itertext(), _SIBLINGS_MAX)))
    if length < PARAGRAPH_MIN:
        return False
    return sum(len(text) for link in element.iter("a") for text in link.itertext()) < _LINKED_MAX * length


def _blocks(paragraph: Element, between: Sequence[Element], host: str | None) -> Iterator[UnmarkedBlock]:
    """The blocks among the elements between a paragraph and the next.

    There are none if the paragraph ends with a colon, as they are its own list then, or if several labels have links: that
    is a table.
    """
    links = (link for element in between for link in element.iter("a"))
    if not any(_names_an_article(link, one_line(link), host) for link in links):
        # Most stand around pictures, or are no links at all.
        return
    if one_line(paragraph).endswith(_COLONS):
        return
    texts = list(map(one_line, between))
    if len(set(filter(None, map(_label_before_link, between, texts)))) > 1:
        return
    found = [_part(element, text, host) for element, text in zip(between, texts, strict=True)]
    parts: list[_Part] = []
    for part in found:
        if part is None or (part.label and parts):
            yield from _block(parts)
            parts = []
        if part is not None and (part.label or part.headlines):
            parts.append(part)
    yield from _block(parts)


def _block(parts: list[_Part]) -> Iterator[UnmarkedBlock]:
    headlines = tuple(one for part in parts for one in part.headlines)
    is_heading = len(parts) == 1 and parts[0].element.tag in _HEADINGS
    if 0 < len(headlines) <= _HEADLINES_MAX and not is_heading:
        yield UnmarkedBlock(tuple(part.element for part in parts), headlines)


def _part(element: Element, text: str, host: str | None) -> _Part | None:
    """What an element with a text is in a block; without label and links if it has no text; None if it is no part of one."""
    if not isinstance(element.tag, str) or ASIDE in element.attrib or (element.tail or "").strip():
        return None
    # The link of a figure is the picture's caption.
    if element.tag == "figure":
        return None
    if not text and not len(element):
        return _Part(element, "", ())
    links = [(link, linked) for link in element.iter("a") if link.get("href") and (linked := one_line(link))]
    headlines = tuple(linked for link, linked in links if _names_an_article(link, linked, host))
    label = _label_of(text, headlines) if len(headlines) == len(links) and len(text) <= _BLOCK_MAX else None
    if label is None or not (label or headlines) or (label and not _is_label(element, label)):
        return None
    return _Part(element, label, headlines)


def _label_before_link(element: Element, text: str) -> str:
    """What an element with a text says before its first link; "" if it has none, or says more than a label does."""
    link = next((one for one in element.iter("a") if one.get("href")), None)
    linked = one_line(link) if link is not None else ""
    before = text.partition(linked)[0].strip() if linked else ""
    return before if len(before) <= _LABEL_MAX and any(map(str.isalpha, before)) else ""


def _label_of(text: str, headlines: Sequence[str]) -> str | None:
    """What a text says before its first headline, or as a whole if it has none; None if it says more than that."""
    before, rest = "", text
    for number, headline in enumerate(headlines):
        own, found, rest = rest.partition(headline)
        if not found:
            return None
        if any(map(str.isalnum, own)):
            if number:
                return None
            before = own.strip()
    if not headlines:
        return text
    return None if any(map(str.isalnum, rest)) else before


def _names_an_article(link: Element, text: str, host: str | None) -> bool:
    """Whether a link leads to another page of the site, and says so in a headline."""
    if words_of(text) < _HEADLINE_WORDS or len(text) > _HEADLINE_MAX or ends_sentence(line_of(text)):
        return False
    try:
        parts = urlsplit(link.get("href", "").strip())
    except ValueError:
        return False
    if parts.scheme not in {"", "http", "https"} or not parts.path.strip("/"):
        return False
    if host is None or not parts.hostname:
        return True
    own, other = host.removeprefix("www."), parts.hostname.removeprefix("www.")
    return own == other or other.endswith(f".{own}") or own.endswith(f".{other}")


def _is_label(element: Element, label: str) -> bool:
    """Whether a text before links is short and set off from what follows."""
    if len(label) > _LABEL_MAX or label.endswith(("?", "؟", "!")) or _DIGIT.search(label):
        return False
    if ends_sentence(line_of(label)) or _CLAUSE_END.search(label):
        return False
    return (
        label.endswith(_COLONS)
        or element.tag in _BOLD
        or any(
            one is not element and one.tag in _SET_OFF and one_line(one) == label
            for one in islice(element.iter(), _SIBLINGS_MAX)
        )
    )
