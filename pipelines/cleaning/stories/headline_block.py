"""How many lines under a read-also marker are headlines of other articles."""

import re
from collections.abc import Callable, Sequence

from pipelines.cleaning.line.lines import Line, looks_like_headline
from pipelines.dates.reading import is_only_date
from pipelines.text.fold import fold

_BULLET = re.compile(r"(?:[-–—•*●▪►◾■»]|\d{1,2}\s?[.)\-])\s")
_ADDRESS = re.compile(r"(?:^|\s)https?://\S+$")
_REMARK = re.compile(r"(?:منذ|قبل)\s.{1,20}$|\d{1,2}:\d{2}$|.{1,20}\s(?:ago|پيش|قبل)$")
# Most lines of one block, with addresses and dates. Real lists have about a dozen headlines.
_LINES_MAX = 100
# A line of at most so many characters can be a headline however short the first headline of the block is.
_STOPLESS_MIN = 60
# Most characters of a line that is only a date or an age; longer lines are headlines that speak of a day.
_REMARK_MAX = 40


def reach(
    lines: Sequence[Line],
    at: int,
    known: Callable[[int], bool],
    special: Callable[[int], bool],
    *,
    has_stops: bool = True,
) -> tuple[int, bool]:
    """Counts the lines of the block of headlines that begins at an index.

    In one block either all headlines have bullets or none has, and the same holds for web addresses. A line
    that differs from the first in this ends the block. An address, a date or an age under a headline is part of it.

    Args:
        lines: of the text.
        at: index in `lines` of the first line under the marker.
        known: tells whether the line at an index is known to be the headline of another article, whatever it
            looks like.
        special: tells whether the line at an index is a marker, label or dateline.
        has_stops: whether the text's paragraphs end with full stops. Where they do not, a line that is much
            longer than the first headline is a paragraph.

    Returns:
        The number of lines, and whether the headlines have bullets or addresses, which make its end certain.
    """
    shape: tuple[bool, bool] | None = None
    end = at
    while end < min(len(lines), at + _LINES_MAX):
        line = lines[end]
        if not has_stops and not known(end) and len(line.text) > max(_STOPLESS_MIN, 2 * len(lines[at].text)):
            break
        own = (_BULLET.match(line.folded) is not None, _has_address(lines, end))
        if (
            shape in {None, own}
            and looks_like_headline(without_address(line), sentences=has_stops)
            and not special(end)
        ):
            shape = own
        elif not (known(end) or (end > at and is_remark(line))):
            break
        end += 1
    return end - at, shape is not None and any(shape)


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
