"""What each line of a text shows of where stories begin and end; judged once, however often it is asked."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from pipelines.cleaning.line.headlines import Headlines
from pipelines.cleaning.line.labels import (
    Label,
    can_be_keyword,
    loose_label,
    value_below,
    whole_line_label,
)
from pipelines.cleaning.line.lines import (
    Line,
    ends_sentence,
    looks_like_headline,
    own_line_dateline,
    words_of,
)
from pipelines.cleaning.line.marker_spots import Spot, marker_at_start
from pipelines.cleaning.line.wordings import wordings
from pipelines.cleaning.stories import topic

# Keywords one a line; pages list up to a dozen.
_KEYWORD_LINES = 15
# `مصدر: زيادة أسعار الوقود غدا`: a label of so many words may be a headline, where one is due.
_HEADLINE_WORDS = 4


@dataclass(frozen=True, slots=True)
class PageLines:
    """What the HTML of a page shows of the lines of its text; see `split`."""

    links: Collection[str]
    aside: Collection[str]
    buttons: Collection[str]
    repeated: Collection[str]


class Evidence:
    """The lines of a text, and what each is; lines are named by their index."""

    def __init__(self, lines: list[Line], known: Headlines, beginnings: Collection[int]) -> None:
        """Args: the lines; the headlines of other articles; where lines start that begin another story."""
        self.lines = lines
        self.headlines = known
        self._beginnings = beginnings
        self._spots: dict[int, Spot | None] = {}
        self._special: dict[int, bool] = {}
        self._known: dict[int, bool] = {}
        self._datelines: dict[int, bool] = {}
        self._stems: dict[int, set[str]] = {}  # by where a line starts

    def begins_story(self, at: int) -> bool:
        """Whether a line behind a marker begins another story, on a page that lost its line breaks."""
        return self.lines[at].start in self._beginnings

    def marker(self, at: int) -> Spot | None:
        """The read-also marker that a line begins with."""
        if at not in self._spots:
            self._spots[at] = marker_at_start(self.lines[at], self.headlines)
        return self._spots[at]

    def label(self, at: int, *, begins: bool = False) -> tuple[Label, int] | None:
        """The label that begins with a line, and its last line; None if there is none.

        Args:
            at: the line.
            begins: no line of the story stands before it, so that a bare date is a label.
        """
        line = self.lines[at]
        label = whole_line_label(line, begins=begins)
        if label and label.kind == "keywords" and not label.value:
            return self._keywords(at, label)
        if label:
            return label, at
        if wordings().label.match(line.folded) is None:
            return None
        if at + 1 < len(self.lines) and not self.marker(at + 1):
            label = value_below(line, self.lines[at + 1])
            if label and (label.kind == "date" or ":" in line.folded or self._closes(at + 2)):
                return label, at + 1
        label = loose_label(line)
        if label and (label.kind == "date" or (at and self._closes(at + 1))):
            return label, at
        return None

    def _keywords(self, at: int, label: Label) -> tuple[Label, int]:
        last = at
        while (
            last + 1 < min(len(self.lines), at + 1 + _KEYWORD_LINES)
            and can_be_keyword(self.lines[last + 1])
            and not self.is_special(last + 1)
            and not self.is_seam(last + 1)
        ):
            last += 1
        value = "\n".join(line.text for line in self.lines[at + 1 : last + 1])
        return replace(label, value=value), last

    def _closes(self, at: int) -> bool:
        """Whether the story before a line has ended: with the text, or with a marker, another label, or a seam."""
        if at >= len(self.lines) or self.marker(at):
            return True
        line = self.lines[at]
        is_label = not ends_sentence(line) and wordings().label.match(line.folded)
        return bool(is_label or whole_line_label(line, begins=False) or loose_label(line) or self.is_seam(at))

    def is_special(self, at: int) -> bool:
        """Whether a line is a marker, a label, or an agency's dateline."""
        if at not in self._special:
            line = self.lines[at]
            dateline = self.is_dateline(at) and wordings().agency.search(line.folded)
            self._special[at] = bool(self.marker(at) or whole_line_label(line) or dateline)
        return self._special[at]

    def is_headline(self, at: int) -> bool:
        """Whether the headline of a story stands on a line where one is due.

        `مصدر: …` and `اقرأ: …` may begin a headline; a label names an outlet, and prose does not follow it.
        """
        line = self.lines[at]
        if not looks_like_headline(line) or at + 1 >= len(self.lines):
            return False
        if not self.is_special(at):
            return True
        spot = self.marker(at)
        label = whole_line_label(line)
        named = (
            spot.headline
            if spot and not spot.sure
            else label.value
            if label and label.kind == "source" and not label.appeared
            else ""
        )
        return words_of(named) >= _HEADLINE_WORDS - bool(spot) and ends_sentence(self.lines[at + 1])

    def is_dateline(self, at: int) -> bool:
        """Whether a line is a dateline and nothing else."""
        if at not in self._datelines:
            self._datelines[at] = own_line_dateline(self.lines[at])
        return self._datelines[at]

    def is_known(self, at: int) -> bool:
        """Whether a line is the headline of another article."""
        if at not in self._known:
            self._known[at] = self.lines[at].text in self.headlines
        return self._known[at]

    def opens_story(self, at: int) -> bool:
        """Whether a line is what stands between a story's headline and its text: a dateline or a date."""
        if at + 1 >= len(self.lines) or looks_like_headline(self.lines[at + 1]):
            return False
        line = self.lines[at]
        label = whole_line_label(line)
        return self.is_dateline(at) or (label is not None and label.kind == "date")

    def is_seam(self, at: int) -> bool:
        """Whether another story begins without a marker: headline, then dateline or date, then prose."""
        if at + 2 >= len(self.lines):
            return False
        # Most lines are paragraphs, of which it is asked in vain whether a dateline stands below.
        if not looks_like_headline(self.lines[at], sentences=True):
            return False
        is_dated = self.is_dateline(at + 1)
        if not is_dated and not looks_like_headline(self.lines[at]):
            return False
        if self.opens_story(at + 1):
            return True
        # A subheading may stand between the dateline and the text.
        return is_dated and not looks_like_headline(self.lines[min(at + 3, len(self.lines) - 1)])

    def stems(self, lines: list[Line]) -> set[str]:
        """Stems of some of the lines (see `topic`)."""
        for line in lines:
            if line.start not in self._stems:
                self._stems[line.start] = topic.stems(line.text)
        return set().union(*(self._stems[line.start] for line in lines))
