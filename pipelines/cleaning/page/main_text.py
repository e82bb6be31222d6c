"""The main text of a page: a source's own selector, the model's lines, or what the page's scripts hold."""

import itertools
import re
from collections import Counter
from dataclasses import dataclass
from typing import Literal

from lxml.etree import _Element as Element

from pipelines.cleaning.main_content.choose import find_content
from pipelines.cleaning.main_content.lists import is_hardly_one, is_mostly_other, lists_others
from pipelines.cleaning.main_content.witnesses import Witnesses
from pipelines.cleaning.page.comment_notices import without_comments
from pipelines.cleaning.page.markup_lines import markup_lines
from pipelines.cleaning.page.notices import LISTS_ARTICLES
from pipelines.cleaning.page.script_data import script_text
from pipelines.cleaning.page.text_lines import text_lines
from pipelines.cleaning.page.tree import select
from pipelines.errors import NoArticleError

_FRONT_PAGE = "the page is the front page of its site"
_HARDLY_ONE = "the page is not dated, and shows hardly an article among other things"
# Short news are one paragraph; what is shorter than this is a caption or a menu.
_TEXT_MIN = 60
# Characters; a page with less may be a teaser for what its scripts hold.
_TEASER_MAX = 600
# Characters of JSON-LD's copy from which it is a text, and no summary.
_COPY_MIN = 120
# Of the copy's words: a page with fewer of them shows something else, a page with fewer than half a teaser.
_ABOUT, _TEASER = 0.2, 0.5
# So many paragraphs in a row, of so many characters, are no refrain.
_COPIED_OF, _COPIED_MIN = 2, 80
_PULL_QUOTE_MIN = 30
# A sentence about content that stands several times stands in place of posts and films: `To display this content, you must …`.
_PLACEHOLDERS, _PLACEHOLDER_MIN = 2, 60
_OF_CONTENT = re.compile(
    r"\b(?:this|external|embedded|third.party) content|\b(?:diese[rn]?|externe[rn]?|eingebettete[rn]?) inhalt|\b(?:ce|du) contenu"
    r"|\b(?:este|ese) contenido|\b(?:este|o) conte[uú]do|\bquesto contenuto|\bdeze inhoud|\bdette innhold|\bdette indhold|\bdet här innehåll|\btämä sisältö"
    r"|\bt[ęaą] treś[cć]|\btento obsah|\bez a tartalom|\bacest conținut|\bbu içerik|\bkonten ini|\b(?:этот|этого) контент|цей вміст"
    r"|αυτό το περιεχόμενο|هذا المحتو[ىي]|این محتوا|תוכן זה|このコンテンツ|이 콘텐츠|[此该該]内容|此內容",
    re.IGNORECASE,
)
# Characters; each line is looked for in the whole text, which is no work for an article's length only.
_REPEATS_MAX = 60_000
_WORD = re.compile(r"\w+")


Origin = Literal["selector", "page", "json_ld", "recipe", "script_data"]
"""Where a text stood: in what the source's selector picks, in the page's lines, in JSON-LD, in lines and behind them a recipe
of JSON-LD, or in the data of its scripts."""


@dataclass(frozen=True, slots=True)
class MainText:
    """The text of a page.

    Attributes:
        text: paragraphs as lines; "" if the page has none.
        origin: where it stood.
        doubt: why it is no article, on a page that states nothing of one; None if it may be one.
    """

    text: str
    origin: Origin
    doubt: str | None = None


def main_text(
    root: Element,
    witnesses: Witnesses,
    *,
    body_selector: str | None = None,
    kept: frozenset[str] = frozenset(),
    is_front: bool = False,
) -> MainText:
    """Finds the text of a page.

    Args:
        root: the page.
        witnesses: what it says of its text; JSON-LD's copy is taken where the page shows something else.
        body_selector: the source's own CSS, tried first.
        kept: lines that are text wherever they stand beside the article's, which the model does not judge.
        is_front: it stands at its site's bare address.

    Raises:
        NoArticleError: the page lists articles, or is a site's front page.
    """
    if body_selector:
        chosen = "\n".join(text_lines(element) for element in select(root, body_selector))
        if len(chosen) >= _TEXT_MIN:
            return MainText(chosen, "selector")
    content = without_comments(find_content(root, witnesses))
    text = "\n".join(_without_repeats(content.text(kept).split("\n"), kept))
    copy = markup_lines(witnesses.article_body)
    if _is_better(copy, text):
        return MainText(copy, "json_ld")
    recipe = "\n".join(witnesses.recipe)
    if len(recipe) >= _COPY_MIN and _shown(recipe, text) < _TEASER:
        # Scripts write it into the page.
        return MainText(f"{text}\n{recipe}".strip(), "recipe")
    if (
        not is_front
        and len(text) < _TEASER_MAX
        and len(data := script_text(root, witnesses.title)) > 2 * len(text)
    ):
        return MainText(data, "script_data")
    if lists_others(content, witnesses.title):
        raise NoArticleError(LISTS_ARTICLES)
    if is_front and is_mostly_other(content):
        raise NoArticleError(_FRONT_PAGE)
    reason = _FRONT_PAGE if is_front else _HARDLY_ONE
    return MainText(text, "page", reason if is_hardly_one(content, is_front=is_front) else None)


def _is_better(copy: str, text: str) -> bool:
    """Whether JSON-LD's copy is the article, and the text on the page something else or a teaser."""
    if len(copy) < _COPY_MIN:
        return False
    shown = _shown(copy, text)
    return shown < _ABOUT or (shown < _TEASER and len(copy) > 2 * len(text))


def _shown(copy: str, text: str) -> float:
    """The part of a copy's words that a text has."""
    ours, its = (Counter(_WORD.findall(one.lower())) for one in (text, copy))
    return (ours & its).total() / max(its.total(), 1)


def _without_repeats(lines: list[str], headings: frozenset[str]) -> list[str]:
    """Lines without pull quotes and repeated captions: what stands word for word in a paragraph, or right before.

    A pull quote may have quotation marks that its paragraph lacks.
    """
    whole = "\n".join(lines)
    if len(whole) > _REPEATS_MAX:
        return lines
    kept: list[str] = []
    times = Counter(lines)
    lines = _without_copy(lines)
    for line in lines:
        if times[line] >= _PLACEHOLDERS and len(line) >= _PLACEHOLDER_MIN and _OF_CONTENT.search(line):
            continue
        core = line.strip(" \t\"'«»“”„‟-–—.…")
        if kept and line == kept[-1]:
            continue
        if line in headings:
            # An appended story's headline may stand word for word in its text.
            kept.append(line)
            continue
        if len(core) >= _PULL_QUOTE_MIN and whole.count(core) > 1 and _inside_a_paragraph(core, lines):
            continue
        kept.append(line)
    return kept


def _without_copy(lines: list[str]) -> list[str]:
    """Lines without those that repeat earlier ones in a row: a page may hold its text twice, for printers or for small screens."""
    first: dict[str, int] = {}
    repeats = [first.setdefault(line, at) < at for at, line in enumerate(lines)]
    kept: list[str] = []
    for is_repeated, run in itertools.groupby(zip(repeats, lines, strict=True), lambda one: one[0]):
        row = [line for _, line in run]
        if not is_repeated or sum(len(line) >= _COPIED_MIN for line in row) < _COPIED_OF:
            kept += row
    return kept


def _inside_a_paragraph(core: str, lines: list[str]) -> bool:
    least = len(core) + _PULL_QUOTE_MIN
    return any(core in line for line in lines if len(line) >= least)
