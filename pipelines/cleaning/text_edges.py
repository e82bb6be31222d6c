"""The edges of a page's text: its headline's kicker, bylines and clocks above and below it are none of it."""

from pipelines.cleaning.line.appended_lines import is_paragraph
from pipelines.cleaning.line.lines import line_of
from pipelines.cleaning.page.dating.header_dates import CLOCK_LINE
from pipelines.cleaning.stories.front_matter import is_byline
from pipelines.text import normalize

# Lines above a headline, and characters of each.
_KICKERS = 2
_KICKER_MAX = 60
# Words of an author's role or outlet on a line of its own: `Political editor`, `BBC News Arabic`.
_ROLE_WORDS = 4
# Characters by which two spellings of one line differ (diacritics, tatweel, quotes), and of a byline around the names.
_SLACK, _BYLINE_REST = 50, 200
# Lines of a text that are no edge.
_EDGE = 3


def without_edges(text: str, title: str | None, author: str | None) -> str:
    """A text without what stands above its headline (a section's name), and without lines that name its author.

    Args:
        text: paragraphs as lines.
        title: of its page.
        author: as the page names it.
    """
    return _without_edge_bylines(_from_headline(text, title, author), author)


def _from_headline(text: str, title: str | None, author: str | None) -> str:
    """The text without what stands above it: short lines above its headline (a section's name, a kicker), if it has that.

    A byline goes as well, above the headline or below it, and a clock; what stands below that is the day, which `split` reads.
    """
    first, _, rest = text.partition("\n")
    if rest and CLOCK_LINE.fullmatch(first):
        text = rest
    text = _without_byline(text, author)
    lines = text.split("\n", _KICKERS + 1)
    for at in range(min(len(lines), _KICKERS + 1)):
        if _is(lines[at], title):
            below = _without_byline("\n".join(lines[at + 1 :]), author)
            return f"{lines[at]}\n{below}" if below else lines[at]
        if len(lines[at]) > _KICKER_MAX:
            break
    return text


def _without_byline(text: str, author: str | None) -> str:
    """The text without the author's name that it begins with, and without the role or outlet below that."""
    first, *lines = text.split("\n", 3)
    if not lines or not _says_author(first, author):
        return text
    is_role = (
        len(lines) > 1
        and len(lines[0].split()) <= _ROLE_WORDS
        and not is_paragraph(lines[0])
        and is_paragraph(lines[1])
    )
    return "\n".join(lines[is_role:])


def _without_edge_bylines(text: str, author: str | None) -> str:
    """The text without the author's name on a line of its own below its lead, or at its end."""
    lines = text.split("\n")
    edges = {1, 2, len(lines) - 1} if author and len(lines) > _EDGE else set()
    kept = (line for at, line in enumerate(lines) if at not in edges or not _says_author(line, author))
    return "\n".join(kept)


def _says_author(line: str, author: str | None) -> bool:
    """Whether a line is the author's name, or a byline with it."""
    return _is(line, author) or _names(line, author)


def _names(line: str, author: str | None) -> bool:
    """Whether a line is a byline that names the author: `By Rana Salem`."""
    if author is None or len(line) > len(author) + _BYLINE_REST:
        return False
    return normalize(author) in normalize(line) and is_byline(line_of(line))


def _is(line: str, known: str | None) -> bool:
    # A paragraph is not worth normalising.
    return known is not None and len(line) <= 2 * len(known) + _SLACK and normalize(line) == normalize(known)
