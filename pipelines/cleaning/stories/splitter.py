"""`split`: the stories of a page's text, and what is no story's text.

Read-also comes in three forms: a block of headlines after which the article goes on; one headline behind
a marker inside or between paragraphs; and a whole second article. Only the last makes another story.
Where the evidence is thin, the text stays: a false cut is worse than a missed one.
"""

from collections.abc import Collection

from pipelines.cleaning.limits import check_lines, check_text
from pipelines.cleaning.line.headlines import Headlines
from pipelines.cleaning.line.labels import Label, keywords_of, tail_label
from pipelines.cleaning.line.lines import (
    Line,
    agency_in,
    dateline_prefix,
    ends_sentence,
    lines_of,
    looks_like_headline,
    own_line_dateline,
)
from pipelines.cleaning.line.marker_spots import Spot, marker_inside
from pipelines.cleaning.stories.appended import TITLE_MAX, card_end, has_text, headline_after, read_head
from pipelines.cleaning.stories.evidence import Evidence, PageLines
from pipelines.cleaning.stories.front_matter import is_front_matter
from pipelines.cleaning.stories.headline_block import is_remark, reach, without_address
from pipelines.cleaning.stories.joined_lines import part_joined_lines
from pipelines.cleaning.stories.split_result import Split
from pipelines.cleaning.stories.story_draft import Draft
from pipelines.records import Removed, RemovedKind, Story
from pipelines.text import normalize
from pipelines.text.fold import fold

# Where the story's own paragraphs look like headlines (short, no full stops), nothing shows where a block
# ends; it counts as three headlines then, the number of two thirds of the blocks in readalso_spans_dev.
_INDISTINCT_BLOCK = 3

# Characters by which the spellings of one title differ: diacritics, tatweel, quotes.
_TITLE_SLACK = 50

# Date labels stand in the first lines (after a summary, a byline) or the last (before keywords, notices).
_HEAD_LINES = 2
_FOOT_LINES = 5

# Lines between a story's labels and the next story that has no marker; behind more of them stand menus and comments.
_SINCE_END_MAX = 3

# Tags, an agency, a link to the page: each once.
_TAIL_LABELS = 4

_BULLETS = "-–—•*●▪► \t"


def split(
    text: str,
    *,
    title: str | None = None,
    known_headlines: Collection[str] = (),
    links: Collection[str] = (),
    aside: Collection[str] = (),
    buttons: Collection[str] = (),
    repeated: Collection[str] = (),
) -> Split:
    """Separates a page's text into its stories and what is none.

    Args:
        text: the whole text, paragraphs as lines.
        title: the main story's headline, if known from elsewhere; without it, a first line that looks
            like a headline is taken.
        known_headlines: headlines of other articles (the archive's, or the links of the page); a
            `Headlines` object is normalised once for many calls.
        links: those of them that are links of a block on the page. What stands under them and is none, such as
            a subheading, is not the block's.
        aside: lines that the page sets apart from its article, such as a card with another article's headline and
            summary.
        buttons: markers of the page that have nothing under them, such as `Read more` at the end of a card.
        repeated: lines that are the site's and not the text's, because they stand on many of its pages.

    A dateline on its own line leaves the body; one that begins a paragraph is copied to `dateline` and
    stays in the body.

    Raises:
        NoArticleError: the text is longer than any article's.
    """
    check_text(text)
    lines = lines_of(text)
    check_lines(len(lines))
    parted = part_joined_lines(lines)
    evidence = Evidence(parted.lines, Headlines.of(known_headlines), parted.beginnings)
    page = PageLines(Headlines.of(links), aside, buttons, repeated)
    return _Splitter(text, title, evidence, page).run()


