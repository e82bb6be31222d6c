"""The layout of a source's pages: where their text stands, learned from what the general extractor took.

A layout is the path to the content node and, for each kind of block in it (tags and class names on the way
from the node), whether the extractor takes such blocks. Pages that fit are then read by walking that node;
the result is what the extractor would have taken, by the evidence of the pages that it was compared on.
"""

import itertools
import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from pipelines.cleaning.page.text_lines import PlacedLine, placed_lines

# Pages in a row that the layout must foretell line by line before a page is read by it.
_AGREED = 3
# Characters; what is shorter is soon read by the general extractor, and may be a video's caption.
_SHORT = 250
# Of the text taken: more links than that are a list, not an article.
_LINKS_MAX = 0.3
# Elements between the content node and a block in it; pages with unclosed tags nest thousands deep.
_DEPTH_MAX = 40
# Blocks that stand beside paragraphs in an article.
_BESIDE = frozenset({"h2", "h3", "h4", "ul", "ol", "blockquote"})
# Layouts that are learned of one source: its articles, videos, opinion; more would be one a page.
_LAYOUTS_MAX = 8
# Numbers in class names and ids are a post's, a story's, a slot's.
_NUMBER = re.compile(r"\d+")

Step = tuple[str, frozenset[str]]
"""An element on the way to the content node: its tag, and names that it must have."""


@dataclass(frozen=True, slots=True)
class Observed:
    """A page as the general extractor read it.

    Attributes:
        path: the steps from the root's child to the content node, the smallest element that holds all lines taken.
        taken: for each line of the node its kind of block, and whether it was taken.
        text: the lines taken, and what is kept beside them.
    """

    path: tuple[Step, ...]
    taken: tuple[tuple[str, bool], ...]
    text: str


@dataclass(slots=True)
class _Layout:
    path: tuple[Step, ...]
    verdicts: dict[str, bool | None] = field(default_factory=dict)  # None: it was so and so
    agreed: int = 0


class Layouts:
    """What is learned of one source's pages, a page at a time."""

    def __init__(self) -> None:
        self._layouts: list[_Layout] = []

    def read(self, root: Element, kept: Collection[str]) -> str | None:
        """The text of a page by a layout that it fits; None if it fits none.

        Args:
            root: the page.
            kept: lines that are text wherever they stand beside a line that is taken.
        """
        for layout in self._layouts:
            if layout.agreed >= _AGREED and (text := _read(root, layout, kept)) is not None:
                return text
        return None

    def learn(self, seen: Observed) -> None:
        """Takes in a page that the general extractor read."""
        for layout in self._layouts:
            if (path := _common(layout.path, seen.path)) is not None:
                layout.path = path
                _take_in(layout, seen)
                return
        if len(self._layouts) < _LAYOUTS_MAX:
            layout = _Layout(seen.path)
            _take_in(layout, seen)
            self._layouts.append(layout)


def observe(page: Sequence[PlacedLine], lines: Sequence[str], kept: Collection[str]) -> Observed | None:
    """Finds the lines that an extractor took in the page; None if they are not lines of the page, in order.

    Args:
        page: its lines.
        lines: what the extractor took.
        kept: as `Layouts.read`.
    """
    places = _align([_words(line) for line in lines], [line.text for line in page])
    if places is None:
        return None
    node = _common_ancestor([page[at].element for at in places])
    path = _path(node)
    is_inside = _Inside(node)
    first = next(at for at, line in enumerate(page) if is_inside(line.element))
    inside = list(itertools.takewhile(lambda line: is_inside(line.element), page[first:]))
    kinds = _kinds(inside, node)
    if not path or kinds is None:
        return None
    taken = _with_gaps(inside, [first + at in places for at in range(len(inside))])
    judged = [
        (kind, was)
        for kind, was, line in zip(kinds, taken, inside, strict=True)
        if was or line.text not in kept
    ]
    return Observed(path, tuple(judged), _join(inside, taken, kept))


def _read(root: Element, layout: _Layout, kept: Collection[str]) -> str | None:
    node = _find(root, layout.path)
    if node is None:
        return None
    lines = placed_lines(node)
    kinds = _kinds(lines, node)
    if kinds is None:
        return None
    taken = []
    for line, kind in zip(lines, kinds, strict=True):
        verdict = layout.verdicts.get(kind)
        if verdict is None and line.text not in kept:
            return None
        taken.append(bool(verdict))
    size = sum(len(line.text) for line, take in zip(lines, taken, strict=True) if take)
    linked = sum(len(line.text) for line, take in zip(lines, taken, strict=True) if take and line.linked)
    if size < _SHORT or linked > _LINKS_MAX * size:
        return None
    return _join(lines, taken, kept)


def _take_in(layout: _Layout, seen: Observed) -> None:
    kinds = {kind for kind, _ in seen.taken}
    foretold = kinds <= layout.verdicts.keys()
    wrong = False
    for kind, taken in seen.taken:
        if layout.verdicts.setdefault(kind, taken) is not taken:
            layout.verdicts[kind] = None
            wrong = True
    if wrong:
        layout.agreed = 0
    elif foretold:
        layout.agreed += 1


