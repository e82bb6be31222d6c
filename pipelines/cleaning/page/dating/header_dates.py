"""Dates near the headline, and what each of them is."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipelines.cleaning.line.wordings import wordings
from pipelines.cleaning.page.comment_notices import is_above_comments
from pipelines.cleaning.page.dating.reader import (
    LINE_MAX,
    Reader,
    dates_another_thing,
    is_date_line,
    is_mentioned,
    only_one,
)
from pipelines.cleaning.page.dating.roles import Role, role_of, role_of_names, segments
from pipelines.cleaning.page.header import BARS, HeaderLine, Stamp, before_text
from pipelines.cleaning.page.other_parts import is_mostly_headline
from pipelines.dates.reading import DateCandidate, is_only_date
from pipelines.text.fold import fold

CLOCK_LINE = re.compile(r"\d{1,2}\s*:\s*\d{2}[^\d]{0,12}(?:[+-]\d{2}:?\d{2}[^\d]{0,8})?")
"""A line that holds a clock and nothing else."""
# How dates near a headline rank: called publication, beside it, the same above it, and changes. Those below the text count only
# if there is one day of them: marked as publication, and without a word.
_CALLED, _BESIDE, _CALLED_ABOVE, _ABOVE, _CHANGED, _MARKED, _UNSURE = range(7)
LABEL_MAX = 40
"""Characters of the words that say what a date is."""
# Words of a date, at least.
_DATE_WORDS = 1
# A news agency's dateline, which has its date in 70 characters, and the day alone, or behind a place and a comma.
_AGENCY = re.compile(r"[^.!?]{0,70}?\d{4}(?=\s*(?:[(/–—-]|--|:))")
_PLACE = r"[^\W\d_][\w '’/-]{1,40}"
_OPENING = re.compile(
    rf"(?:{_PLACE},\s*)?(?:[^\W\d_]{{2,12}}[,.]{{0,2}}\s+)?\d{{1,2}}\.?[\s/.-]{{1,2}}\w{{1,12}}[\s/.-]{{1,2}}\d{{4}}(?=\s*[(–—-]|:|\.\s)"
    r"|[^\W\d_]{3,9}\.?\s+\d{1,2},?\s+\d{4}(?=\s*(?:[(–—-]|:))"
    # In brackets behind a place, and before one: `Ottawa (17 Jan. 2012) - The`, `05.01.2012, Tiraspol. The`.
    rf"|{_PLACE}\s\(\d{{1,2}}\.?\s?\w{{3,12}}\.?\s\d{{4}}\)(?=\s*[–—-])"
    r"|\d{1,2}[/.]\d{1,2}[/.]\d{4}(?=,\s*[^\W\d_][\w-]{2,40}(?:[.\s]))"
)


def header_dates(lines: Sequence[HeaderLine], reader: Reader) -> list[DateCandidate]:
    """Dates near the headline: those called publication first, then those above it, then updates."""
    ranked: dict[int, list[DateCandidate]] = {rank: [] for rank in range(_UNSURE + 1)}
    label: Role = "plain"
    text_at = before_text(lines)
    is_list = is_of_others = False
    for number, line in enumerate(lines):
        in_text = number >= text_at and not line.is_above
        # Below a text readers date what they write, and below a read-also marker stand other articles.
        is_of_others |= in_text and is_above_comments(line.text)
        is_of_others |= not line.is_above and wordings().is_marker(line.text)
        if is_of_others and not line.is_above:
            continue
        if not line.stamps and _is_label(line.text):
            label = role_of(line.text, "", "plain")
            continue
        is_teaser = in_text and is_mostly_headline(line.linked, len(line.text.split()) - _DATE_WORDS)
        for role, said, is_line in _of_line(line, label, reader):
            one = _with_clock(said, line, lines[number - 1] if number else None, reader)
            if is_teaser:
                is_list = True
            elif role == "changed":
                ranked[_CHANGED] += [] if line.is_above else [replace(one, origin="update")]
            else:
                is_beside = not in_text and not line.is_above and (is_line or role == "published")
                rank = _rank(role, one, is_above=line.is_above, in_text=in_text, is_line=is_line)
                ranked[rank].append(replace(one, is_shown=is_beside))
        label = "plain"
    # Of several days below the text, or beside headlines: a list of other articles.
    marked, unsure = ranked.pop(_MARKED), ranked.pop(_UNSURE)
    shown = {one.at.date() for dates in ranked.values() for one in dates if one.is_shown}
    ranked[_CALLED] += [one for one in only_one(marked) if not shown or one.at.date() in shown]
    ranked[_BESIDE] += [] if is_list else only_one(unsure)
    return [one for rank in sorted(ranked) for one in ranked[rank]]


def _rank(role: Role, one: DateCandidate, *, is_above: bool, in_text: bool, is_line: bool) -> int:
    """How sure a date is to be the article's, by what it is called and where it stands."""
    if role == "published":
        if in_text and one.origin == "time":
            return _MARKED
        return _CALLED_ABOVE if is_above else _CALLED
    if in_text:
        return _UNSURE
    return _BESIDE if is_line and not is_above else _ABOVE


