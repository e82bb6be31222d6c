"""The lines of an element in which a whole article follows a marker."""

from collections.abc import Sequence

from pipelines.cleaning.line.lines import ends_sentence, line_of
from pipelines.cleaning.line.wordings import wordings
from pipelines.text.fold import fold

PARAGRAPH_MIN = 60
"""Characters of a paragraph; captions and bylines have fewer."""

# Lines from a marker to the text of a whole article below it, and between its paragraphs.
_HEAD_MAX = 9
# Short lines behind an article's last paragraph in its element: a signature, a place, a number to call.
_LAST_LINES = 3
# Characters; no marker or label has more.
_MARK_MAX = 300


def is_paragraph(text: str) -> bool:
    """Whether a text is as long as a paragraph and ends as one."""
    return len(text) >= PARAGRAPH_MIN and ends_sentence(line_of(text[-PARAGRAPH_MIN:]))


class ElementLines:
    """The lines of an element that holds markers; what each is, is judged once, however many markers it has."""

    def __init__(self, lines: Sequence[str], *, is_whole: bool) -> None:
        """Takes the lines; `is_whole`: the element may hold the whole page, so that its last lines are the site's."""
        self._lines = lines
        self._is_whole = is_whole
        self._paragraphs: dict[int, bool] = {}
        self._first: dict[str, int] = {}
        for at, line in enumerate(lines):
            self._first.setdefault(line, at)
        self._begin = next((at for at in range(len(lines)) if self._is_paragraph(at)), len(lines))

    def appended(self, marker: str) -> Sequence[str]:
        """The lines from the first article's first paragraph to the end of the one behind a marker's line, if one is.

        No extractor expects a second article behind the first, and a short last line of the first would part them.
        """
        if marker not in self._first:
            return []
        first = self._first[marker] + 1
        last, gap = first, 0
        for at in range(first, len(self._lines)):
            if self._is_paragraph(at) or (last > first and self._is_mark(at + 1)):
                last, gap = at + 1, 0
            elif (gap := gap + 1) > _HEAD_MAX:
                break
        if last == first:
            return []
        if len(self._lines) - last <= _LAST_LINES and not self._is_whole:
            last = len(self._lines)
        return self._lines[min(self._begin, first) : last]

    def _is_paragraph(self, at: int) -> bool:
        if at not in self._paragraphs:
            self._paragraphs[at] = is_paragraph(self._lines[at])
        return self._paragraphs[at]

    def _is_mark(self, at: int) -> bool:
        """Whether a line begins with a marker or label."""
        if at >= len(self._lines) or len(self._lines[at]) > _MARK_MAX:
            return False
        if not wordings().may_begin(self._lines[at]):
            return False
        folded = fold(self._lines[at])
        return wordings().label.match(folded) is not None or wordings().marker.match(folded) is not None
