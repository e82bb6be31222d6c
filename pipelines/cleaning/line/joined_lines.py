"""A page that lost its line breaks: title, text, labels, marker and the next story, all in one line.

Only a whole chain inside a line shows it: the end of a sentence, labels of a source or keywords with short values, then a
read-also marker or the end of the line. No sentence is written so. Such a line is read as the lines that it was; their
spans lie in the text as it is.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Literal

from pipelines.cleaning.line.lines import SENTENCE_END, Line, line_of, own_line_dateline, places
from pipelines.cleaning.line.wordings import kind_of_label, wordings
from pipelines.dates.reading import is_only_date
from pipelines.text.fold import fold

# A shorter line holds no two stories, and few paragraphs are longer.
_JOINED_MIN = 600
# A line of more markers and labels is no page of news.
_MARKS_MAX = 100
# Characters between a label and what follows it: an outlet, a dozen keywords. Without a colon, only so many words.
_VALUE_MAX = {"source": 60, "keywords": 250}
_LOOSE_WORDS = {"source": 4, "keywords": 25}
# Characters between a marker, or the beginning, and what stands under a headline.
_HEADLINE_MIN, _HEADLINE_MAX = 10, 200
# Weekday, date in two calendars, clock and zone.
_DATE_WORDS = 9
# Decoration may stand before a wording: `. *** المصدر`.
_AFTER_SENTENCE = re.compile(r"(?:^|[.۔।。!؟?\"'”’»)\]…])[^\w.۔।。!؟?]*$")
_WORD = re.compile(r"(?<!\w)[^\W_]+")
# `البلاد (بروكسل)`: of a place only its last word, as nothing shows where the headline ends.
_DATELINE = re.compile(r"(?<!\S)[^\W\d]\S{1,20} ?\([^()\d]{2,30}\)(?=\s)(?!\s*[-–—:ـ])")

_WORDS = re.compile(r"\S+")
_SEPARATOR = re.compile(r"[:|–—-]|\.\.")
_COLON = re.compile(r"\s*[:|]")

_Kind = Literal["source", "keywords", "date", "marker"]
_KINDS: dict[str, _Kind] = {
    "source": "source",
    "source_line": "source",
    "keywords": "keywords",
    "date": "date",
}


@dataclass(frozen=True, slots=True)
class _Mark:
    """A wording in a line: where it begins, where what follows begins, and whether a colon, a dash or dots stand between."""

    kind: _Kind
    start: int
    end: int
    is_apart: bool
    has_colon: bool = False


def part_joined_lines(lines: Sequence[Line]) -> list[Line]:
    """The lines, with the parts of those that are joined ones in their place."""
    # A page without line breaks is one line, most of it; a long paragraph is not worth reading for marks.
    least = max(_JOINED_MIN, sum(len(line.text) for line in lines) // 2)
    return [part for line in lines for part in (_parts(line) if len(line.text) >= least else [line])]


def _parts(line: Line) -> Sequence[Line]:
    marks = list(islice(_marks(line.folded), _MARKS_MAX + 1))
    if len(marks) > _MARKS_MAX:
        return [line]
    chains = list(_chains(line.folded, marks))
    if not any(chain[-1].kind == "marker" or len(chain) > 1 for chain in chains):
        return [line]
    # A page that appends one story may append others, without labels between.
    markers = [mark for mark in marks if mark.kind == "marker" and _is_after_sentence(line.folded, mark)]
    heads = [0, *(mark.end for mark in (*markers, *(chain[-1] for chain in chains)) if mark.kind == "marker")]
    cuts = {mark.start for mark in (*markers, *(mark for chain in chains for mark in chain))} | set(heads)
    for head in heads:
        cuts |= _under_headline(line.folded, head, marks)
    return list(_cut(line, sorted(cuts)))


def _marks(folded: str) -> Iterator[_Mark]:
    words = wordings()
    at = 0
    for word in _WORD.finditer(folded):
        start = word.start()
        if word[0] not in words.first_words or start < at:
            continue
        if match := words.marker.match_inside(folded, start):
            is_apart = _SEPARATOR.search(match["sep"]) is not None
            if (is_apart or match["sure"] or match["sep"].strip()) and not _is_in_brackets(
                folded, start, match["sep"]
            ):
                at = match.start("rest")
                yield _Mark("marker", start, at, is_apart)
        elif match := words.label.match_inside(folded, start):
            found = _KINDS.get(kind_of_label(match))
            if found:
                at = match.start("rest")
                is_apart = _SEPARATOR.search(match["sep"]) is not None
                yield _Mark(found, start, at, is_apart, _COLON.match(match["sep"]) is not None)


def _is_in_brackets(folded: str, start: int, behind: str) -> bool:
    """Whether a marker stands in brackets with its headline, and the sentence around them goes on."""
    return folded[:start][-1:] in {"(", "["} and not any(one in behind for one in ")]")


def _chains(folded: str, marks: Sequence[_Mark]) -> Iterator[list[_Mark]]:
    """Runs of labels that end a story, each with the marker behind it, if one is there."""
    at = 0
    while at < len(marks):
        chain = _chain(folded, marks, at)
        if chain:
            yield chain
        at += len(chain) or 1


def _chain(folded: str, marks: Sequence[_Mark], at: int) -> list[_Mark]:
    """The chain that begins with a mark; empty if none does."""
    first = marks[at]
    if first.kind not in _VALUE_MAX or not (first.has_colon or _is_after_sentence(folded, first)):
        return []
    found: list[_Mark] = []
    for mark, after in pairwise([*marks[at:], _Mark("marker", len(folded), len(folded), is_apart=True)]):
        found.append(mark)
        if mark.kind == "marker":
            return found
        # A date ends no story.
        if mark.kind not in _VALUE_MAX:
            return []
        value = folded[mark.end : after.start]
        if len(value) > _VALUE_MAX[mark.kind] or SENTENCE_END.search(value):
            return []
        if not mark.is_apart and len(value.split()) > _LOOSE_WORDS[mark.kind]:
            return []
    return found


def _is_after_sentence(folded: str, mark: _Mark) -> bool:
    return _AFTER_SENTENCE.search(folded, max(0, mark.start - 8), mark.start) is not None


def _under_headline(folded: str, at: int, marks: Sequence[_Mark]) -> set[int]:
    """Where the date or dateline under a headline begins and ends, whose headline begins at an index; else nothing."""
    first, last = at + _HEADLINE_MIN, at + _HEADLINE_MAX
    date = next((mark for mark in marks if at <= mark.start <= last), None)
    if date and date.kind == "date":
        end = _date_end(folded, date.end)
        return {date.start, end} if end else set()
    # At the beginning of a page brackets may be any.
    dateline = _DATELINE.search(folded, first, last) if at else None
    if dateline and own_line_dateline(line_of(dateline[0])):
        return {dateline.start(), dateline.end()}
    return set()


def _date_end(folded: str, at: int) -> int | None:
    """Where the date that begins at an index ends; a bare number after a whole date belongs to the text."""
    found = None
    for word in islice(_WORDS.finditer(folded, at), _DATE_WORDS):
        if found and word[0].isdecimal():
            break
        if is_only_date(folded[at : word.end()]):
            found = word.end()
        elif found:
            break
    return found


def _cut(line: Line, cuts: Sequence[int]) -> Iterator[Line]:
    """The parts of a line that begin at indices of its folded text."""
    for start, end in pairwise([0, *places(line, *filter(None, cuts)), len(line.text)]):
        part = line.text[start:end]
        bare = part.strip()
        if bare:
            at = line.at + start + len(part) - len(part.lstrip())
            yield Line(at, at + len(bare), at, bare, fold(bare))
