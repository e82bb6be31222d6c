"""Read-also blocks and labels in a page's HTML: their headlines noted, their text kept for the splitter.

Extractors drop what has many links or a class name like `related`, or take it for the article. So that the
article is found as if the blocks were not there, and a cut in it is always recorded, they are turned into
plain paragraphs that are set aside from extraction; those that stand beside lines of the article are text
again, and `split`, which then knows their headlines, takes them out.
"""

from dataclasses import dataclass
from itertools import chain, islice

from lxml import etree
from lxml.etree import _Element as Element

from pipelines.cleaning.line.headlines import Headlines
from pipelines.cleaning.line.lines import Line
from pipelines.cleaning.line.marker_spots import marker_at_start
from pipelines.cleaning.line.wordings import wordings
from pipelines.cleaning.main_content.segment import ASIDE
from pipelines.text.fold import fold

# A marker has at most five words; the longest one in the language files has 34 characters.
_MARKER_MAX = 45
# Of an element's characters: lists of headlines are links with a date or a section between them.
_LINK_SHARE = 0.6
# A link's text that is a headline, not a section's name or "more".
_HEADLINE_MIN = 20
_HEADLINES_MAX = 12
# A label with a dozen keywords.
_LABEL_MAX = 300
# Each costs a look at the elements around it; a page that has more is no article.
_MARKS_MAX = 40
# Of an appended article, after its marker; those further down keep their class names.
_APPENDED_ELEMENTS = 2_000
# Levels from a marker up to the wrapper that holds nothing else, and a marker's siblings that are looked at.
_LEVELS_MAX = 20
_SIBLINGS_MAX = 200
_INLINE = frozenset({"a", "span", "strong", "b", "em", "i", "u", "font", "label"})
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})  # which extractors drop without text after them
_SKIPPED = frozenset({"script", "style", "noscript", "template", "nav", "header", "footer"})


@dataclass(frozen=True, slots=True)
class Blocks:
    """Headlines of other articles on a page.

    Attributes:
        known: of all blocks, most-read lists included.
        related: of those under a marker that means this article (`اقرأ أيضا`).
        marks: texts of the markers and labels themselves.
        kept: lines that are text wherever they stand beside the article's: markers, labels, headlines.
    """

    known: tuple[str, ...]
    related: tuple[str, ...]
    marks: tuple[str, ...]
    kept: frozenset[str]


def open_read_also(root: Element) -> Blocks:
    """Turns read-also blocks and labels into plain paragraphs that are set aside, in place.

    A whole article under a marker keeps its elements but loses the class names for which an extractor
    would drop it.
    """
    etree.strip_attributes(root, ASIDE)
    known: list[str] = []
    related: list[str] = []
    marks: list[str] = []
    looks = 0
    for element, own in _short_texts(root):
        if element.getparent() is None:
            continue
        if looks >= _MARKS_MAX:
            break
        folded = fold(own)
        if wordings().label.match(folded):
            looks += 1
            marks += _open_label(element)
            continue
        match = wordings().marker.match(folded)
        if len(own) > _MARKER_MAX or not match:
            continue
        if marker_at_start(Line(0, len(own), 0, own, folded), Headlines()) is None:
            continue
        looks += 1
        marker = _widen(element)
        headlines = _open(marker)
        marks.append(_text(marker))
        known += headlines
        related += headlines if match["sure"] else []
    return Blocks(
        tuple(dict.fromkeys(known)),
        tuple(dict.fromkeys(related)),
        tuple(dict.fromkeys(marks)),
        frozenset((*marks, *known)),
    )


def _short_texts(root: Element) -> list[tuple[Element, str]]:
    """Elements whose own text is short and may begin with a marker or label, with that text."""
    may_begin = wordings().may_begin
    return [
        (element, own)
        for element in root.iter()
        if (text := element.text)
        and (own := text.strip())
        and len(own) <= _LABEL_MAX
        and element.tag not in _SKIPPED
        and may_begin(own)
    ]


