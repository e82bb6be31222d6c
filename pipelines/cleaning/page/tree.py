"""A page as a tree: parsing that takes anything, and the few ways in which cleaning changes a tree."""

import re
from collections.abc import Iterable
from itertools import islice

from cssselect import SelectorError
from lxml import etree
from lxml.cssselect import CSSSelector
from lxml.etree import _Element as Element

from pipelines.cleaning.limits import check_source, check_tree
from pipelines.errors import BadInputError, NoArticleError
from pipelines.text.markup import EXCLUDED_CONTROLS, EXCLUDED_NONCHARACTERS
from pipelines.text.page_tree import take_in_rest

# Of an article's page they hold no text; what is left parses, copies and searches in half the time.
_TEXTLESS = ("style", "svg", "noscript", "template", "iframe", "object", "embed", "canvas")
# Links to a mark on the page, elements that one skips, and characters of a mark ("end of recommended stories").
_SKIPS_MAX, _SKIPPED_MAX, _MARK_MAX = 100, 30, 80
_LABELS = frozenset({"span", "p", "div", "strong", "b", "em", "small", "a", "label"})
_UNSEEN_NAMES = frozenset(
    {
        "vh",
        "sr-only",
        "visually-hidden",
        "visuallyhidden",
        "hidden-visually",
        "screen-reader-text",
        "screenreader-text",
    }
    | {"screen-reader-only", "u-visually-hidden", "is-visually-hidden", "show-for-sr"}
)
# Of a text in `<noscript>`; what is shorter asks to turn scripts on.
_PARAGRAPHS_MIN, _PARAGRAPH_MIN = 2, 100
# Elements of a page that are asked for it, paragraphs in all of them, and texts of each.
_SCRIPTLESS_MAX, _PARAGRAPHS_MAX, _TEXTS_MAX = 1_000, 500, 100
_NAMES_MAX = 1_000  # characters of a class or id
_TO_SPACES = bytes.maketrans(EXCLUDED_CONTROLS, b" " * len(EXCLUDED_CONTROLS))
# Characters that XML excludes, as references: lxml reads them into its tree, and then refuses to write what it read.
# Without IGNORECASE: a pattern that begins with plain letters is looked for many times faster.
_REFERENCES = re.compile(
    rb"&\#(?: 0*(?:[0-8]|1[1245-9]|2[0-9]|3[01]|6553[45]) (?![0-9])"
    rb"     | [xX]0*(?:[0-8bcefBCEF]|1[0-9a-fA-F]|[fF]{3}[efEF]) (?![0-9a-fA-F]) );?",
    re.VERBOSE,
)


def parse(text: str) -> Element:
    """Parses a page; whatever is in it, something comes out, unless it is too large for an article.

    Elements without text (styles, drawings, frames) are dropped, scripts are kept for their JSON-LD.

    Raises:
        NoArticleError: there is no element in it, or more than an article has.
    """
    tags = check_source(text)
    if not text or text.isspace():
        raise NoArticleError("the page is empty")
    data = _without_excluded(text)
    # Without huge_tree the parser stops at the 256th level, which pages with unclosed tags reach.
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, collect_ids=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError) as error:
        raise NoArticleError("the page is no HTML") from error
    if root is None:
        raise NoArticleError("the page is no HTML")
    take_in_rest(root)
    _show_scriptless(root)
    etree.strip_elements(root, *_TEXTLESS, with_tail=False)
    check_tree(root, text, tags)
    return root


def _show_scriptless(root: Element) -> None:
    """Makes what a page that scripts draw has for readers without them its own, if that is an article."""
    asked = 0
    for one in list(islice(root.iter("noscript"), _SCRIPTLESS_MAX)):
        long = 0
        for paragraph in islice(one.iter("p"), _PARAGRAPHS_MAX - asked):
            asked += 1
            long += sum(map(len, islice(paragraph.itertext(), _TEXTS_MAX))) >= _PARAGRAPH_MIN
            if long == _PARAGRAPHS_MIN:
                one.tag = "div"
                break


def _without_excluded(text: str) -> bytes:
    """A page's source without characters that XML excludes; as bytes, since lxml refuses text that declares an encoding."""
    for character in EXCLUDED_NONCHARACTERS:
        if character in text:
            text = text.replace(character, " ")
    data = text.encode("utf-8", "replace")
    if len(data.translate(None, EXCLUDED_CONTROLS)) < len(data):
        # Hardly a page has any.
        data = data.translate(_TO_SPACES)
    return _REFERENCES.sub(b" ", data)


def drop(element: Element) -> None:
    """Takes an element out of its tree; the text behind it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
        element.tail = None
    parent.remove(element)


def drop_skipped(links: Iterable[Element]) -> None:
    """Drops what a page offers to skip: what stands between a link to a mark behind it and that mark, beside each other.

    Args:
        links: of the page, those to a mark on it.
    """
    skips = (link for link in links if len(link.get("href") or "") > 1)
    for link in list(islice(skips, _SKIPS_MAX)):
        target = link.get("href", "")[1:]
        between: list[Element] = [link]
        for one in islice(link.itersiblings(), _SKIPPED_MAX):
            if one.get("id") == target:
                if not len(one) and len(one.text or "") <= _MARK_MAX:
                    between.append(one)
                for skipped in between:
                    drop(skipped)
                break
            if one.tag == "h1" or one.find(".//h1") is not None:
                break
            between.append(one)


def drop_unseen(named: Iterable[Element]) -> None:
    """Drops labels for screen readers: "Author," before a name, "opens in a new window" behind a link.

    Args:
        named: elements whose names may say that they are hidden from sight.
    """
    for one in named:
        is_label = one.tag in _LABELS and not len(one) and len(one.text or "") <= _MARK_MAX
        if is_label and not _UNSEEN_NAMES.isdisjoint(one.get("class", "").lower().split()):
            drop(one)


def select(root: Element, selector: str) -> list[Element]:
    """Elements that a CSS selector of a source picks.

    Raises:
        BadInputError: the selector is no CSS.
    """
    try:
        return list(CSSSelector(selector, translator="html")(root))
    except SelectorError as error:
        raise BadInputError(f"CSS selector {selector!r}: {error}") from error


def names_of(element: Element) -> str:
    """Class and id of an element, as one text; of hostile ones the beginning."""
    return f"{element.get('class', '')[:_NAMES_MAX]} {element.get('id', '')[:_NAMES_MAX]}"
