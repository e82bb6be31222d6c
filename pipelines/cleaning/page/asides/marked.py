"""Blocks under a read-also marker, and labels."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import urlsplit

from lxml import etree
from lxml.etree import _Element as Element

from pipelines.cleaning.line.appended_lines import is_paragraph
from pipelines.cleaning.line.headlines import Headlines
from pipelines.cleaning.line.lines import line_of
from pipelines.cleaning.line.marker_spots import marker_at_start
from pipelines.cleaning.line.wordings import wordings
from pipelines.cleaning.main_content.around import ASIDE
from pipelines.cleaning.page.asides.buttons import is_button
from pipelines.cleaning.page.asides.containers import WHOLE, Containers
from pipelines.cleaning.page.asides.element_text import (
    LEVELS_MAX,
    beginning_of,
    begins_with,
    in_paragraph,
    text_of,
)
from pipelines.cleaning.page.asides.labels import INLINE, LABEL_MAX, is_prose_about, open_label
from pipelines.cleaning.page.asides.unmarked import unmarked_blocks
from pipelines.cleaning.page.text_lines import text_lines
from pipelines.text.fold import fold

# A marker has at most seven words; the longest one that the language files compose has 48 characters.
_MARKER_MAX = 60
# Of an element's characters: lists of headlines are links with a date or a section between them.
_LINK_SHARE = 0.6
# A link's text that is a headline, not a section's name or "more"; right behind a marker even a short one is.
_HEADLINE_MIN = 20
_HEADLINE_BEHIND_MARKER_MIN = 6
_HEADLINES_MAX = 12
# Each costs a look at the elements around it; a page that has more is no article.
_MARKS_MAX = 40
# Of an appended article, after its marker; those further down keep their class names.
_APPENDED_ELEMENTS = 2_000
# A marker's siblings that are looked at.
_SIBLINGS_MAX = 200
# Of a card: a dozen headlines with summaries. What is longer is no card but the page's content.
_CARD_MAX = 4_000
# Of the summary of one article in a card at the end of the page; a whole article has more.
_SUMMARY_MAX = 400
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})  # which extractors drop without text after them
_SKIPPED = frozenset({"script", "style", "noscript", "template", "nav", "header", "footer"})


@dataclass(frozen=True, slots=True)
class Blocks:
    """Headlines of other articles on a page.

    Attributes:
        known: of all blocks, most-read lists included.
        related: of those under a marker that means this article (`اقرأ أيضا`).
        marks: texts of the markers and labels themselves.
        kept: lines that are text wherever they stand beside the article's: markers, labels, headlines, cards.
        aside: lines of cards and of lists: no story's, whatever they look like.
        buttons: texts of markers that close a card, and have nothing under them.
    """

    known: tuple[str, ...]
    related: tuple[str, ...]
    marks: tuple[str, ...]
    kept: frozenset[str]
    aside: frozenset[str]
    buttons: frozenset[str]


@dataclass(slots=True)
class _Found:
    """What is found on a page, in its order; dicts stand for ordered sets."""

    known: dict[str, None] = field(default_factory=dict)
    related: dict[str, None] = field(default_factory=dict)
    marks: dict[str, None] = field(default_factory=dict)
    aside: dict[str, None] = field(default_factory=dict)
    appended: dict[str, None] = field(default_factory=dict)
    buttons: dict[str, None] = field(default_factory=dict)

    def set_aside(self, element: Element) -> None:
        """Sets an element aside, with its lines."""
        element.set(ASIDE, "")
        self.aside.update(dict.fromkeys(text_lines(element).split("\n")))


def open_read_also(root: Element, beginnings: Iterable[Element], url: str = "") -> Blocks:
    """Sets read-also blocks and labels aside, in place.

    A whole article under a marker keeps its elements but loses the class names for which an extractor
    would drop it.

    Args:
        root: the page.
        beginnings: its elements whose text may begin with a marker or label, as `read_marks` notes them.
        url: its address; links to other sites make no block without a marker.
    """
    etree.strip_attributes(root, ASIDE)
    found = _Found()
    around = Containers()
    looks = 0
    for element, own in _short_texts(beginnings):
        if looks >= _MARKS_MAX:
            break
        folded = fold(own)
        is_line = element.tag == "br"
        label = wordings().label.match(folded)
        is_label = label is not None and not is_prose_about(label)
        may_mark = not is_label and len(own) <= _MARKER_MAX and wordings().marker.match(folded)
        spot = marker_at_start(line_of(own), Headlines()) if may_mark else None
        # Most are neither, and need not be looked for in the page.
        if not (is_label or spot) or _is_gone(element, root) or _is_aside(element):
            continue
        looks += 1
        if spot is None:
            found.marks.update(dict.fromkeys([own] if is_line else open_label(element)))
            continue
        if not is_line and len(beginning_of(element, _CARD_MAX)) > _CARD_MAX:
            continue  # most of a page stands in it
        marker = element if is_line else _widen(element)
        text = own if is_line else text_of(marker)
        if not is_line and not spot.headline and is_button(marker, text):
            found.buttons[text] = None
            marker.set(ASIDE, "")
            continue
        is_alone = is_line or not _links_beside(marker)
        headlines = _open_lines(element, own, found) if is_line else _open(marker, found)
        found.marks[text] = None
        container = marker.getparent()
        if is_alone and len(headlines) <= 1 and container is not None and ASIDE not in container.attrib:
            found.appended.update(dict.fromkeys(around.appended(container, text)))
        found.known.update(dict.fromkeys(headlines))
        if spot.sure:
            found.related.update(dict.fromkeys(headlines))
    _open_unmarked(root, url, found)
    kept = frozenset((*found.marks, *found.known, *found.aside, *found.appended))
    return Blocks(
        tuple(found.known),
        tuple(found.related),
        tuple(found.marks),
        kept,
        frozenset(found.aside),
        frozenset(found.buttons),
    )


def _open_unmarked(root: Element, url: str, found: _Found) -> None:
    for block in unmarked_blocks(root, urlsplit(url).hostname):
        for part in block.elements:
            found.set_aside(part)
        found.known.update(dict.fromkeys(block.headlines))
        found.related.update(dict.fromkeys(block.headlines))


def _short_texts(beginnings: Iterable[Element]) -> list[tuple[Element, str]]:
    """Those whose own text, or line breaks whose line, is short; with that text."""
    texts = ((one, one.tail if one.tag == "br" else one.text) for one in beginnings)
    short = ((one, " ".join((text or "").split())) for one, text in texts)
    return [(one, own) for one, own in short if 0 < len(own) <= LABEL_MAX]


def _is_gone(element: Element, root: Element) -> bool:
    """Whether an element was taken out of its page."""
    return element is not root and next((one for one in element.iterancestors() if one is root), None) is None


def _is_aside(element: Element) -> bool:
    return any(ASIDE in one.attrib for one in islice(element.iterancestors(), LEVELS_MAX))


def _widen(element: Element) -> Element:
    """The largest element that holds the marker and nothing else."""
    own = len("".join(text_of(element).split()))
    for parent in islice(element.iterancestors(), LEVELS_MAX):
        if parent.tag in WHOLE or len(beginning_of(parent, own)) > own:
            break
        element = parent
    return element


def _links(element: Element, least: int = _HEADLINE_MIN) -> list[str]:
    """Texts of the links in an element that can be headlines."""
    links = [element] if element.tag == "a" else list(element.iter("a"))
    return list(
        dict.fromkeys(text for link in links if link.get("href") and len(text := text_of(link)) >= least)
    )


def _links_beside(marker: Element) -> list[str]:
    """Headlines in a marker's own element, which may itself be a link to more."""
    return [one for one in _links(marker) if one != text_of(marker)]


