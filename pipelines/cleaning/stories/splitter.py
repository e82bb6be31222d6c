"""`split`: the stories of a page's text, and what is no story's text.

Read-also comes in three forms: a block of headlines after which the article goes on; one headline behind
a marker inside or between paragraphs; and a whole second article. Only the last makes another story.
Where the evidence is thin, the text stays: a false cut is worse than a missed one.
"""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import takewhile

from pipelines.cleaning.limits import check_lines, check_text
from pipelines.cleaning.line.headlines import Headlines
from pipelines.cleaning.line.labels import Label, can_be_keyword, keywords_of, tail_label, whole_line_label
from pipelines.cleaning.line.lines import (
    Line,
    agency_in,
    dateline_prefix,
    ends_sentence,
    goes_on,
    lines_of,
    looks_like_headline,
    own_line_dateline,
)
from pipelines.cleaning.line.marker_spots import Spot, marker_inside
from pipelines.cleaning.stories import topic
from pipelines.cleaning.stories.evidence import Evidence
from pipelines.cleaning.stories.headline_block import is_remark, reach, without_address
from pipelines.cleaning.stories.story_draft import LOOKED_AT, Draft
from pipelines.records import Removed, RemovedKind, Story
from pipelines.text import normalize
from pipelines.text.fold import fold

# Where the story's own paragraphs look like headlines (short, no full stops), nothing shows where a block
# ends; it counts as three headlines then, the number of two thirds of the blocks in readalso_spans_dev.
_INDISTINCT_BLOCK = 3
# An appended article has more text than a caption or a teaser.
_APPENDED_MIN = 200
# The first line of an appended story may be longer than the headlines of a block, or as short as one word.
_TITLE_MAX = 160
# Date labels stand in the first lines (after a summary, a byline) or the last (before keywords, notices).
_HEAD_LINES = 2
_FOOT_LINES = 5
# Keywords one a line; pages list up to a dozen.
_KEYWORD_LINES = 15
# Tags, an agency, a link to the page: each once.
_TAIL_LABELS = 4
_BULLETS = "-–—•*●▪► \t"


@dataclass(frozen=True, slots=True)
class Split:
    """What `split` found.

    Attributes:
        stories: the main story first, then the appended ones in the order of the text.
        removed: spans of the text that are not in the main story, sorted, without overlap. All other
            characters that are not white space are in its title, dateline and body, in order.
        related: headlines of the read-also blocks and inline markers.
        attribution: outlet that the text credits: a source label, else an agency at its end, else in its
            dateline, else the outlet of an "appeared first on" line.
        keywords: of the keywords labels.
        date_texts: the date labels' values and lines that are only a date, as written.
    """

    stories: tuple[Story, ...]
    removed: tuple[Removed, ...]
    related: tuple[str, ...]
    attribution: str | None
    keywords: tuple[str, ...]
    date_texts: tuple[str, ...]


