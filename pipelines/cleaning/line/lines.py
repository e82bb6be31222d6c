"""Lines of a page's text, and what a line looks like: headline, prose, dateline."""

import re
from typing import NamedTuple

from pipelines.cleaning.line.wordings import wordings
from pipelines.dates.reading import parse_date
from pipelines.dates.words import AROUND, tokens, words
from pipelines.text.fold import fold, origins
from pipelines.text.scripts import KANA_AND_HAN

# Of 6,142 headlines in the blocks of readalso_spans_dev the longest has 121 characters, and none ends with
# a full stop; of the 1,024 paragraphs that follow a block 97 % end with one.
_HEADLINE_MAX = 130
_HEADLINE_MIN = 10
# No headline ends with one of these.
_NO_ENDS = "۔।。؛;،,、:"
_FULL_STOPS = (".", "۔", "।", "。")
# Scripts that write words without spaces. One of their characters says as much as two or three of others.
_UNSPACED = re.compile(rf"[{KANA_AND_HAN}\uf900-\ufaff]")
_UNSPACED_MIN = 5

# A full stop with a sentence before and after it; no ellipsis, no initial as in د. or U.S.
SENTENCE_END = re.compile(r"(?<=[^\s.\d][^\s.][^\s.])(?:[.۔।][\"”»)]*\s+|[。！？][”」』）]*\s*)(?=\S{2})")

_DATELINE_BRACKETS = re.compile(
    r"[^\W\d][^()\n:.،]{0,28}\((?=\W*[^\W\d])[^()]{2,30}\)(?:\s*\([^()]{2,30}\))?\s*[-–—:]?$"
)
_DATELINE_DASHED = re.compile(
    r"(?=.{5,50}$)[^\W\d][^.،؟!:–—\d]{1,28}?\s{0,3}(?:\s-\s|[–—])\s{0,3}[^.،؟!–—\d]{2,28}$"
)
# بغداد / المدى برس: at most three words on each side.
_DATELINE_SLASHED = re.compile(
    r"[^\W\d][^\s.،؟!:/]*(?: [^\s.،؟!:/]+){0,2} ?/ ?[^\s.،؟!:/]+(?: [^\s.،؟!:/]+){0,2}$"
)
# What stands before and behind a known agency on such a line, however it is written: `دمشق-سانا`, `القاهرة، مصر (CNN)--`.
_BEFORE_AGENCY = re.compile(r"[^\W\d]+(?:،? [^\W\d]+){0,2}\s*[-–—ـ/(]+\s*")
_BEHIND_AGENCY = re.compile(r"[-–—ـ/):\s]*")
# Of Arab papers: a place, the outlet in quotes, and its correspondent: `القاهرة ـ “رأي اليوم” ـ محمود القيعي:`. A colon behind the place would make
# a person and a quotation of it.
_OF_OUTLET = re.compile(
    r"[\u0621-\u06ff]+(?: [\u0621-\u06ff]+){0,2}\s*[-–—ـ]\s*[\"“”«][\u0621-\u06ff ]{2,30}[\"“”»]\s*"
    r"(?:[-–—ـ:]\s*(?P<name>[^\W\d]+(?: [^\W\d]+){1,3}))?\s*[-–—ـ:]?"
)
_PREFIX_BRACKETS = re.compile(
    r"(?P<place>[^\W\d][^().:؟!]{0,40}?(?:\([^()]{2,30}\))?)[-–—ـ\s]{0,5}\((?P<inside>[^()]{2,30})\)\s{0,3}(?P<sep>[-–—:ـ]*+)(?=\s*+[^(])"
)
_PREFIX_DASHED = re.compile(
    r"[^\W\d][^().:،؟!–—]{1,25}\s{0,3}[–—ـ-]\s{0,3}(?P<inside>[^().:،؟!–—]{2,20}?)\s{0,3}[-–—:]++(?=\s*+.)"
)
_WIDE_BRACKETS = str.maketrans("（）", "()")
_DATELINE_MAX = 80
# From the first bracket on: an agency's name, or two agencies'.
_DATELINE_WORDS = 3
# Of a place, beside a day.
_PLACE_WORDS = 3


class Line(NamedTuple):
    """A line that is not blank.

    Attributes:
        start, end: span of the whole line in the text, without its line break.
        at: where `text` begins in the whole text.
        text: the line without the white space around it.
        folded: `fold(text)`.
    """

    start: int
    end: int
    at: int
    text: str
    folded: str


def lines_of(text: str) -> list[Line]:
    """The lines of a text that are not blank, in order."""
    found = []
    start = 0
    for raw, whole in zip(text.splitlines(), text.splitlines(keepends=True), strict=True):
        bare = raw.strip()
        if bare:
            at = start + len(raw) - len(raw.lstrip())
            found.append(Line(start, start + len(raw), at, bare, fold(bare)))
        start += len(whole)
    return found


def line_of(text: str) -> Line:
    """A text that is one line as that line; without white space around it."""
    return Line(0, len(text), 0, text, fold(text))