def _with_clock(
    day: DateCandidate, line: HeaderLine, before: HeaderLine | None, reader: Reader
) -> DateCandidate:
    """A day with the clock of the line before it, where that holds nothing else."""
    if not day.day_only or before is None or not CLOCK_LINE.fullmatch(before.text):
        return day
    return reader.read(f"{line.text} {before.text}", "text") or day


def _is_label(text: str) -> bool:
    return len(text) <= LABEL_MAX and not any(map(str.isdecimal, text))


def _of_line(line: HeaderLine, label: Role, reader: Reader) -> Iterator[tuple[Role, DateCandidate, bool]]:
    """The dates of a line, with the role of each, and whether the line is about nothing else."""
    stamped = False
    for stamp in () if _is_shown_otherwise(line, reader) else line.stamps:
        if one := reader.read(stamp.value, "time"):
            role = _stamp_role(stamp, line.names if len(line.stamps) == 1 else "", label)
            # Beside the day of a change the line may name the first one in words.
            stamped |= role != "changed"
            yield role, one, True
    if stamped or len(line.text) < 6 or not any(map(str.isdecimal, line.text)):
        return
    folded = fold(line.text[: LINE_MAX + 1])
    if dates_another_thing(folded):
        return
    if len(line.text) > LINE_MAX or not is_date_line(folded):
        yield from _among_others(line, label, reader)
        return
    for segment in segments(line.text):
        if one := reader.read_shown(segment):
            folded = fold(segment)
            role = role_of(folded, line.names, label)
            if role != "plain" or not is_mentioned(folded):
                yield role, one, True


def _among_others(
    line: HeaderLine, label: Role, reader: Reader
) -> Iterator[tuple[Role, DateCandidate, bool]]:
    """The date of a line that says other things, too: behind a bar, or at its beginning."""
    apart = next(filter(is_only_date, BARS.split(line.text[:LINE_MAX])), "")
    if one := reader.read(apart, "text"):
        yield role_of(fold(apart), line.names, label), one, True
    elif one := _dateline(line.text, reader):
        yield "plain", one, False


def _is_shown_otherwise(line: HeaderLine, reader: Reader) -> bool:
    """Whether a line calls a day its publication, and its one element gives machines another one: the day of a change.

    `<time datetime="2019-07-03">Published on 29 June 2019</time>`
    """
    if len(line.stamps) != 1 or not (stated := reader.read(line.stamps[0].value, "time")):
        return False
    found = [(role_of(fold(said), "", "plain"), said) for said in segments(line.text[:LINE_MAX])]
    if all(role != "published" for role, _ in found):
        # Most such lines say nothing but the day.
        return False
    days = [(role, one.at) for role, said in found if (one := reader.read(said, "text"))]
    is_near = any(abs((at.replace(tzinfo=stated.at.tzinfo) - stated.at).days) <= 1 for _, at in days)
    return not is_near and any(role == "published" for role, _ in days)


def _dateline(text: str, reader: Reader) -> DateCandidate | None:
    """The date with which an agency's text begins, PARIS, March 5, 2014 (AFP), or any: `Neustadt, 12. März 2019. The town …`."""
    start = _AGENCY.match(text)
    start = start if start and start[0][0].isupper() else _OPENING.match(text)
    return reader.read(start[0], "text") if start else None


def _stamp_role(stamp: Stamp, around: str, label: Role) -> Role:
    named = role_of_names(stamp.names)
    if named == "plain" and role_of_names(around) == "changed":
        named = "changed"
    return named if named != "plain" else role_of(fold(stamp.before[-LABEL_MAX:]), "", label)
