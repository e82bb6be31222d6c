"""Which lines of a page are its article's: the model's verdicts, and what the structure says of them."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from lxml.etree import _Element as Element

from pipelines.cleaning.main_content.features import Floats
from pipelines.cleaning.main_content.layout import PARAGRAPH_END
from pipelines.cleaning.main_content.long_pages import judge_page
from pipelines.cleaning.main_content.model import CONTENT_MIN, WEIGHTS, Verdicts
from pipelines.cleaning.main_content.segment import Lines, segment
from pipelines.cleaning.main_content.witnesses import Witnesses
from pipelines.text import normalize

# Where no line is likely, the most likely ones are taken that are at least so likely: short news look odd to a model
# that learned from long ones.
_LEAST = 0.15
# Probability below which no page's own border lies, and the power of the odds that its lines are weighed with: a lower
# one finds more of long guides, whose unsure lines are mostly text, and takes readers' comments on news pages.
_BORDER_MIN, _SURER = 0.35, 1.6
# A line alone, with so many units of other text between it and the rest, must be this likely.
_STRAY_GAP, _STRAY_MIN = 600, 0.8
# Prose in elements of the same names and depth, of which so many lines and so large a share are taken, need not be likelier.
_ALIKE_OF, _ALIKE_SHARE, _ALIKE_MIN = 3, 0.7, 0.05
# The share may be smaller where such elements hold so large a part of all that is taken: a gallery is made of them.
_ARTICLE_SHARE, _ARTICLE_PART = 0.25, 0.8
# Prose beside a line taken, of the same kind, need not be likelier than this.
_TWIN_MIN = 0.2
_TABLE = frozenset({"tr", "tbody", "thead", "tfoot", "table"})
_LINKED_MAX = 0.5
# The code of a desk or a reporter, as Iranian agencies put it under their news.
_CODE_LINE = re.compile(r"[\d/ ]{3,14}")


@dataclass(frozen=True, slots=True)
class Content:
    """The lines of a page with what was decided of them.

    Attributes:
        lines: of the page.
        verdicts: the model's; None if the page has no lines.
        chosen: whether each line is the article's.
    """

    lines: Lines
    verdicts: Verdicts | None
    chosen: npt.NDArray[np.bool_]

    def text(self, kept: Collection[str] = ()) -> str:
        """The article's lines, with what was set aside or is to be kept and stands beside one of them.

        Only in the smallest element that holds the article: behind it stand other articles' headlines.
        """
        if not self.chosen.any():
            return ""
        first, end, is_inside = self._node()
        parts: list[tuple[str, bool, bool]] = []  # text, is taken, may be taken
        asides = [one for one in self.lines.aside if first <= one[0] <= end and is_inside(one[1])]
        asides.reverse()
        for at in range(first, end):
            while asides and asides[-1][0] <= at:
                parts.append((asides.pop()[2], False, True))
            text = self.lines.text[at]
            parts.append((text, bool(self.chosen[at]), text in kept))
        parts += [(text, False, True) for *_, text in reversed(asides)]
        taken = [is_taken for _, is_taken, _ in parts]
        for step, order in ((1, range(len(parts) - 2, -1, -1)), (-1, range(1, len(parts)))):
            for at in order:
                taken[at] = taken[at] or (parts[at][2] and taken[at + step])
        text = "\n".join(text for (text, *_), is_taken in zip(parts, taken, strict=True) if is_taken)
        return text.replace(PARAGRAPH_END, "\n")

    def _node(self) -> tuple[int, int, Callable[[int], bool]]:
        """The lines of the smallest element that holds all that is chosen, and whether an element is in it."""
        around = self.lines.around
        at = np.flatnonzero(self.chosen)
        low, high = int(at[0]), int(at[-1])
        node = int(self.lines.blocks[low])
        while node and not around.first[node] <= low <= high < around.end[node]:
            node = int(around.block[around.parent[node]])

        def is_inside(number: int) -> bool:
            while number > node:
                number = int(around.parent[number])
            return number == node

        return int(around.first[node]), int(around.end[node]), is_inside


def find_content(root: Element, witnesses: Witnesses) -> Content:
    """Judges each line of a page.

    Args:
        root: of the page.
        witnesses: what it says of its text.
    """
    lines = segment(root)
    if not lines.text:
        return Content(lines, None, np.zeros(0, np.bool_))
    verdicts = judge_page(lines, witnesses, WEIGHTS)
    chosen = chosen_of(verdicts.second, verdicts.first_table["units"], verdicts.first_table["prose"] > 0)
    _take_alike(lines, chosen, verdicts)
    _take_twins(lines, chosen, verdicts)
    _take_tables(lines, chosen, verdicts.first_table["linked"])
    _take_recipe(lines, chosen, witnesses.recipe)
    for at in reversed(np.flatnonzero(chosen).tolist()):
        if not _CODE_LINE.fullmatch(lines.text[at]):
            break
        chosen[at] = False
    return Content(lines, verdicts, chosen)


def _take_alike(lines: Lines, chosen: npt.NDArray[np.bool_], verdicts: Verdicts) -> None:
    """Takes prose in elements as those that hold most of it: of ten pictures with a text each the last is no less the article's."""
    around, blocks = lines.around, lines.blocks
    parents = around.block[around.parent[blocks]]
    prose = (verdicts.first_table["prose"] > 0) & (verdicts.first_table["linked"] < _LINKED_MAX)
    may = prose & ~chosen & (verdicts.second >= _ALIKE_MIN)
    if not may.any():
        return
    size, depth = len(around.kind), around.depth[blocks]
    kinds = (around.kind[blocks] * size + around.kind[parents]) * size + depth
    _, alike = np.unique(kinds, return_inverse=True)
    units = np.where(prose, verdicts.first_table["units"], 0)
    taken = np.bincount(alike, units * chosen)
    share = taken / np.maximum(np.bincount(alike, units), 1)
    is_article = (taken >= _ARTICLE_PART * taken.sum()) & (share >= _ARTICLE_SHARE)
    is_many = np.bincount(alike, prose & chosen) >= _ALIKE_OF
    chosen |= may & (is_many & (is_article | (share >= _ALIKE_SHARE)))[alike]