def _with_gaps(lines: Sequence[PlacedLine], taken: Sequence[bool]) -> list[bool]:
    """Takes subheadings, lists and quotes between paragraphs taken, which extractors that look for paragraphs lose.

    They must stand beside the paragraphs in the same element, without class or id, and be no links.
    """
    beside = Counter(
        parent
        for line, take in zip(lines, taken, strict=True)
        if take and line.element.tag == "p" and (parent := line.element.getparent()) is not None
    )
    filled = list(taken)
    if beside:
        [(parent, _)] = beside.most_common(1)
        last = max(at for at, take in enumerate(taken) if take)
        for at in range(taken.index(True), last):
            block = lines[at].element
            if block.tag in {"li", "p"} and (above := block.getparent()) is not None:
                block = above
            own = block.tag in _BESIDE and block.getparent() is parent and not _names(block)
            filled[at] = filled[at] or (own and not lines[at].linked)
    return filled


def _join(lines: Sequence[PlacedLine], taken: Sequence[bool], kept: Collection[str]) -> str:
    """The lines taken, and those kept that stand beside one of them, be it beside another one kept."""
    included = list(taken)
    for step, order in ((1, range(len(lines) - 2, -1, -1)), (-1, range(1, len(lines)))):
        for at in order:
            if not included[at] and included[at + step] and lines[at].text in kept:
                included[at] = True
    return "\n".join(line.text for line, include in zip(lines, included, strict=True) if include)


def _words(line: str) -> str:
    return " ".join(line.split())


def _align(taken: Sequence[str], page: Sequence[str]) -> dict[int, None] | None:
    """Where in the page's lines those taken stand, in order; None if one is missing.

    Lines that stand there once are sure. One that stands there several times is where it is nearest to
    what follows it (a headline is a link further up, too); after the last sure line, to what precedes it.
    """
    where: dict[str, list[int]] = {}
    for at, text in enumerate(page):
        where.setdefault(text, []).append(at)
    spots = [where.get(text, []) for text in taken]
    sure = [index for index, found in enumerate(spots) if len(found) == 1]
    if not sure or not all(spots):
        return None
    places: list[int] = [0] * len(taken)
    before = len(page)
    for index in range(sure[-1], -1, -1):
        found = [at for at in spots[index] if at < before]
        if not found:
            return None
        before = places[index] = found[-1]
    after = places[sure[-1]]
    for index in range(sure[-1] + 1, len(taken)):
        found = [at for at in spots[index] if at > after]
        if not found:
            return None
        after = places[index] = found[0]
    return dict.fromkeys(places)


def _common_ancestor(elements: Sequence[Element]) -> Element:
    """The smallest element that holds all; each element above them is looked at once, however deep they are."""
    first, *others = elements
    chain = [first, *first.iterancestors()]
    heights = {element: height for height, element in enumerate(chain)}
    lowest = 0
    seen: set[Element] = set()
    for element in others:
        one: Element | None = element
        while one is not None and one not in heights and one not in seen:
            seen.add(one)
            one = one.getparent()
        if one is not None:
            lowest = max(lowest, heights.get(one, 0))
    return chain[lowest]


class _Inside:
    """Whether elements are in a node; remembers those it has seen, because pages nest thousands deep."""

    def __init__(self, node: Element) -> None:
        self._known = {node: True}

    def __call__(self, element: Element) -> bool:
        way = []
        one: Element | None = element
        while one is not None and one not in self._known:
            way.append(one)
            one = one.getparent()
        inside = one is not None and self._known[one]
        self._known.update(dict.fromkeys(way, inside))
        return inside


def _path(node: Element) -> tuple[Step, ...]:
    chain = [node, *node.iterancestors()][:-1]
    return tuple((str(element.tag), frozenset(_names(element))) for element in reversed(chain))


def _names(element: Element) -> list[str]:
    """Class names, and the id with a # before it, without numbers."""
    classes, own = element.get("class"), element.get("id")
    if not classes and not own:
        return []
    found = classes.split() if classes else []
    if own:
        found.append("#" + own.strip())
    return [_NUMBER.sub("0", name) for name in found]


def _common(path: tuple[Step, ...], other: tuple[Step, ...]) -> tuple[Step, ...] | None:
    """A path that both are; None if their tags differ, or none of the names of a node that has some is shared."""
    if [tag for tag, _ in path] != [tag for tag, _ in other]:
        return None
    shared = tuple((tag, names & others) for (tag, names), (_, others) in zip(path, other, strict=True))
    last = (path[-1][1], other[-1][1], shared[-1][1])
    return None if any(last[:2]) and not last[2] else shared


def _find(root: Element, path: Sequence[Step]) -> Element | None:
    """The one element at the end of a path; None if there is none or there are several."""
    found = [root]
    for tag, names in path:
        found = [
            child
            for element in found
            for child in element.iterchildren(tag)
            if not names or names.issubset(_names(child))
        ]
    return found[0] if len(found) == 1 else None


def _kinds(lines: Sequence[PlacedLine], node: Element) -> list[str] | None:
    """For each line the way to its block from the content node, and whether it is all links.

    None if a block is so deep in the node that no site can mean it.
    """
    ways: dict[Element, tuple[str, int]] = {node: ("", 0)}
    kinds = []
    for line in lines:
        missing: list[Element] = []
        element: Element | None = line.element
        while element is not None and element not in ways and len(missing) < _DEPTH_MAX:
            missing.append(element)
            element = element.getparent()
        if element not in ways:
            return None
        way, depth = ways[element]
        for one in reversed(missing):
            way, depth = f"{way}/{one.tag} {' '.join(sorted(_names(one)))}", depth + 1
            ways[one] = (way, depth)
        if depth > _DEPTH_MAX:
            return None
        kinds.append(way + (" linked" if line.linked else ""))
    return kinds
