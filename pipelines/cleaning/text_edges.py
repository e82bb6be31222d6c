"""The edges of a page's text: its headline's kicker, bylines, places and clocks above it, credits and rights below are none of it."""

import re

from pipelines.cleaning.line.appended_lines import is_paragraph
from pipelines.cleaning.line.labels import whole_line_label
from pipelines.cleaning.line.lines import correspondent_in, line_of
from pipelines.cleaning.line.wordings import wordings
from pipelines.cleaning.page.dating.header_dates import CLOCK_LINE
from pipelines.cleaning.page.header import BARS, is_sentence
from pipelines.cleaning.page.people.names import is_person, people
from pipelines.dates.reading import is_only_date
from pipelines.text import normalize
from pipelines.text.fold import fold

# Lines above a headline, and characters of each.
_KICKERS = 2
_KICKER_MAX = 60
# Words of an author's role or outlet on a line of its own: `Political editor`, `BBC News Arabic`.
_ROLE_WORDS = 4
# Characters by which two spellings of one line differ (diacritics, tatweel, quotes).
_SLACK = 50
# Lines at each edge of a text, which has more.
_EDGE = 3
# Characters of a byline, and of credits and rights.
_BYLINE_MAX, _CREDITS_MAX = 200, 500
# Characters of what introduces the first name in a byline.
_BEFORE_NAME = 30
# Words of a place before the hour: `NEW YORK | Wed Jan 11, 2012 6:50pm EST`.
_PLACE_WORDS = 4
_CREDITS = re.compile(
    r"\(?(?:additional )?(?:reporting|writing|editing)(?:,? (?:and )?(?:writing|editing))* by\b|[\s—–-]*(?:copyright\s*(?:©|\(c\)|:|(?:19|20)\d\d)|©)",
    re.IGNORECASE,
)
# Who wrote, edited and sent it, by their letters, behind an agency's end mark: `(النهاية) ا ب ج / م خ`, `م ع/ ا ع`, `انتهى**1110`.
_LETTER = r"[^\W\d_\u2e80-\U0010ffff]\b[\W_]*"
_SIGN_OFF = re.compile(
    rf"\W*(?:(?:(?:ال)?نهايه|انتهي|(?:پايان|انتهاي) پيام|ends?)\b[\W\d_]*(?:{_LETTER}){{0,8}}\d*|(?:{_LETTER}){{2,8}}\d*)?\W*"
)
# What may stand around an agency's name.
_AROUND_AGENCY = " ()[]/*.-–—"


def without_edges(text: str, title: str | None, author: str | None) -> str:
    """A text without what stands above its headline (a section's name), its bylines, and the credits and rights at its end.

    Args:
        text: paragraphs as lines.
        title: of its page.
        author: as the page names it.
    """
    lines = _from_headline(text, title, author).split("\n")
    if len(lines) <= _EDGE:
        return "\n".join(lines)
    edge = max(_EDGE, len(lines) - _EDGE)
    top = [line for line in lines[:_EDGE] if not (_is_byline(line, author) or _is_dateline(line, author))]
    end = [line for line in lines[edge:] if not (_is_credit(line) or _is_sign_off(line))]
    if end and _is_byline(end[-1], author):
        end.pop()
    return "\n".join([*top, *lines[_EDGE:edge], *end])


def byline_of(text: str) -> str | None:
    """The people by whom a text says that it is, on a line of their own at its beginning; None if it names nobody."""
    for line in text.split("\n", _EDGE)[:_EDGE]:
        if _is_byline(line, None):
            return ", ".join(_named(line))
        if name := correspondent_in(line_of(line)):
            return name
    return None


def _from_headline(text: str, title: str | None, author: str | None) -> str:
    """The text without what stands above it: short lines above its headline (a section's name, a kicker), if it has that.

    A byline goes as well, above the headline or below it, and a clock; what stands below that is the day, which `split` reads.
    """
    first, _, rest = text.partition("\n")
    if rest and CLOCK_LINE.fullmatch(first):
        text = rest
    text = _without_byline(text, author)
    lines = text.split("\n", _KICKERS + 1)
    for at in range(min(len(lines), _KICKERS + 1)):
        if _is(lines[at], title):
            below = _without_byline("\n".join(lines[at + 1 :]), author)
            return f"{lines[at]}\n{below}" if below else lines[at]
        if len(lines[at]) > _KICKER_MAX:
            break
    return text


def _without_byline(text: str, author: str | None) -> str:
    """The text without the author's name that it begins with, and without the role or outlet below that."""
    first, *lines = text.split("\n", 3)
    if not lines or not _is_byline(first, author):
        return text
    is_role = (
        len(lines) > 1
        and len(lines[0].split()) <= _ROLE_WORDS
        and not is_paragraph(lines[0])
        and is_paragraph(lines[1])
    )
    return "\n".join(lines[is_role:])


def _is_byline(line: str, author: str | None) -> bool:
    """Whether a line is the author's name, or introduces it or another person's: `By Rana Salem, Bay News`."""
    if _is(line, author):
        return True
    named = _named(line)
    if not named or is_person(named[0]):
        return bool(named)
    said = normalize(line)
    places = [said.find(normalize(one)) for one in (author or "").split(", ") if one]
    return bool(places) and 0 <= min(places) <= _BEFORE_NAME


def _named(line: str) -> list[str]:
    """Whom a line introduces as its authors; empty if it is no byline."""
    if len(line) > _BYLINE_MAX or is_sentence(line):
        return []
    introduced = wordings().byline.match(line_of(line).folded)
    return people([line], sites=(), hosts=()) if introduced else []


def _is_dateline(line: str, author: str | None) -> bool:
    """Whether a line says when a text was written, and at most where or by whom."""
    bare = line
    for name in (author or "").split(", "):
        bare = bare.replace(name, " ", 1)
    if is_only_date(bare) and not _is_labelled(line):
        return True
    parts = BARS.split(line[:_BYLINE_MAX])
    return (
        len(parts) > 1
        and is_only_date(parts[-1])
        and all(len(one.split()) <= _PLACE_WORDS for one in parts[:-1])
    )


def _is_credit(line: str) -> bool:
    """Whether a line names who worked on a text beside its author, or whose it is."""
    return len(line) <= _CREDITS_MAX and _CREDITS.match(line) is not None


def _is_sign_off(line: str) -> bool:
    """Whether a line at the end says when the text was sent, or by whom, in letters; those of an agency are its credit."""
    if (
        len(line) > _BYLINE_MAX
        or _is_labelled(line)
        or wordings().agency.fullmatch(fold(line).strip(_AROUND_AGENCY))
    ):
        return False
    return (
        is_only_date(line)
        or CLOCK_LINE.fullmatch(line) is not None
        or _SIGN_OFF.fullmatch(fold(line)) is not None
    )


def _is_labelled(line: str) -> bool:
    """Whether a line says what its date or name is, `تاريخ النشر: …`: `split` reads such lines, and records what it cuts."""
    label = whole_line_label(line_of(line))
    return label is not None and label.value != line


def _is(line: str, known: str | None) -> bool:
    # A paragraph is not worth normalising.
    return known is not None and len(line) <= 2 * len(known) + _SLACK and normalize(line) == normalize(known)