class _Splitter:
    """One pass over the lines of one text."""

    def __init__(self, text: str, title: str | None, evidence: Evidence, page: PageLines) -> None:
        self.text = text
        self.lines = evidence.lines
        self.evidence = evidence
        self.page = page
        self.main = Draft("main", title)
        self.drafts = [self.main]
        self.removed: list[Removed] = []
        self.appended_from: int | None = None  # where the appended story that is being read begins
        self.related: list[str] = []
        self.keywords: list[str] = []
        self.dates: list[str] = []
        self.credits: dict[str, str] = {}  # how it is credited → outlet

    @property
    def draft(self) -> Draft:
        return self.drafts[-1]

    def run(self) -> Split:
        at = self._take_title()
        while at < len(self.lines):
            at = self._step(at)
        self._close_appended(len(self.lines))
        for draft in self.drafts:
            self._cut_tail(draft)
        stories = tuple(self._story(position, draft) for position, draft in enumerate(self.drafts))
        credit = next(
            (self.credits[how] for how in ("label", "tail", "dateline", "post") if how in self.credits), None
        )
        return Split(
            stories=stories,
            removed=tuple(sorted(self.removed, key=lambda one: one.start)),
            related=tuple(dict.fromkeys(self.related)),
            attribution=credit,
            keywords=tuple(dict.fromkeys(self.keywords)),
            date_texts=tuple(self.dates),
        )

    def _take_title(self) -> int:
        """Takes the first line as the title if it is the headline; the index to go on from."""
        if not self.lines:
            return 0
        first = self.lines[0]
        if self.main.title is not None:
            # A paragraph is not worth normalising.
            is_short = len(first.text) <= 2 * len(self.main.title) + _TITLE_SLACK
            same = is_short and normalize(first.text) == normalize(self.main.title)
        else:
            same = self.evidence.is_headline(0) or self._is_first_headline()
        if not same:
            return 0
        self.main.title = first.text
        return 1

    def _is_first_headline(self) -> bool:
        """Whether the first line is a headline of two sentences, above a longer line, a date or a label."""
        if len(self.lines) < 2 or not looks_like_headline(self.lines[0], sentences=True):
            return False
        is_longer = len(self.lines[1].text) > len(self.lines[0].text)
        return not self.evidence.is_special(0) and (is_longer or self.evidence.is_special(1))

    def _step(self, at: int) -> int:
        """Reads the line at an index (and what belongs to it); the index of the next to read."""
        if spot := self.evidence.marker(at):
            return self._read_also(at, spot)
        draft = self.draft
        if found := self._label_at(at):
            return self._label(at, *found)
        line = self.lines[at]
        if line.text in self.page.repeated and not self.evidence.is_dateline(at):
            self._cut(line.start, line.end, "repeated")
            return at + 1
        if self._is_seam(at):
            return self._start_appended(at, at)
        if draft.lines and (length := self._unmarked_block(at)):
            return self._block(at, length)
        return self._text(at)

    def _unmarked_block(self, at: int) -> int:
        """How many lines of a block without a marker begin with a line: known headlines, or set apart by the page."""
        return self._headlines_from(at) if self._known_run(at) else self._aside_from(at)

    def _is_seam(self, at: int) -> bool:
        """Whether another story begins without a marker: on a page that has shown where one ended, or that appends some."""
        draft = self.draft
        has_ended = draft.ended and draft.since_end <= _SINCE_END_MAX
        if not has_ended and not (draft.role == "read_also" and draft.has_prose):
            return False
        is_seam = self.evidence.is_seam(at) and has_text(self.evidence, at + 1)
        return is_seam and (has_ended or self.evidence.is_dateline(at + 1))

    def _text(self, at: int) -> int:
        """Reads a line of the story's own text, with a marker in it or a dateline that it is."""
        line, draft = self.lines[at], self.draft
        begins = not draft.has_lines and at + 1 < len(self.lines)
        draft.lines.append(line)
        if begins and self._is_front_matter(line):
            if draft.dateline is None and own_line_dateline(line):
                draft.dateline = line.text
            draft.cuts.append((line.start, line.end))
            return at + 1
        draft.read(line)
        if spot := marker_inside(line, self.evidence.headlines):
            self._cut(line.at + spot.start, line.at + spot.end, "inline")
            if spot.headline:
                self.related.append(spot.headline)
            elif not self._is_button(line, spot) and (found := self._headlines_from(at + 1)):
                return self._block(at + 1, found)
        return at + 1

    def _is_front_matter(self, line: Line) -> bool:
        """Whether a line between a headline and its text is none of the text; of the main story only a dateline is."""
        if self.draft is self.main:
            return self.draft.dateline is None and len(self.draft.lines) == 1 and own_line_dateline(line)
        return is_front_matter(line)

    def _label_at(self, at: int) -> tuple[Label, int] | None:
        """The label that a line is; a date only at the edges of a story, else it is part of a document."""
        head = len(self.draft.lines) <= _HEAD_LINES
        found = self.evidence.label(at, begins=not self.draft.lines)
        if found is None or found[0].kind != "date" or head or len(self.lines) - at <= _FOOT_LINES:
            return found
        return found if self.evidence.marker(at + 1) else None

    def _read_also(self, at: int, spot: Spot) -> int:
        line = self.lines[at]
        if not spot.headline:
            if at + 1 < len(self.lines) and self.lines[at + 1].text in self.page.aside:
                return self._block(at, 1 + self._aside_from(at + 1))
            title_at = (
                None
                if self._is_button(line, spot)
                else headline_after(self.evidence, self.draft, at + 1, is_link=self._is_link)
            )
            if title_at is not None:
                return self._start_appended(at, title_at)
            return self._block(at, self._block_length(at, spot))
        if self._has_own_article(at, spot):
            return self._start_appended(at, at, spot.headline)
        end = line.end if spot.end == len(line.text) else line.at + spot.end
        self.related.append(spot.headline)
        self._cut(line.start, end, "inline")
        self.draft.lines.append(line)
        # A block may hold its first headline on the marker's line. One more line that looks like a headline
        # may be a subheading, but not two, nor one at the end of the text.
        more = self._headlines_from(at + 1)
        is_list = more > 1 or (more and at + 1 + more == len(self.lines))
        if spot.headline in self.page.links:
            # Where the first headline is a link, the others are links too.
            is_list = more > 0 and self._is_link(at + 1)
        if is_list and self.draft.distinct():
            return self._block(at + 1, more)
        return at + 1

    def _headlines_from(self, at: int) -> int:
        """How many lines from an index on are the headlines of a block."""
        found, marked = reach(
            self.lines,
            at,
            self.evidence.is_known,
            self.evidence.is_special,
            has_stops=self.draft.has_stops(),
        )
        linked = [one for one in range(at, at + found) if self._is_link(one)]
        if linked and linked[0] == at:  # where the headlines are links, one that is none is a subheading
            return linked[-1] + 1 - at
        return found if marked or self.draft.distinct() else min(found, _INDISTINCT_BLOCK)

    def _is_summary(self, line: Line) -> bool:
        """Whether a line of a card is none of its headlines, which are links."""
        return line.text in self.page.aside and line.text not in self.page.links

    def _is_button(self, line: Line, spot: Spot) -> bool:
        return line.text[spot.start : spot.end].strip() in self.page.buttons

    def _is_link(self, at: int) -> bool:
        return self.lines[at].text in self.page.links

    def _known_run(self, at: int) -> bool:
        """Whether a block stands here without a marker: two headlines of other articles in a row."""
        if not self.evidence.headlines or at + 1 >= len(self.lines):
            return False
        return all(
            looks_like_headline(self.lines[one]) and self.evidence.is_known(one) for one in (at, at + 1)
        )

    def _block(self, at: int, length: int) -> int:
        """Removes a block of lines; its marker, if the first line is one, is no headline."""
        block = self.lines[at : at + length]
        known = len(self.related)
        self.related += [
            without_address(line).text.lstrip(_BULLETS)
            for number, line in enumerate(block, at)
            if not self.evidence.marker(number) and not is_remark(line) and not self._is_summary(line)
        ]
        # A marker without headlines is a mere link to more.
        kind: RemovedKind = "headline_block" if self.related[known:] else "label"
        self._cut(block[0].start, block[-1].end, kind)
        return at + length

    def _aside_from(self, at: int) -> int:
        """How many lines from an index on the page sets apart."""
        last = at
        while last < len(self.lines) and self.lines[last].text in self.page.aside:
            last += 1
        return last - at

    def _block_length(self, at: int, spot: Spot) -> int:
        """How many lines a block under a marker has, the marker included."""
        if self._is_button(self.lines[at], spot):
            return 1
        head = read_head(self.evidence, at + 1) if at + 1 < len(self.lines) else None
        if head and (end := card_end(self.evidence, self.draft, head)):
            return end - at
        if not spot.sure and " " not in self.lines[at].text and not self.draft.distinct():
            # One ordinary word among short lines: a verse, a list.
            return 1
        return 1 + self._headlines_from(at + 1)

    def _has_own_article(self, at: int, spot: Spot) -> bool:
        """Whether the headline on a marker's line has its article below it: the story before has ended."""
        if not self.draft.ended or spot.end < len(self.lines[at].text) or at + 1 >= len(self.lines):
            return False
        head = read_head(self.evidence, at + 1)
        if head is None or len(head.headlines) > 1:
            return False
        return headline_after(self.evidence, self.draft, at + 1, is_link=self._is_link) is not None

    def _start_appended(self, at: int, title_at: int, title: str | None = None) -> int:
        """Begins the story whose headline stands on a line, or on the marker's; the line to go on with."""
        self._close_appended(at)
        self.appended_from = self.lines[at].start
        if title is not None:
            self.drafts.append(Draft("read_also", title))
            return at + 1
        headline = self.lines[title_at]
        is_title = len(headline.text) <= TITLE_MAX and not ends_sentence(headline)
        self.drafts.append(Draft("read_also", headline.text if is_title else None))
        return title_at + is_title

    def _close_appended(self, before: int) -> None:
        """Ends the appended story that is being read, if one is, with the line before an index."""
        if self.appended_from is not None:
            self.removed.append(Removed(self.appended_from, self.lines[before - 1].end, "appended_story"))
            self.appended_from = None

    def _label(self, at: int, label: Label, last: int) -> int:
        self._cut(self.lines[at].start, self.lines[last].end, "label")
        self._keep_label(label.kind, label.value, "post" if label.appeared else "label")
        if label.kind in {"source", "keywords"}:
            self.draft.end()
        return last + 1

    def _keep_label(self, kind: str, value: str, how: str) -> None:
        if self.draft is not self.main or not value:
            return
        if kind == "source":
            self.credits.setdefault(how, value)
        elif kind == "keywords":
            self.keywords += keywords_of(value)
        elif kind == "date":
            self.dates.append(value)

    def _cut(self, start: int, end: int, kind: RemovedKind) -> None:
        """Takes a span out of the story that is being read; one in the main story is recorded."""
        self.draft.cuts.append((start, end))
        if self.draft is self.main:
            self.removed.append(Removed(start, end, kind))

    def _cut_tail(self, draft: Draft) -> None:
        """Takes the labels off the end of a story's last line."""
        cuts = set(draft.cuts)
        whole = [line for line in draft.lines if (line.start, line.end) not in cuts]
        if not whole:
            return
        line = whole[-1]
        for _ in range(_TAIL_LABELS):
            label = tail_label(line)
            if label is None:
                return
            start = line.at + label.start
            if any(cut[0] < line.end and start < cut[1] for cut in draft.cuts):
                return
            stop = line.at + len(line.text)
            draft.cuts.append((start, stop))
            if draft is self.main:
                self.removed.append(Removed(start, stop, "label"))
                if label.kind == "source":
                    self.credits.setdefault("tail", label.value)
                elif label.kind == "keywords":
                    self.keywords += keywords_of(label.value)
            text = line.text[: label.start].rstrip()
            if not text:
                return
            line = Line(line.start, line.at + len(text), line.at, text, fold(text))

    def _story(self, position: int, draft: Draft) -> Story:
        cuts = set(draft.cuts)
        prose = next((line for line in draft.lines if (line.start, line.end) not in cuts), None)
        if draft.dateline is None and prose is not None:
            draft.dateline = dateline_prefix(prose)
        if position == 0 and draft.dateline and (agency := agency_in(draft.dateline)):
            self.credits.setdefault("dateline", agency)
        return Story(position, draft.role, draft.title, draft.dateline, draft.body(self.text))
