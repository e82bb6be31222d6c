"""The lines around a headline, where pages say who wrote an article, and when."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from lxml import etree
from lxml.etree import _Element as Element

from pipelines.cleaning.page.other_parts import (
    MENU_ROLES,
    describes_another_thing,
    headline_words,
    is_card,
    names_others,
)
from pipelines.cleaning.page.text_lines import one_line
from pipelines.cleaning.page.tree import names_of

# These do not end a line; every other element does.
_INLINE = frozenset(
    "a abbr b bdi bdo cite code data em font i img ins kbd label mark q s small span strong sub sup time u var wbr".split()  # noqa: SIM905 (one name a line fills a page)
)
_UNSEEN = frozenset(
    "script style noscript template iframe svg select option textarea object video audio form figure".split()  # noqa: SIM905 (as above)
)
ONE_PERSON = r"/(?!(?:19|20)\d\d/)[^/?#]"
"""Behind a word for people in an address; columns of a day stand there, too (`/columnists/2012/01/17/…`)."""
PERSON = re.compile(
    r"/(?:authors?|auteurs?|autor(?:es|in|en)?|writers?|people|profiles?|staff|contributors?|columnists?|editors?|by|team|reporters?|katib"
    rf"|journalists?|user|users|redaktion|redacteurs?){ONE_PERSON}",
    re.IGNORECASE,
)
"""In the address of a person's page on a site."""

# In lower case: of an element that holds a name and nothing else, beside one with the author's post.
_NAME = re.compile(r"(?:^|[\s_-])(?:author|byline|writer)[_-]?name(?:$|[\s_-])")
OTHER_WORK = r"edit(?:ed|ing)|photograph\w*|photos?\b|illustrat\w*|produced|graphics?\b|translat\w*"
"""What others than the author did for an article, as a pattern."""
REVIEWED = re.compile(
    rf"(?:review|check|approved|verified|{OTHER_WORK})[^|/•·;]*$",
    re.IGNORECASE,
)
"""Who stands behind these did not write the article."""
_LINES = 40
PROSE_MIN = 160
"""Characters; a longer line is a paragraph."""
BARS = re.compile(r"\s*[|•·⋅●∙]\s*")
"""What parts a name, a section and a date in one line."""
SENTENCE_ENDS = (".", "!", "?", "۔", "؟", "。")
# What may stand before the point at the end of a name: Jr., Sr., an initial.
_ABBREVIATED = re.compile(r"\b(?:Jr|Sr|[A-Z])\.$")
# A text begins at a paragraph, or with so many lines of so many characters: a standfirst has fewer; at the latest here.
_SENTENCES, _SENTENCE_MIN, _BESIDE = 3, 80, 14
_PROSE = 900  # characters of paragraphs; dates further on belong to the story
_ELEMENTS = 600
_LEVELS = 4  # up from the headline, for what stands before it
_SIBLINGS = 3
# Elements whose `title` may hold their date in full.
_TITLED = frozenset({"abbr", "time", "span", "a", "em", "small", "p", "div"})
_TITLE_MAX = 60
_DAY_IN_TITLE = re.compile(r"\d{4}|\d{1,2}[./-]\d{1,2}[./-]\d{2}")
# In lower case: of other elements than `<time>` whose attributes for scripts may hold their day, and such a day.
_IS_DATE = re.compile(r"(?:^|[\s_-])(?:date|time|timestamp|published)(?:$|[\s_-])")
_DATA_DAY = re.compile(r"(?:19|20)\d\d-\d\d-\d\d(?!\d)")
_ABOVE_MAX = 160
_BYLINE_ELEMENTS = 40  # of a footer or menu
_ABOVE = 12  # lines
_ABOVE_ELEMENTS = 60  # a menu has more


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date that an element gives to machines: `<time datetime>`, `itemprop`, the `title` of an `<abbr>`.

    Attributes:
        value: as written.
        names: class, id and `itemprop` of the element.
        before: what its line says before it.
    """

    value: str
    names: str
    before: str


@dataclass(frozen=True, slots=True)
class HeaderLine:
    """A line near the headline.

    Attributes:
        text: with a space wherever elements meet.
        names: class, id, `itemprop` and `rel` of the elements in it, and of the block around them.
        stamps: dates for machines in it.
        people: texts of links in it that lead to a person's page, and of elements that are called an author's name.
        linked: number of words of links in it that may be headlines of other articles.
        is_above: it stands before the headline.
    """

    text: str
    names: str
    stamps: tuple[Stamp, ...] = ()
    people: tuple[str, ...] = ()
    linked: int = 0
    is_above: bool = False


@dataclass(slots=True)
class _Line:
    pieces: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    stamps: list[Stamp] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    linked: int = 0

    def done(self) -> HeaderLine:
        return HeaderLine(
            self.text(), " ".join(self.names), tuple(self.stamps), tuple(self.people), self.linked
        )

    def add(self, text: str | None) -> None:
        """Most texts between elements are only space."""
        if text and not text.isspace():
            self.pieces.append(text)

    def text(self) -> str:
        return " ".join(" ".join(self.pieces).split()) if self.pieces else ""


def is_sentence(text: str) -> bool:
    """Whether a line ends as sentences do, and lines of names do not: `Tom Hale Jr.` is none."""
    return text.endswith(SENTENCE_ENDS) and not _ABBREVIATED.search(text)


def header_lines(root: Element, heading: Element | None, title: str) -> list[HeaderLine]:
    """The lines after a headline down to the first paragraphs, in their order, then the few above it.

    What stands in the headline beside the title is the first line. Without a headline it is the beginning of
    `<article>`, `<main>` or the page.
    """
    if heading is None:
        start = next((one for tag in ("article", "main", "body") for one in islice(root.iter(tag), 1)), root)
        return list(_lines(_inside(start)))
    before, found, after = one_line(heading).partition(title)
    rest = f"{before} {after}".strip() if found else ""
    beside = [HeaderLine(rest, names_of(heading))] if rest else []
    return [*beside, *_lines(_after(heading)), *_above(heading)]


def before_text(lines: Sequence[HeaderLine]) -> int:
    """How many lines from the headline on stand before the article's text: what comes later is about something else."""
    sentences = 0
    for number, line in enumerate(lines[:_BESIDE]):
        sentences += len(line.text) >= _SENTENCE_MIN and not line.is_above
        if len(line.text) >= PROSE_MIN or sentences >= _SENTENCES:
            return number
    return min(_BESIDE, len(lines))