def split(
    text: str,
    *,
    title: str | None = None,
    known_headlines: Collection[str] = (),
    links: Collection[str] = (),
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
        repeated: lines that are the site's and not the text's, because they stand on many of its pages.

    A dateline on its own line leaves the body; one that begins a paragraph is copied to `dateline` and
    stays in the body.

    Raises:
        NoArticleError: the text is longer than any article's.
    """
    check_text(text)
    lines = lines_of(text)
    check_lines(len(lines))
    evidence = Evidence(lines, Headlines.of(known_headlines))
    return _Splitter(text, title, evidence, links=Headlines.of(links), repeated=repeated).run()


class _Splitter:
    """One pass over the lines of one text."""

    def __init__(
        self,
        text: str,
        title: str | None,
        evidence: Evidence,
        *,
        links: Collection[str],
        repeated: Collection[str],
    ) -> None:
        self.text = text
        self.lines = evidence.lines
        self.evidence = evidence
        self.links = links
        self.repeated = repeated
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
            same = normalize(first.text) == normalize(self.main.title)
        else:
            same = len(self.lines) > 1 and looks_like_headline(first) and not self.evidence.is_special(0)
        if not same:
            return 0
        self.main.title = first.text
        return 1

    def _step(self, at: int) -> int:
        """Reads the line at an index (and what belongs to it); the index of the next to read."""
        if spot := self.evidence.marker(at):
            return self._read_also(at, spot)
        draft = self.draft
        if label := self._label_at(at):
            return self._label(at, label)
        line = self.lines[at]
        if line.text in self.repeated and not own_line_dateline(line):
            self._cut(line.start, line.end, "repeated")
            return at + 1
        if draft.ended and self.evidence.is_seam(at):
            return self._start_appended(at, at)
        if draft.lines and self._known_run(at):
            return self._block(at, self._headlines_from(at))
        return self._text(at)

    def _text(self, at: int) -> int:
        """Reads a line of the story's own text, with a marker in it or a dateline that it is."""
        line, draft = self.lines[at], self.draft
        begins = not draft.lines and draft.dateline is None and at + 1 < len(self.lines)
        draft.lines.append(line)
        if begins and own_line_dateline(line):
            draft.dateline = line.text
            draft.cuts.append((line.start, line.end))
            return at + 1
        if ends_sentence(line):
            draft.ended = False
        if spot := marker_inside(line, self.evidence.headlines):
            self._cut(line.at + spot.start, line.at + spot.end, "inline")
            if spot.headline:
                self.related.append(spot.headline)
            elif found := self._headlines_from(at + 1):
                return self._block(at + 1, found)
        return at + 1

    def _label_at(self, at: int) -> Label | None:
        """The label that a line is; a date only at the edges of a story, else it is part of a document."""
        head = len(self.draft.lines) <= _HEAD_LINES
        label = whole_line_label(self.lines[at], begins=not self.draft.lines)
        if label is None or label.kind != "date" or head or len(self.lines) - at <= _FOOT_LINES:
            return label
        return label if self.evidence.marker(at + 1) else None

    def _read_also(self, at: int, spot: Spot) -> int:
        line = self.lines[at]
        if not spot.headline:
            if (title_at := self._appended_after(at)) is not None:
                return self._start_appended(at, title_at)
            return self._block(at, 1 + self._headlines_from(at + 1))
        end = line.end if spot.end == len(line.text) else line.at + spot.end
        self.related.append(spot.headline)
        self._cut(line.start, end, "inline")
        self.draft.lines.append(line)
        # A block may hold its first headline on the marker's line. One more line that looks like a headline
        # may be a subheading, but not two, nor one at the end of the text.
        more = self._headlines_from(at + 1)
        if more and self.draft.distinct() and (more > 1 or at + 1 + more == len(self.lines)):
            return self._block(at + 1, more)
        return at + 1

    def _headlines_from(self, at: int) -> int:
        """How many lines from an index on are the headlines of a block."""
        found, marked = reach(self.lines, at, self.evidence.is_known, self.evidence.is_special)
        linked = [one for one in range(at, at + found) if self._is_link(one)]
        if linked and linked[0] == at:  # where the headlines are links, one that is none is a subheading
            return linked[-1] + 1 - at
        return found if marked or self.draft.distinct() else min(found, _INDISTINCT_BLOCK)

    def _is_link(self, at: int) -> bool:
        return self.lines[at].text in self.links

    def _known_run(self, at: int) -> bool:
        """Whether a block stands here without a marker: two headlines of other articles in a row."""
        return at + 1 < len(self.lines) and all(
            self.evidence.is_known(one) and looks_like_headline(self.lines[one]) for one in (at, at + 1)
        )

    def _block(self, at: int, length: int) -> int:
        """Removes a block of lines; its marker, if the first line is one, is no headline."""
        block = self.lines[at : at + length]
        known = len(self.related)
        self.related += [
            without_address(line).text.lstrip(_BULLETS)
            for number, line in enumerate(block, at)
            if not self.evidence.marker(number) and not is_remark(line)
        ]
        # A marker without headlines is a mere link to more.
        kind: RemovedKind = "headline_block" if self.related[known:] else "label"
        self._cut(block[0].start, block[-1].end, kind)
        return at + length

    def _appended_after(self, marker_at: int) -> int | None:
        """The index of the headline of a whole article that follows a marker, else None.

        One headline and prose may also be a block of one headline and the story going on. What makes it
        another story: its own dateline or date; the story before it has ended with its labels; or its
        first paragraphs speak of what its headline does, and the story before did not.
        """
        first = marker_at + 1
        at = first
        while at < min(len(self.lines), first + 3) and self._headline_before_a_story(at):
            at += 1
        headlines = at - first
        draft = self.draft
        if headlines > 2 or (headlines == 0 and not draft.ended) or at >= len(self.lines):
            return None
        if headlines == 2 and self._is_link(first) and not self._is_link(first + 1):
            return None
        opens = headlines > 0 and self.evidence.opens_story(at)
        # Up to the next marker: a block under it may hold the same headlines.
        following = range(at + opens, min(len(self.lines), at + opens + 4))
        prose = [self.lines[one] for one in takewhile(lambda one: not self.evidence.marker(one), following)]
        if self._is_break(at + opens) or sum(len(line.text) for line in prose) < _APPENDED_MIN:
            return None
        if draft.ended or dateline_prefix(prose[0]) or (opens and not is_remark(self.lines[at])):
            return None if goes_on(prose[0]) and not opens else first
        # A bare date under a headline may be the teaser's. Of two lines the second may be the story's subheading:
        # then the prose speaks of both.
        if headlines and not goes_on(prose[0]) and self._begins_anew(self.lines[first:at], prose):
            return first
        return None

    def _headline_before_a_story(self, at: int) -> bool:
        return looks_like_headline(self.lines[at]) and not self.evidence.opens_story(at)

    def _begins_anew(self, headline: list[Line], prose: list[Line]) -> bool:
        return topic.begins_anew(
            self.evidence.stems(headline),
            self.evidence.stems(prose),
            topic.stems(self.draft.title or ""),
            self.evidence.stems(self.draft.lines[-LOOKED_AT:]),
        )

    def _is_break(self, at: int) -> bool:
        return at >= len(self.lines) or self.evidence.is_special(at)

    def _start_appended(self, at: int, title_at: int) -> int:
        self._close_appended(at)
        self.appended_from = self.lines[at].start
        headline = self.lines[title_at]
        is_title = len(headline.text) <= _TITLE_MAX and not ends_sentence(headline)
        self.drafts.append(Draft("read_also", headline.text if is_title else None))
        return title_at + is_title

    def _close_appended(self, before: int) -> None:
        """Ends the appended story that is being read, if one is, with the line before an index."""
        if self.appended_from is not None:
            self.removed.append(Removed(self.appended_from, self.lines[before - 1].end, "appended_story"))
            self.appended_from = None

    def _label(self, at: int, label: Label) -> int:
        last = at
        value = label.value
        if label.kind == "keywords" and not value:
            while (
                last + 1 < min(len(self.lines), at + 1 + _KEYWORD_LINES)
                and can_be_keyword(self.lines[last + 1])
                and not self.evidence.is_special(last + 1)
            ):
                last += 1
            value = "\n".join(line.text for line in self.lines[at + 1 : last + 1])
        self._cut(self.lines[at].start, self.lines[last].end, "label")
        self._keep_label(label.kind, value, "post" if label.appeared else "label")
        self.draft.ended = self.draft.ended or label.kind in {"source", "keywords"}
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
