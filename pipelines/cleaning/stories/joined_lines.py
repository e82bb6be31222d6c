"""A page that lost its line breaks: title, text, labels, marker and the next story, all in one line.

Two things inside a line show it. A whole chain: the end of a sentence, labels of a source or keywords with short values,
then a read-also marker or the end of the line; no sentence is written so. Or a marker behind which the text speaks of its
own first words, and the text before it does not. Such a line is read as the lines that it was; their spans lie in the text
as it is.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Literal

from pipelines.cleaning.line.lines import SENTENCE_END, Line, line_of, own_line_dateline, places
from pipelines.cleaning.line.wordings import kind_of_label, wordings
from pipelines.cleaning.stories import topic
from pipelines.dates.reading import is_only_date
from pipelines.dates.words import words
from pipelines.text.fold import fold

# A shorter line holds no two stories, and few paragraphs are longer.
_JOINED_MIN = 600
# A line of more markers and labels is no page of news.
_MARKS_MAX = 100
# Words of a line that may begin a marker or label: a megabyte of prose has fewer.
_BEGINNINGS_MAX = 20_000
# Characters between a label and what follows it: an outlet, a dozen keywords. Without a colon, only so many words.
_VALUE_MAX = {"source": 60, "keywords": 250}
_LOOSE_WORDS = {"source": 4, "keywords": 25}
# Characters between a marker, or the beginning, and what stands under a headline.
_HEADLINE_MIN, _HEADLINE_MAX = 10, 200
# Behind a headline the first sentence ends here at the latest; several headlines are longer. Where no label shows that a
# story has ended, so much is asked: none of 1,289 blocks of readalso_spans_dev, joined to one line, is then a story.
_FIRST_SENTENCE_MAX = 300
# Weekday, date in two calendars, clock and zone.
_DATE_WORDS = 9
# A date may have `في` or `on` in it, and a text may begin with it; no text begins with these, nor with a digit or a month.
_CLOSES_DATE = frozenset(
    fold("ميلادي ميلادية هجري هجرية هـ ه م ش غرينتش جرينتش المكرمة gmt utc uhr wib г").split()
)
# Decoration may stand before a wording: `. *** المصدر`.
_AFTER_SENTENCE = re.compile(r"(?:^|[.۔।。!؟?\"'”’»)\]…])[^\w.۔।。!؟?]*$")
# Signs that stand alone, or are written on to the wording.
_DECORATION = re.compile(r"(?<=\s)(?:[^\w\s.۔।。!؟?]+\s*)+$")
_DECORATION_MAX = 12
_WORD = re.compile(r"(?<!\w)[^\W_]+")
# `البلاد (بروكسل)`: of a place only its last word, as nothing shows where the headline ends.
_DATELINE = re.compile(r"(?<!\S)[^\W\d]\S{1,20} ?\([^()\d]{2,30}\)(?=\s)(?!\s*[-–—:ـ])")

# Keywords that need no word before them.
_TAGS = re.compile(r"(?<!\S)#\w+(?:\s+#\w+)+")
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
    """A wording in a line.

    Attributes:
        start: where it begins, with the decoration before it.
        end: where what follows begins.
        is_apart: a colon, a dash or dots stand between.
        has_colon: a colon does.
        is_sure: of a marker: the wording is no ordinary word.
    """

    kind: _Kind
    start: int
    end: int
    is_apart: bool
    has_colon: bool = False
    is_sure: bool = False


@dataclass(frozen=True, slots=True)
class Parted:
    """Lines of a text, with the parts of joined ones in their place.

    Attributes:
        lines: in order.
        beginnings: where, in the text, a line starts that begins another story.
    """

    lines: list[Line]
    beginnings: frozenset[int]


def part_joined_lines(lines: Sequence[Line]) -> Parted:
    """The lines of a text as they were before it lost its line breaks, as far as that shows."""
    # A page without line breaks is one line, most of it; a long paragraph is not worth reading for marks.
    least = max(_JOINED_MIN, sum(len(line.text) for line in lines) // 2)
    parted: list[Line] = []
    beginnings: set[int] = set()
    for line in lines:
        if len(line.text) < least:
            parted.append(line)
            continue
        cuts, stories = _cuts(line.folded)
        parts = list(_cut(line, sorted(cuts))) if cuts else [line]
        firsts = [line.at + at for at in places(line, *sorted(stories))] if stories else []
        # A part starts at its first letter; the index of a cut is that of the space before it, or of the letter.
        beginnings |= {next(part.start for part in parts if part.end > at) for at in firsts}
        parted += parts
    return Parted(parted, frozenset(beginnings))


def _cuts(folded: str) -> tuple[set[int], set[int]]:
    """Where the parts of a joined line begin, and which of them begin another story; nothing for a paragraph."""
    marks = [*islice(_tags(folded), _MARKS_MAX + 1), *islice(_marks(folded), _MARKS_MAX + 1)]
    marks.sort(key=lambda mark: mark.start)
    if len(marks) > _MARKS_MAX:
        return set(), set()
    ends = list(_chains(folded, marks))
    markers = [mark for mark in marks if mark.kind == "marker" and _is_after_sentence(folded, mark)]
    if any(end[-1].kind == "marker" or len(end) > 1 for end in ends):
        # A page that appends one story may append others, without labels between.
        markers += [mark for end in ends for mark in end if mark.kind == "marker" and mark not in markers]
        markers.sort(key=lambda mark: mark.start)
        stories = _stories(folded, markers)
    else:
        ends = []
        sure = [mark for mark in markers if mark.is_sure]
        stories = {
            at for at in _stories(folded, sure) if SENTENCE_END.search(folded, at, at + _FIRST_SENTENCE_MAX)
        }
        markers = [mark for mark in markers if mark.end in stories]
        if not markers:
            return set(), set()
    heads = [0, *(mark.end for mark in markers)]
    cuts = {mark.start for mark in (*markers, *(mark for end in ends for mark in end))} | set(heads)
    for head in heads:
        cuts |= _under_headline(folded, head, marks)
    return cuts, stories


def _stories(folded: str, markers: Sequence[_Mark]) -> set[int]:
    """The ends of the markers behind which another story begins."""
    found: set[int] = set()
    begins = 0
    for mark, after in pairwise([*markers, _Mark("marker", len(folded), len(folded), is_apart=True)]):
        if topic.is_another(folded[begins : mark.start], folded[mark.end : after.start]):
            found.add(mark.end)
            begins = mark.end
    return found


def _tags(folded: str) -> Iterator[_Mark]:
    for tags in _TAGS.finditer(folded):
        yield _Mark("keywords", tags.start(), tags.start(), is_apart=True, has_colon=True)


def _marks(folded: str) -> Iterator[_Mark]:
    words = wordings()
    at = 0
    may_begin = (word.start() for word in _WORD.finditer(folded) if word[0] in words.first_words)
    for start in islice(may_begin, _BEGINNINGS_MAX):
        if start < at:
            continue
        if match := words.marker.match_inside(folded, start):
            is_apart = _SEPARATOR.search(match["sep"]) is not None
            if (is_apart or match["sure"] or match["sep"].strip()) and not _is_in_brackets(
                folded, start, match["sep"]
            ):
                at = match.start("rest")
                yield _Mark(
                    "marker",
                    _with_decoration(folded, start),
                    at,
                    is_apart,
                    is_sure=match["sure"] is not None,
                )
        elif match := words.label.match_inside(folded, start):
            found = _KINDS.get(kind_of_label(match))
            if found:
                at = match.start("rest")
                is_apart = _SEPARATOR.search(match["sep"]) is not None
                yield _Mark(found, start, at, is_apart, _COLON.match(match["sep"]) is not None)


def _with_decoration(folded: str, start: int) -> int:
    """Where what is put before a wording begins: `« اقرأ أيضا »`, `🔴 اقرأ أيضا`."""
    found = _DECORATION.search(folded, max(0, start - _DECORATION_MAX), start)
    return found.start() if found else start


def _is_in_brackets(folded: str, start: int, behind: str) -> bool:
    """Whether a marker stands in brackets with its headline, and the sentence around them goes on."""
    return folded.startswith(("(", "["), max(start - 1, 0), start) and not any(one in behind for one in ")]")


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
    if first.kind not in _VALUE_MAX:
        return []
    is_label = first.has_colon or _is_after_sentence(folded, first)
    found: list[_Mark] = []
    for mark, after in pairwise([*marks[at:], _Mark("marker", len(folded), len(folded), is_apart=True)]):
        found.append(mark)
        if mark.kind == "marker":
            # No sentence goes from the word "source" over a name to a marker that is set apart.
            is_set_apart = mark.is_sure and (mark.is_apart or not folded[mark.start].isalnum())
            return found if is_label or (first.kind == "source" and is_set_apart) else []
        # A date ends no story.
        if mark.kind not in _VALUE_MAX:
            return []
        value = folded[mark.end : after.start]
        if len(value) > _VALUE_MAX[mark.kind] or SENTENCE_END.search(value):
            return []
        if not mark.is_apart and len(value.split()) > _LOOSE_WORDS[mark.kind]:
            return []
    return found if is_label else []


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
    if dateline and _is_dateline(dateline[0]) and _is_headline(folded[at : dateline.start()]):
        return {dateline.start(), dateline.end()}
    return set()


def _is_dateline(folded: str) -> bool:
    # `تموز (يوليو)` is a month.
    return own_line_dateline(line_of(folded)) and folded.split(maxsplit=1)[0] not in words().month_words


def _is_headline(folded: str) -> bool:
    """Whether a headline is all there is, and no beginning of the text, which says the headline's words again."""
    found = [topic.stems(word) for word in folded.split()]
    return sum(map(len, found)) == len(set().union(*found))


def _date_end(folded: str, at: int) -> int | None:
    """Where the date that begins at an index ends; a bare number after a whole date belongs to the text."""
    found = None
    for word in islice(_WORDS.finditer(folded, at), _DATE_WORDS):
        if found and word[0].isdecimal():
            break
        if is_only_date(folded[at : word.end()]):
            if not found or _closes_date(word[0]):
                found = word.end()
        elif found:
            break
    return found


def _closes_date(word: str) -> bool:
    """Whether a word behind a whole date is part of it."""
    table = words()
    return any(letter.isdecimal() for letter in word) or any(
        word.strip("()،,.") in some for some in (_CLOSES_DATE, table.halves, table.month_words)
    )


def _cut(line: Line, cuts: Sequence[int]) -> Iterator[Line]:
    """The parts of a line that begin at indices of its folded text."""
    for start, end in pairwise([0, *places(line, *filter(None, cuts)), len(line.text)]):
        part = line.text[start:end]
        bare = part.strip()
        if bare:
            at = line.at + start + len(part) - len(part.lstrip())
            yield Line(at, at + len(bare), at, bare, fold(bare))
