"""A block of headlines under a read-also marker: how many lines it has."""

import re
from collections.abc import Callable, Sequence

from pipelines.cleaning.line.lines import Line, looks_like_headline
from pipelines.dates.reading import is_only_date
from pipelines.text.fold import fold

_BULLET = re.compile(r"(?:[-–—•*●▪►◾■»]|\d{1,2}\s?[.)\-])\s")
_ADDRESS = re.compile(r"(?:^|\s)https?://\S+$")
_REMARK = re.compile(r"(?:منذ|قبل)\s.{1,20}$|\d{1,2}:\d{2}$|.{1,20}\s(?:ago|پيش|قبل)$")
# Of one block, addresses and dates included; lists of other articles have a dozen headlines.
_LINES_MAX = 100
# Headlines of so many characters are told from paragraphs by no length.
_STOPLESS_MIN = 60
# A clock time or a date with weekday; longer lines are headlines that speak of a day.
_REMARK_MAX = 40


def reach(
    lines: Sequence[Line],
    at: int,
    known: Callable[[int], bool],
    special: Callable[[int], bool],
    *,
    has_stops: bool = True,
) -> tuple[int, bool]:
    """How many lines from an index on are headlines of other articles, and what stands between them.

    A list has bullets or none, and a web address with each headline or with none: a line that is the
    other way belongs to what follows. An address or a date under a headline is part of the block.

    Args:
        lines: of the text.
        at: index of the first line under the marker.
        known: whether the line at an index is the headline of another article, whatever it looks like.
        special: whether the line at an index is a marker, label or dateline.
        has_stops: whether the text's paragraphs end with full stops; else a line that is much longer than the
            first headline is a paragraph.

    Returns:
        The number of lines, and whether bullets or addresses tell where the list ends.
    """
    shape: tuple[bool, bool] | None = None
    run = at
    while run < min(len(lines), at + _LINES_MAX):
        line = lines[run]
        if not has_stops and not known(run) and len(line.text) > max(_STOPLESS_MIN, 2 * len(lines[at].text)):
            break
        own = (_BULLET.match(line.folded) is not None, _has_address(lines, run))
        if (
            shape in {None, own}
            and looks_like_headline(without_address(line), sentences=has_stops)
            and not special(run)
        ):
            shape = own
        elif not (known(run) or (run > at and is_remark(line))):
            break
        run += 1
    return run - at, shape is not None and any(shape)


def without_address(line: Line) -> Line:
    """The line without a web address at its end."""
    if not (match := "://" in line.text and _ADDRESS.search(line.text)):
        return line
    text = line.text[: match.start()].rstrip()
    return Line(line.start, line.end, line.at, text, fold(text)) if text else line


def _has_address(lines: Sequence[Line], at: int) -> bool:
    """Whether an address stands at the end of a line or on the next."""
    return any(
        "://" in line.text and _ADDRESS.search(line.text) and (line is lines[at] or is_remark(line))
        for line in lines[at : at + 2]
    )


def is_remark(line: Line) -> bool:
    """Whether a line is only an address, a date, a clock time or an age (`منذ 3 ساعات`)."""
    if "://" in line.text:
        return _ADDRESS.fullmatch(line.text) is not None
    return len(line.text) <= _REMARK_MAX and (
        _REMARK.match(line.folded) is not None or is_only_date(line.text)
    )