def _open(marker: Element, found: _Found) -> list[str]:
    """Sets aside what stands under a marker; the headlines of other articles there."""
    if links := _links_beside(marker):  # the marker and its headline in one paragraph
        _make_plain(marker)
        return links
    if in_paragraph(marker):
        return _open_lines(marker, text_of(marker), found)
    if (card := _card(marker)) is not None:
        links = _links(card)
        _links_to_lines(card)
        found.set_aside(card)
        return links
    return _open_list(marker)


def _open_lines(start: Element, marker: str, found: _Found) -> list[str]:
    """Sets aside the links behind a marker that is a line of its block; no element is changed.

    Args:
        start: the marker's element, or the line break that it stands behind.
        marker: its text.
        found: what was found on the page.
    """
    block = next((one for one in start.iterancestors() if one.tag not in INLINE), None)
    if block is None:
        return []
    elements, links = ([] if start.tag == "br" else [start]), list[str]()
    at = start.getnext()
    before = None if start.tag == "br" else start
    while at is not None and len(links) < _HEADLINES_MAX:
        if before is not None and any(map(str.isalnum, before.tail or "")):
            break
        headline = text_of(at)
        if headline and headline not in _links(at, _HEADLINE_BEHIND_MARKER_MIN):
            break
        if headline:
            elements.append(at)
            links.append(headline)
        before, at = at, at.getnext()
    if links:
        aside = [line for line in text_lines(block).split("\n") if _is_made_of(line, (marker, *links))]
        if len("".join(aside)) == len(text_of(block)):
            elements = [block]
        for element in elements if aside else ():
            element.set(ASIDE, "")
        # A headline on a line of its own may be a whole article's.
        found.aside.update(dict.fromkeys(line for line in aside if line not in {marker, *links}))
    return links


