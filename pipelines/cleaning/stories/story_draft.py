"""A story while it is read: its lines so far, and what is cut out of them."""

from dataclasses import dataclass, field

from pipelines.cleaning.line.lines import Line, ends_sentence, looks_like_headline, weight
from pipelines.records import StoryRole

# Shorter lines are subheadings, which say nothing of how the story's paragraphs look.
_PARAGRAPH_MIN = 60

# Longer lines are paragraphs, whatever they end with.
_LONG = 130

# So many paragraphs without a full stop are no accident.
_STOPLESS_PARAGRAPHS = 2

LOOKED_AT = 40
"""Paragraphs before a marker that are compared with what follows it; more would make long pages slow."""


def is_paragraph(line: Line) -> bool:
    """Whether a line is prose: long, or a sentence that is no caption."""
    return len(line.text) >= _LONG or weight(line.text) >= (_PARAGRAPH_MIN if ends_sentence(line) else _LONG)


@dataclass(slots=True)
class Draft:
    """A story while it is read.

    Attributes:
        lines: of its text, in order.
        cuts: spans of the whole text that are none of the story's.
        has_lines: a line of its text was read, and not only what stands above it.
        has_prose: a paragraph was read; menus and boxes above an article have none.
        ended: a source or keywords label stood here, and no prose since.
        since_end: lines since it ended: what a page has around its article.
    """

    role: StoryRole
    title: str | None = None
    dateline: str | None = None
    lines: list[Line] = field(default_factory=list)
    cuts: list[tuple[int, int]] = field(default_factory=list)
    has_lines: bool = False
    has_prose: bool = False
    ended: bool = False
    since_end: int = 0
    _headlines: dict[int, bool] = field(default_factory=dict)  # by where a line starts: many markers ask

    def read(self, line: Line) -> None:
        """Takes note of a line of its text."""
        self.has_lines = True
        is_sentence = ends_sentence(line)
        self.has_prose = self.has_prose or is_paragraph(line)
        if is_sentence:
            self.ended = False
        self.since_end = self.since_end + 1 if self.ended else 0

    def end(self) -> None:
        """Takes note of a label that ends a story; one above the text ends nothing."""
        self.ended = self.has_prose
        self.since_end = 0

    def body(self, text: str) -> str:
        """The story's paragraphs without what is cut out of them."""
        cuts = sorted(self.cuts, reverse=True)
        kept = []
        for line in self.lines:
            at, pieces = line.start, []
            while cuts and cuts[-1][0] < line.end:
                start, end = cuts.pop()
                pieces.append(text[at:start].strip())
                at = max(at, end)
            pieces.append(text[at : line.end].strip())
            if paragraph := " ".join(piece for piece in pieces if piece):
                kept.append(paragraph)
        return "\n".join(kept)

    def has_stops(self) -> bool:
        """Whether its paragraphs end with full stops, as far as it has some."""
        # It is asked at each marker: a long line is not weighed again each time.
        paragraphs = [
            line
            for line in self.lines[-LOOKED_AT:]
            if len(line.text) >= _PARAGRAPH_MIN or weight(line.text) >= _PARAGRAPH_MIN
        ]
        return len(paragraphs) < _STOPLESS_PARAGRAPHS or any(map(ends_sentence, paragraphs))

    def distinct(self) -> bool:
        """Whether its paragraphs look unlike headlines, so that a line that looks like one is none of them."""
        last = self.lines[-LOOKED_AT:]
        # A text of short lines (a poem, a table) has nothing longer to look at.
        paragraphs = [line for line in last if len(line.text) >= _PARAGRAPH_MIN] or last
        for line in paragraphs:
            if line.start not in self._headlines:
                self._headlines[line.start] = looks_like_headline(line)
        return 2 * sum(self._headlines[line.start] for line in paragraphs) <= len(paragraphs)
