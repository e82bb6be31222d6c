"""A block of headlines under a read-also marker: how many lines it has."""

import re
from collections.abc import Callable, Sequence

from pipelines.cleaning.headlines import Headlines
from pipelines.cleaning.lines import Line, looks_like_headline
from pipelines.dates import is_only_date
from pipelines.text.fold import fold

_BULLET = re.compile(r"(?:[-–—•*●▪►◾■»]|\d{1,2}\s?[.)\-])\s")
_ADDRESS = re.compile(r"(?:^|\s)https?://\S+$")
_REMARK = re.compile(r"(?:منذ|قبل)\s.{1,20}$|\d{1,2}:\d{2}$|.{1,20}\s(?:ago|پيش|قبل)$")
# A clock time or a date with weekday; longer lines are headlines that speak of a day.
_REMARK_MAX = 40


def reach(lines: Sequence[Line], at: int, known: Headlines, special: Callable[[int], bool]) -> int:
    """How many lines from an index on are headlines of other articles, and what stands between them.

    A list is either bulleted or not: a line that is the other way belongs to what follows. An address or
    a date under a headline is part of the block.

    Args:
        lines: of the text.
        at: index of the first line under the marker.
        known: headlines of other articles; they are headlines whatever they look like.
        special: whether the line at an index is a marker, label or dateline.
    """
    bulleted: bool | None = None
    run = at
    while run < len(lines):
        line = lines[run]
        if line.text not in known and not (run > at and is_remark(line)):
            if special(run) or not looks_like_headline(without_address(line)):
                break
            has = _BULLET.match(line.folded) is not None
            if has is not (has if bulleted is None else bulleted):
                break
            bulleted = has
        run += 1
    return run - at


def without_address(line: Line) -> Line:
    """The line without a web address at its end."""
    if not (match := "://" in line.text and _ADDRESS.search(line.text)):
        return line
    text = line.text[: match.start()].rstrip()
    return Line(line.start, line.end, line.at, text, fold(text)) if text else line


def is_remark(line: Line) -> bool:
    """Whether a line is only an address, a date, a clock time or an age (`منذ 3 ساعات`)."""
    if "://" in line.text:
        return _ADDRESS.fullmatch(line.text) is not None
    return len(line.text) <= _REMARK_MAX and (
        _REMARK.match(line.folded) is not None or is_only_date(line.text)
    )
