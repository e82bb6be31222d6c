"""Labels: lines, and ends of lines, that name a story's source, keywords or date and are no text of it."""

import re
from dataclasses import dataclass
from typing import Literal

from pipelines.cleaning.line.lines import Line, ends_sentence, places
from pipelines.cleaning.line.wordings import kind_of_label, wordings
from pipelines.dates.reading import is_only_date, parse_date

LabelKind = Literal["source", "keywords", "date", "notice"]

# Most words and characters of a source's name: room for two outlets. A longer value is a sentence (`source: he said that …`).
_SOURCE_WORDS = 6
_SOURCE_LENGTH = 60
# Most characters of a date label's value: a weekday and the date in two calendars fit.
_DATE_LENGTH = 90
# Most characters of a share or follow line. A longer line that begins with the same words is a paragraph.
_NOTICE_LENGTH = 140
# Most words of a line that can be one keyword.
_KEYWORD_WORDS = 5
# A tail label is looked for in the last characters of a line only, so that long lines cost no more than short
# ones. Each number is the longest text that the label's pattern can match, and some more.
_LINK_REACH = 450
_TAGS_REACH = 250
_AGENCY_REACH = 150
_APPEARED_REACH = 450
# Most words of a value that follows its label without a colon: one outlet, a date with weekday and clock, a dozen
# keywords of two words.
_LOOSE_WORDS = {"source": 4, "source_line": 4, "date": 8, "keywords": 25}
_HASHTAGS = re.compile(r"(?:#[^\s#]+[\s,،|]*){1,20}$")
_SEPARATORS = re.compile(r"[,،;؛|#•·\n]|\s[-–—/]\s")


@dataclass(frozen=True, slots=True)
class Label:
    """A label found in a line.

    Attributes:
        kind: what it tells about the story; a `notice` (share, follow us) tells nothing that is kept.
        start: index in the line's `text` at which the label begins; it reaches to the line's end.
        value: what stands after the label's name, as written; "" if nothing does.
        appeared: whether the source was named by "the post … appeared first on …".
    """

    kind: LabelKind
    start: int
    value: str
    appeared: bool = False


def whole_line_label(line: Line, *, begins: bool = True) -> Label | None:
    """Reads a whole line as a label.

    Prose that begins like a label is none: its value has quotes, too many words, or is a sentence.

    Args:
        line: to read.
        begins: whether a story can begin at the line. Only there is a bare date a label; further down it is a
            subheading, for example of a chronicle.

    Returns:
        The label, or None if the line is no label.
    """
    words = wordings()
    folded = line.folded
    if _is_notice(line):
        return Label("notice", 0, "")
    if match := words.appeared.search(folded, max(0, len(folded) - _APPEARED_REACH)):
        site = _original(line, match.start("site"), match.end("site")).rstrip(".")
        return Label("source", 0, site, appeared=True)
    if _HASHTAGS.match(line.text) and line.text.count("#") > 1:
        return Label("keywords", 0, line.text)
    match = words.label.match(folded)
    if match is None:
        return (
            Label("date", 0, line.text)
            if begins and not folded.endswith(":") and is_only_date(line.text)
            else None
        )
    value = _original(line, match.start("rest"), match.end("rest"))
    return _judge(kind_of_label(match), match["sep"], value)


def _is_notice(line: Line) -> bool:
    words, folded = wordings(), line.folded
    if folded.strip(" .:*-–—/|•") in words.notice_whole or words.link.match(folded):
        return True
    if words.frame.match(folded):
        return True
    begins = len(folded) <= _NOTICE_LENGTH and words.notice.match(folded)
    return bool(begins) and not ends_sentence(line)


def loose_label(line: Line) -> Label | None:
    """Reads a line as a label without a colon (`المصدر الضفاف`), for places where a label is likely; else None."""
    match = wordings().label.match(line.folded)
    kind = next((kind for kind in _LOOSE_WORDS if match and match[kind] is not None), None)
    if match is None or kind is None or ends_sentence(line):
        return None
    value = _original(line, match.start("rest"), match.end("rest"))
    if not value or len(value.split()) > _LOOSE_WORDS[kind] or re.search(r"[؟?!\"“«]", value):
        return None
    if kind == "date":
        return Label("date", 0, value) if parse_date(value) else None
    return Label("keywords" if kind == "keywords" else "source", 0, value)


def value_below(line: Line, below: Line) -> Label | None:
    """Reads two lines as a label whose name and value stand one below the other; None if they are no such label.

    Keywords are not read here: they may have any number of lines below their name.
    """
    match = wordings().label.match(line.folded)
    if match is None or any(map(str.isalnum, match["rest"])):
        return None
    value = below.text.strip(" .،")
    if match["date"] is not None:
        is_date = len(value.split()) <= _LOOSE_WORDS["date"] and parse_date(value)
        return Label("date", 0, value) if is_date else None
    if match["source"] is not None or match["source_line"] is not None:
        is_name = (
            len(value.split()) <= _SOURCE_WORDS and len(value) <= _SOURCE_LENGTH and not ends_sentence(below)
        )
        return Label("source", 0, value) if is_name else None
    return None


def tail_label(line: Line) -> Label | None:
    """Finds the label at the end of a story's last line: tags, an agency in brackets, a link to the page itself."""
    words, length = wordings(), len(line.folded)
    if match := words.link.search(line.folded, max(0, length - _LINK_REACH)):
        return Label("notice", places(line, match.start("tail"))[0], "")
    if match := words.tag_run.search(line.folded, max(0, length - _TAGS_REACH)):
        value = _original(line, match.start("tags"), match.end("tags"))
        return Label("keywords", places(line, match.start("tail"))[0], value)
    if match := words.agency_tail.search(line.folded, max(0, length - _AGENCY_REACH)):
        group = "agency" if match["agency"] else "other"
        return Label(
            "source", places(line, match.start())[0], _original(line, match.start(group), match.end(group))
        )
    return None


def keywords_of(value: str) -> tuple[str, ...]:
    """Splits a label's value into keywords; a value without separators is one keyword."""
    if _HASHTAGS.match(value):
        return tuple(tag.strip(" ,،|").replace("_", " ") for tag in value.split("#") if tag.strip(" ,،|"))
    return tuple(word for part in _SEPARATORS.split(value) if (word := part.strip().strip(' ."«»“”*')))


def can_be_keyword(line: Line) -> bool:
    """Whether a line under a bare keywords label is one of the keywords."""
    return len(line.text.split()) <= _KEYWORD_WORDS and not ends_sentence(line)


def _judge(kind: str, separator: str, value: str) -> Label | None:
    colon = ":" in separator or "|" in separator
    if kind in {"source", "source_line"}:
        plain = value and len(value) <= _SOURCE_LENGTH and len(value.split()) <= _SOURCE_WORDS
        bare = kind == "source_line" and len(value.split()) <= 4
        if plain and (colon or bare) and not re.search(r"[.؟?!\"“«]", value.rstrip(" .")):
            return Label("source", 0, value.rstrip(" .،"))
        return None
    if kind == "keywords":
        return Label("keywords", 0, value) if colon or not value else None
    if kind == "date":
        if value and len(value) <= _DATE_LENGTH and (colon or is_only_date(value)) and parse_date(value):
            return Label("date", 0, value)
        return None
    return Label("notice", 0, "") if colon and len(value) <= _NOTICE_LENGTH else None  # a photo's credit


def _original(line: Line, start: int, end: int) -> str:
    begin, stop = places(line, start, end)
    return line.text[begin:stop].strip()