def _text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _beginning(element: Element, least: int) -> str:
    """The beginning of an element's text without white space; longer than `least`, if the text is."""
    found = ""
    for piece in element.itertext():
        found += "".join(piece.split())
        if len(found) > least:
            break
    return found


def _begins_with(element: Element, part: Element) -> bool:
    start = "".join(_text(part).split())
    return _beginning(element, len(start)).startswith(start)


def _widen(element: Element) -> Element:
    """The largest element that holds the marker and nothing else."""
    own = len("".join(_text(element).split()))
    for parent in islice(element.iterancestors(), _LEVELS_MAX):
        if parent.tag in {"body", "html"} or len(_beginning(parent, own)) > own:
            break
        element = parent
    return element


def _links(element: Element) -> list[str]:
    own = [element] if element.tag == "a" else []
    return [text for link in (*own, *element.iter("a")) if len(text := _text(link)) >= _HEADLINE_MIN]


def _open(marker: Element) -> list[str]:
    found: list[str] = []
    if links := _links(marker):  # the marker and its headline in one paragraph
        _make_plain(marker)
        return links
    parent = marker.getparent()
    following = [one for one in islice(marker.itersiblings(), _SIBLINGS_MAX) if isinstance(one.tag, str)]
    for sibling in following:
        text = _text(sibling)
        links = _links(sibling)
        if len(found) >= _HEADLINES_MAX or (text and sum(map(len, links)) < _LINK_SHARE * len(text)):
            break
        links = list(dict.fromkeys(links))
        found += links
        _as_paragraphs(sibling, links)
    _make_plain(marker)
    if found:
        marker.set(ASIDE, "")
    if found or parent is None:
        if parent is not None and _begins_with(parent, marker):
            _forget_names(parent)
        return found
    # A whole article: beside the marker, or in a wrapper that begins with it.
    wrappers = [parent] if _begins_with(parent, marker) else following
    for element in islice(chain.from_iterable(one.iter() for one in wrappers), _APPENDED_ELEMENTS):
        _forget_names(element)
    return []


def _open_label(element: Element) -> list[str]:
    """Makes a label and its value one plain paragraph; values that are links are set apart by commas.

    Returns its text, nothing if it is part of a longer text.
    """
    if len(_beginning(element, _LABEL_MAX)) > _LABEL_MAX:
        return []
    label = _text(element)
    block, whole = element, label
    parent = element.getparent()
    if element.tag in _INLINE and parent is not None and parent.tag != "body":
        around = _text(parent) if len(_beginning(parent, _LABEL_MAX)) <= _LABEL_MAX else ""
        if around.startswith(label) and len(around) <= _LABEL_MAX:
            block, whole = parent, around
    if len(whole) > _LABEL_MAX or (block is element and element.tag in _INLINE and label.endswith(":")):
        return []
    values = [text for link in block.iter("a") if (text := _text(link)) and text != label]
    tail = block.tail
    block.clear()
    block.tail = tail
    block.tag = "p"
    if values and whole.endswith(values[-1]):
        # A colon says that it is a label, also where the page leaves that to its looks.
        name = whole[: whole.find(values[0])].strip()
        whole = f"{name}{'' if name.endswith(':') else ':'} {'، '.join(values)}"
    block.text = whole
    block.set(ASIDE, "")
    return [block.text]


def _as_paragraphs(element: Element, headlines: list[str]) -> None:
    """Replaces a list of links by one paragraph a headline, set aside."""
    tail = element.tail
    element.clear()
    element.tail = tail
    element.tag = "div"
    element.set(ASIDE, "")
    for headline in headlines:
        paragraph = element.makeelement("p")
        paragraph.text = headline
        element.append(paragraph)


def _make_plain(element: Element) -> None:
    etree.strip_tags(element, "a")
    for one in element.iter():
        _forget_names(one)
    if element.tag in _INLINE | _HEADINGS:  # set only there: broken pages have names that lxml refuses to set
        element.tag = "p"


def _forget_names(element: Element) -> None:
    for name in ("class", "id", "role"):
        if name in element.attrib:
            del element.attrib[name]