def _take_twins(lines: Lines, chosen: npt.NDArray[np.bool_], verdicts: Verdicts) -> None:
    """Takes prose that stands right beside a line taken, in the same kind of element with the same parent."""
    around = lines.around
    prose = verdicts.first_table["prose"] > 0
    may = np.flatnonzero(~chosen & prose & (verdicts.second >= _TWIN_MIN)).tolist()

    def kind(number: int) -> tuple[tuple[str, str], int]:
        block = int(lines.blocks[number])
        parent = int(around.block[around.parent[block]])
        # A cell or wrapper that holds this line alone stands for it.
        while parent and around.end[parent] - around.first[parent] == 1:
            block, parent = parent, int(around.block[around.parent[parent]])
        return around.names[block], parent

    for order, step in ((may, -1), (reversed(may), 1)):
        for at in order:
            beside = at + step
            if 0 <= beside < len(chosen) and chosen[beside] and kind(at) == kind(beside):
                chosen[at] = True


def _take_tables(lines: Lines, chosen: npt.NDArray[np.bool_], linked: Floats) -> None:
    """Takes rows of data between lines of the article that stand beside their table: results, prices, rankings are news."""
    at = np.flatnonzero(chosen)
    if not len(at):
        return
    around = lines.around
    above = around.block[around.parent]
    beside = set(above[lines.blocks[at]].tolist())
    tags = [tag for tag, _ in around.names]
    first, last = int(at[0]), int(at[-1])
    for number, block in enumerate(lines.blocks[first:last].tolist(), first):
        if tags[block] != "tr" or linked[number] >= _LINKED_MAX:
            continue
        table = block
        while table and tags[table] in _TABLE:
            table = int(above[table])
        chosen[number] |= table in beside


def _take_recipe(lines: Lines, chosen: npt.NDArray[np.bool_], recipe: Sequence[str]) -> None:
    """Takes the lines that the page states as its recipe, of two words or more; they may be parts of what it states."""
    stated = " | ".join(map(normalize, recipe))
    for at, text in enumerate(lines.text if stated else ()):
        if not chosen[at] and (line := normalize(text)) and " " in line and line in stated:
            chosen[at] = True


def chosen_of(likely: Floats, units: Floats, prose: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Which lines are taken by their probabilities and sizes and by whether they are prose, without strays."""
    top = float(likely.max())
    if top >= CONTENT_MIN:
        # Unsure rows and short lines are a table of fixtures below the news, captions, links.
        chosen = (likely >= CONTENT_MIN) | (prose & (likely >= _border(likely, units)))
    else:
        chosen = likely >= max(_LEAST, 0.8 * top)
    at = np.flatnonzero(chosen)
    if len(at) < 3:
        return chosen
    between = np.diff(np.cumsum(np.where(chosen, 0, units))[at])
    before = np.concatenate(([np.inf], between)) > _STRAY_GAP
    after = np.concatenate((between, [np.inf])) > _STRAY_GAP
    chosen[at[before & after & (likely[at] < _STRAY_MIN)]] = False
    return chosen


def _border(likely: Floats, units: Floats) -> float:
    """The probability from which a page's lines have the best F1 to be expected.

    It is lower on a page with many lines that the model is unsure of, most of which would be lost.
    """
    sure = likely.astype(np.float64) ** _SURER
    content = units * sure / (sure + (1 - likely.astype(np.float64)) ** _SURER)
    order = np.argsort(-likely, kind="stable")
    right = np.cumsum(content[order])
    expected = 2 * right / (np.cumsum(units[order], dtype=np.float64) + right[-1])
    return max(float(likely[order[int(np.argmax(expected))]]), _BORDER_MIN)
