"""A story while it is read: its lines so far, and what is cut out of them."""

from dataclasses import dataclass, field

from pipelines.cleaning.line.lines import Line, looks_like_headline
from pipelines.records import StoryRole

# Shorter lines are subheadings, which say nothing of how the story's paragraphs look.
_PARAGRAPH_MIN = 60

LOOKED_AT = 40
"""Paragraphs before a marker that are compared with what follows it; more would make long pages slow."""


@dataclass(slots=True)
class Draft:
    """A story while it is read.

    Attributes:
        lines: of its text, in order.
        cuts: spans of the whole text that are none of the story's.
        has_prose: a line of its text was read, and not only what stands above it.
        ended: a source or keywords label stood here, and no prose since.
    """

    role: StoryRole
    title: str | None = None
    dateline: str | None = None
    lines: list[Line] = field(default_factory=list)
    cuts: list[tuple[int, int]] = field(default_factory=list)
    has_prose: bool = False
    ended: bool = False
    _headlines: dict[int, bool] = field(default_factory=dict)  # by where a line starts: many markers ask

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

    def distinct(self) -> bool:
        """Whether its paragraphs look unlike headlines, so that a line that looks like one is none of them."""
        last = self.lines[-LOOKED_AT:]
        # A text of short lines (a poem, a table) has nothing longer to look at.
        paragraphs = [line for line in last if len(line.text) >= _PARAGRAPH_MIN] or last
        for line in paragraphs:
            if line.start not in self._headlines:
                self._headlines[line.start] = looks_like_headline(line)
        return 2 * sum(self._headlines[line.start] for line in paragraphs) <= len(paragraphs)
