"""`naba explain-page`: every line of a page, how likely it is the article's, and what speaks for and against it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipelines.cleaning.article import finish, prepare_page, read_page
from pipelines.cleaning.main_content.choose import Content, find_content
from pipelines.cleaning.main_content.model import WEIGHTS
from pipelines.cleaning.page.comment_notices import without_comments
from pipelines.errors import BadInputError, NoArticleError

_REASONS = 3
# Log-odds: what moves a verdict by less is no reason.
_REASON_MIN = 0.05
# Likelihood of lines that are shown, and characters of each.
_SHOWN_MIN = 0.1
_TEXT_SHOWN, _ELEMENT_SHOWN = 60, 30


@dataclass(frozen=True, slots=True)
class ExplainedLine:
    """A line of a page, and why it is or is not the article's.

    Attributes:
        number: of the line, in document order.
        chosen: whether it is taken.
        first: how likely it is by itself and its surroundings.
        second: how likely when the verdicts on the other lines are known.
        element: its block element, as a selector.
        reasons: features that moved the second verdict most, with the log-odds that each adds.
        text: the line.
    """

    number: int
    chosen: bool
    first: float
    second: float
    element: str
    reasons: dict[str, float]
    text: str


@dataclass(frozen=True, slots=True)
class ExplainedPage:
    """A page's lines, and what became of it.

    Attributes:
        lines: in document order.
        outcome: where its text comes from, or why it is refused.
    """

    lines: list[ExplainedLine]
    outcome: str


def explain_page(path: Path, url: str | None) -> ExplainedPage:
    """Explains a saved page line by line.

    Args:
        path: the HTML file.
        url: its address, if it is known.

    Raises:
        BadInputError: the file can't be read, or is no page.
    """
    try:
        body = path.read_bytes()
    except OSError as error:
        raise BadInputError(f"{path}: {error.strerror or error}") from error
    address = url or path.resolve().as_uri()
    try:
        page = prepare_page(body, url=address)
    except NoArticleError as error:
        raise BadInputError(f"{path}: {error}") from None
    lines = list(_lines(without_comments(find_content(page.root, page.witnesses))))
    return ExplainedPage(lines, _outcome(body, address, lines))


def _outcome(body: bytes, url: str, lines: Sequence[ExplainedLine]) -> str:
    try:
        draft = read_page(body, url=url)
        finish(draft)
    except NoArticleError as error:
        return f"No article: {error}."
    match draft.origin:
        case "json_ld":
            return (
                "The text is the copy in the page's JSON-LD: its lines hold something else, or a part only."
            )
        case "recipe":
            return f"The text is in {_taken(lines)}, and behind them the recipe in its JSON-LD, which scripts draw."
        case "script_data":
            return "The text is from the data of the page's scripts: its lines hold hardly any."
        case _:
            return f"The text is in {_taken(lines)}."


def _taken(lines: Sequence[ExplainedLine]) -> str:
    return f"{sum(line.chosen for line in lines)} of the page's {len(lines)} lines"


def _lines(content: Content) -> Iterator[ExplainedLine]:
    lines, verdicts = content.lines, content.verdicts
    if verdicts is None:
        return
    columns = list(verdicts.second_table.columns)
    matrix = verdicts.second_table.matrix()
    around = lines.around
    for at, text in enumerate(lines.text):
        worth = WEIGHTS.second_look.reasons(matrix[at])
        most = [one for one in np.argsort(-np.abs(worth))[:_REASONS] if abs(worth[one]) >= _REASON_MIN]
        tag, names = around.names[around.block[lines.owner[at]]]
        yield ExplainedLine(
            number=at,
            chosen=bool(content.chosen[at]),
            first=round(float(verdicts.first[at]), 3),
            second=round(float(verdicts.second[at]), 3),
            element=".".join((tag, *names.split())),
            reasons={columns[one]: round(float(worth[one]), 2) for one in most},
            text=text,
        )


def table_rows(lines: Iterable[ExplainedLine], *, every: bool) -> Iterator[tuple[str, ...]]:
    """The lines as rows for a terminal; without `every` only those that are taken or might have been."""
    for line in lines:
        if every or line.chosen or max(line.first, line.second) >= _SHOWN_MIN:
            why = " ".join(f"{name} {worth:+.2f}" for name, worth in line.reasons.items())
            element = line.element[:_ELEMENT_SHOWN]
            verdicts = (f"{line.first:.2f}", f"{line.second:.2f}")
            yield (
                str(line.number),
                "yes" if line.chosen else "",
                *verdicts,
                element,
                why,
                line.text[:_TEXT_SHOWN],
            )
