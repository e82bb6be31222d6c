"""The lines of an element in which a whole article follows a marker."""

from collections.abc import Sequence

from pipelines.cleaning.line.lines import Line, ends_sentence
from pipelines.cleaning.line.wordings import wordings
from pipelines.text.fold import fold

# Characters of a paragraph: captions and bylines have fewer.
_PARAGRAPH_MIN = 60
# Lines from a marker to the text of a whole article below it, and between its paragraphs.
_HEAD_MAX = 9
# Short lines behind an article's last paragraph in its element: a signature, a place, a number to call.
_LAST_LINES = 3
# Characters; no marker or label has more.
_MARK_MAX = 300


def is_paragraph(text: str) -> bool:
    """Whether a text is as long as a paragraph and ends as one."""
    return len(text) >= _PARAGRAPH_MIN and ends_sentence(Line(0, len(text), 0, text, fold(text)))


def appended_lines(lines: Sequence[str], marker: str, *, is_whole: bool) -> list[str]:
    """The lines from the first article's first paragraph to the appended one's end; none if no article follows.

    No extractor expects a second article behind the first, and a short last line of the first would part them.

    Args:
        lines: of the element that holds the marker.
        marker: its line.
        is_whole: the element may hold the whole page, so that its last lines are the site's.
    """
    if marker not in lines:
        return []
    first = lines.index(marker) + 1
    last, gap = first, 0
    for at in range(first, len(lines)):
        if is_paragraph(lines[at]) or (last > first and _is_mark(lines, at + 1)):
            last, gap = at + 1, 0
        elif (gap := gap + 1) > _HEAD_MAX:
            break
    if last == first:
        return []
    if len(lines) - last <= _LAST_LINES and not is_whole:
        last = len(lines)
    begin = next((at for at in range(first) if is_paragraph(lines[at])), first)
    return list(lines[begin:last])


def _is_mark(lines: Sequence[str], at: int) -> bool:
    """Whether a line begins with a marker or label."""
    if at >= len(lines) or len(lines[at]) > _MARK_MAX or not wordings().may_begin(lines[at]):
        return False
    folded = fold(lines[at])
    return wordings().label.match(folded) is not None or wordings().marker.match(folded) is not None