def _inside(start: Element) -> Iterator[tuple[str, Element]]:
    """Events `start`, `end` and `tail` of the elements below one."""
    walker = etree.iterwalk(start, events=("start", "end"))
    for event, element in walker:
        if event == "start" and element is not start and _is_other(element):
            walker.skip_subtree()
            continue
        yield event, element
        if event == "end" and element is not start:
            yield "tail", element


def _after(heading: Element) -> Iterator[tuple[str, Element]]:
    """The same events for everything behind an element."""
    node: Element | None = heading
    while node is not None:
        yield "tail", node
        for sibling in node.itersiblings():
            if not _is_other(sibling):
                yield from _inside(sibling)
            yield "tail", sibling
        node = node.getparent()
        if node is not None:
            yield "end", node


def _is_other(element: Element) -> bool:
    if element.tag in {"footer", "nav"}:
        return not _is_byline(element)
    return (
        element.tag in _UNSEEN
        or element.get("role") in MENU_ROLES
        or names_others(names_of(element))
        or describes_another_thing(element)
        or is_card(element)
    )


def _is_byline(element: Element) -> bool:
    """Whether a footer or menu is a headline's, with author and date: it is short, and in the article or with a marked date."""
    is_dated = any(
        one.tag == "time" or (one.get("itemprop") or "").startswith("date")
        for one in islice(element.iter("*"), _BYLINE_ELEMENTS)
    )
    is_own = element.tag == "footer" and any(True for _ in element.iterancestors("article", "main", "header"))
    return (is_own or is_dated) and len(one_line(element)) <= _ABOVE_MAX


def _lines(events: Iterator[tuple[str, Element]]) -> Iterator[HeaderLine]:
    line, prose, count = _Line(), 0, 0
    for number, (event, element) in enumerate(events):
        if number > _ELEMENTS or count >= _LINES or prose >= _PROSE:
            break
        if event == "tail":
            line.add(element.tail)
            continue
        if element.tag not in _INLINE and (text := line.text()):
            yield line.done()
            count += 1
            prose += len(text) if len(text) >= PROSE_MIN else 0
            line = _Line()
        if event == "start":
            _open(line, element)
    if line.text():
        yield line.done()


def _open(line: _Line, element: Element) -> None:
    if element.tag not in _INLINE and not line.text():
        line.names.clear()
    names = _marks(element)
    line.names.append(names)
    lower = names.lower()
    value = element.get("datetime") or (element.get("content") if "date" in lower else None)
    if value is None and element.tag in _TITLED and (title := element.get("title")):
        # Beside `7 years ago` it holds the day; another title is a text, or a number of the article.
        is_day = len(title) <= _TITLE_MAX and _DAY_IN_TITLE.search(title) and not title.isdecimal()
        value = title if is_day else None
    if value is None and (element.tag == "time" or _IS_DATE.search(lower)):
        names, value = _of_data(element, names)
    if value:
        line.stamps.append(Stamp(value, names, line.text()))
    if element.tag == "a":
        if not PERSON.search(element.get("href") or ""):
            line.linked += headline_words(element)
        elif not REVIEWED.search(line.text()):
            line.people.append(one_line(element))
    elif not len(element) and _NAME.search(lower) and not REVIEWED.search(line.text()):
        line.people.append(one_line(element))
    line.add(element.text)


def _of_data(element: Element, names: str) -> tuple[str, str | None]:
    """The day that an element gives to the page's scripts, and its names with that attribute's: `<time data-published=…>`."""
    for key, value in element.items():
        if key.startswith("data-") and len(value) <= _TITLE_MAX and _DATA_DAY.match(value):
            return f"{names} {key}", value
    return names, None


def _marks(element: Element) -> str:
    return f"{names_of(element)} {element.get('itemprop') or ''} {element.get('rel') or ''}".strip()


def _above(heading: Element) -> Iterator[HeaderLine]:
    """The few short lines before a headline, the nearest first."""
    node, count = heading, 0
    for _ in range(_LEVELS):
        for sibling in islice(node.itersiblings(preceding=True), _SIBLINGS):
            if not isinstance(sibling.tag, str) or _is_other(sibling) or _is_of_site(sibling):
                continue
            for line in reversed(list(_lines(_inside(sibling)))):
                if 0 < len(line.text) <= _ABOVE_MAX and count < _ABOVE:
                    count += 1
                    yield replace(line, is_above=True)
        parent = node.getparent()
        if parent is None or parent.tag in {"body", "html"}:
            return
        node = parent


def _is_of_site(element: Element) -> bool:
    """Whether what stands above a headline is the site's bar, which dates today: it is large, or has a menu or a form."""
    is_large = sum(1 for _ in islice(element.iter(), _ABOVE_ELEMENTS + 1)) > _ABOVE_ELEMENTS
    return is_large or any(True for _ in element.iter("nav", "form"))
