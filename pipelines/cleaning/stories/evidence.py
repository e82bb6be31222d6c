"""What each line of a text shows of where stories begin and end; judged once, however often it is asked."""

from pipelines.cleaning.line.headlines import Headlines
from pipelines.cleaning.line.labels import whole_line_label
from pipelines.cleaning.line.lines import Line, looks_like_headline, own_line_dateline
from pipelines.cleaning.line.marker_spots import Spot, marker_at_start
from pipelines.cleaning.line.wordings import wordings
from pipelines.cleaning.stories import topic


class Evidence:
    """The lines of a text, and what each is; lines are named by their index."""

    def __init__(self, lines: list[Line], known: Headlines) -> None:
        self.lines = lines
        self.headlines = known
        self._spots: dict[int, Spot | None] = {}
        self._special: dict[int, bool] = {}
        self._known: dict[int, bool] = {}
        self._stems: dict[int, set[str]] = {}  # by where a line starts

    def marker(self, at: int) -> Spot | None:
        """The read-also marker that a line begins with."""
        if at not in self._spots:
            self._spots[at] = marker_at_start(self.lines[at], self.headlines)
        return self._spots[at]

    def is_special(self, at: int) -> bool:
        """Whether a line is a marker, a label, or an agency's dateline."""
        if at not in self._special:
            line = self.lines[at]
            dateline = own_line_dateline(line) and wordings().agency.search(line.folded)
            self._special[at] = bool(self.marker(at) or whole_line_label(line) or dateline)
        return self._special[at]

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
        return own_line_dateline(line) or (label is not None and label.kind == "date")

    def is_seam(self, at: int) -> bool:
        """Whether another story begins without a marker: headline, then dateline or date, then prose."""
        return looks_like_headline(self.lines[at]) and at + 2 < len(self.lines) and self.opens_story(at + 1)

    def stems(self, lines: list[Line]) -> set[str]:
        """Stems of some of the lines (see `topic`)."""
        for line in lines:
            if line.start not in self._stems:
                self._stems[line.start] = topic.stems(line.text)
        return set().union(*(self._stems[line.start] for line in lines))