def _is_made_of(line: str, parts: tuple[str, ...]) -> bool:
    for part in sorted(parts, key=len, reverse=True):
        line = line.replace(part, " ")
    return not any(map(str.isalnum, line))


def _card(marker: Element) -> Element | None:
    """The wrapper that begins with a marker and is a card: the article goes on behind it, or it names several others."""
    card = None
    for parent in islice(marker.iterancestors(), LEVELS_MAX):
        if (
            parent.tag in WHOLE
            or not begins_with(parent, marker)
            or len(beginning_of(parent, _CARD_MAX)) > _CARD_MAX
        ):
            break
        card = parent
    if card is None or not _has_prose(card.itersiblings(preceding=True)):
        return None
    links = _links(card)
    rest = len(text_of(card)) - len(text_of(marker)) - sum(map(len, links))
    if (links or " " in text_of(marker)) and _has_prose(card.itersiblings()):
        return card
    if len(links) > 1 or (links and rest <= _SUMMARY_MAX):
        return card
    return None


def _has_prose(siblings: Iterator[Element]) -> bool:
    """Whether a paragraph stands among some siblings, one that is no link."""
    for sibling in islice(siblings, _SIBLINGS_MAX):
        if not isinstance(sibling.tag, str) or sibling.tag in _SKIPPED or ASIDE in sibling.attrib:
            continue
        for text in (text_of(sibling), (sibling.tail or "").strip()):
            if is_paragraph(text) and 2 * sum(map(len, _links(sibling))) < len(text):
                return True
    return False


def _open_list(marker: Element) -> list[str]:
    """Sets aside the links that follow a marker; an article that follows it is made plain."""
    headlines: list[str] = []
    parent = marker.getparent()
    following = [one for one in islice(marker.itersiblings(), _SIBLINGS_MAX) if isinstance(one.tag, str)]
    for sibling in following:
        text = text_of(sibling)
        links = _links(sibling)
        if len(headlines) >= _HEADLINES_MAX or (text and sum(map(len, links)) < _LINK_SHARE * len(text)):
            break
        headlines += links
        _links_to_lines(sibling)
        sibling.set(ASIDE, "")
        if (sibling.tail or "").strip():
            break
    _make_plain(marker)
    # No story's text, also where a whole article follows.
    marker.set(ASIDE, "")
    if headlines or parent is None:
        if parent is not None and begins_with(parent, marker):
            _forget_names(parent)
        return headlines
    # A whole article: beside the marker, or in a wrapper that begins with it.
    wrappers = [parent] if begins_with(parent, marker) else following
    for element in islice((one for wrapper in wrappers for one in wrapper.iter()), _APPENDED_ELEMENTS):
        _forget_names(element)
    return []


def _links_to_lines(element: Element) -> None:
    """Makes each link to an article a line of its own."""
    for link in [element, *element.iter("a")]:
        if link.tag == "a" and len(text_of(link)) >= _HEADLINE_MIN and not in_paragraph(link):
            link.tag = "div"


def _make_plain(element: Element) -> None:
    etree.strip_tags(element, "a")
    for one in element.iter():
        _forget_names(one)
    # Set only there: broken pages have names that lxml refuses to set.
    if element.tag in INLINE | _HEADINGS and not in_paragraph(element):
        element.tag = "p"


def _forget_names(element: Element) -> None:
    for name in ("class", "id", "role"):
        if name in element.attrib:
            del element.attrib[name]