def places(line: Line, *indices: int) -> tuple[int, ...]:
    """Indices in a line's `text` of the characters at indices of its `folded` text."""
    if len(line.folded) == len(line.text):
        return indices
    back = origins(line.text)
    return tuple(back[index] for index in indices)


def ends_sentence(line: Line) -> bool:
    """Whether a line ends as prose does: with a full stop, be it before a closing quote."""
    bare = line.folded.rstrip(" \"'”’»)]」』）")
    return bare.endswith(_FULL_STOPS) and not bare.endswith("..")


def goes_on(line: Line) -> bool:
    """Whether a line begins as a paragraph does that goes on with the story before it (وأضاف …)."""
    return wordings().goes_on.match(line.folded) is not None


def looks_like_headline(line: Line, *, sentences: bool = False) -> bool:
    """Whether a line can be a headline: short, no full stop at its end, no paragraph's beginning.

    Args:
        line: it.
        sentences: it may have a full stop in the middle: `Bird flu again. Panic or caution`. A caption may, too.
    """
    text = line.folded.strip()
    if not 0 < len(text) <= _HEADLINE_MAX or text[-1] in _NO_ENDS or ends_sentence(line):
        return False
    if _UNSPACED.search(text):
        is_long_enough = len(text) >= _UNSPACED_MIN
    else:
        is_long_enough = len(text) >= _HEADLINE_MIN and " " in text
    return is_long_enough and not goes_on(line) and (sentences or not SENTENCE_END.search(text))


def words_of(text: str) -> int:
    """Number of words; of scripts without spaces, two characters count as one."""
    unspaced = len(_UNSPACED.findall(text))
    return unspaced // 2 if unspaced else len(text.split())


def weight(text: str) -> int:
    """Length in characters of a script with spaces."""
    return len(text) + 2 * len(_UNSPACED.findall(text))


def own_line_dateline(line: Line) -> bool:
    """Whether a line is a dateline and nothing else: `البلاد (بروكسل)`, `الرياض – واس`, `بغداد / المدى برس`."""
    if len(line.text) > _DATELINE_MAX:
        return False
    if parse_date(line.text) and (found := list(wordings().agency.finditer(line.folded))):
        # The Saudi agency's: place, Hijri and Gregorian date, agency at the end.
        return found[-1].end() == len(line.folded)
    start = _BEFORE_AGENCY.match(line.folded)
    agency = wordings().agency.match(line.folded, start.end()) if start else None
    if agency and _BEHIND_AGENCY.fullmatch(line.folded, agency.end()):
        return True
    if _OF_OUTLET.fullmatch(line.text):
        return True
    text = line.text.translate(_WIDE_BRACKETS)
    if _DATELINE_BRACKETS.match(text):
        # `Yosemite National Park (U.S. National Park Service)` is a title.
        is_short = len(text.partition("(")[2].split()) <= _DATELINE_WORDS
        return is_short and not wordings().media.search(line.folded)
    return bool(_DATELINE_DASHED.match(text) or _DATELINE_SLASHED.match(text))


def correspondent_in(line: Line) -> str | None:
    """Whom a dateline on its own line names behind the outlet: `القاهرة ـ “رأي اليوم” ـ محمود القيعي:`."""
    match = _OF_OUTLET.fullmatch(line.text) if len(line.text) <= _DATELINE_MAX else None
    return match["name"] if match else None


def dateline_prefix(line: Line) -> str | None:
    """The dateline that a paragraph begins with, without what joins it: `لندن (ا ف ب)`; else None."""
    match = _PREFIX_BRACKETS.match(line.text)
    if match and len(match["place"].split()) <= 4:
        agency = wordings().agency.fullmatch(fold(match["inside"]).strip())
        dashed = match["sep"].strip(":") and not any(map(str.isdigit, match["inside"]))
        if agency or (dashed and len(match["place"].split()) <= 3):
            return line.text[: match.end("inside") + 1]
    match = _PREFIX_DASHED.match(line.text)
    if match and wordings().agency.fullmatch(fold(match["inside"]).strip()):
        return line.text[: match.end("inside")]
    for agency in wordings().agency.finditer(line.folded, 0, _DATELINE_MAX):
        is_apart = _BEHIND_AGENCY.match(line.folded, agency.end())
        if is_apart and is_apart[0].strip() and _is_place_and_day(line.folded[: agency.start()]):
            is_closed = line.folded[agency.end() : agency.end() + 1] in {")", "/"}
            return line.text[: origins(line.text)[agency.end() + is_closed]]
    return None


def _is_place_and_day(folded: str) -> bool:
    """Whether what stands before an agency's name says where and on which day: `الدوحة في 01 مارس /`, `رام الله 1-3-2026`."""
    found = [one.text for one in tokens(folded)]
    known = words().month_words | words().weekdays | AROUND
    place = [one for one in found if not (one.isdecimal() or one in known)]
    return len(place) < len(found) and 0 < len(place) <= _PLACE_WORDS and place == found[: len(place)]


def agency_in(dateline: str) -> str | None:
    """The agency that a dateline names, as it is written there."""
    match = wordings().agency.search(fold(dateline))
    if match is None:
        return None
    back = origins(dateline)
    return dateline[back[match.start()] : back[match.end()]]
