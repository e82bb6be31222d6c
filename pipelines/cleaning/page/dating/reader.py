"""How the dates of one page are read."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from pipelines.cleaning.page.header import SENTENCE_ENDS
from pipelines.dates.days import find_day
from pipelines.dates.reading import DateCandidate, DateOrigin, candidate
from pipelines.dates.words import AROUND, tokens, words
from pipelines.text.fold import fold

DATES_MAX = 12
"""Dates of one kind that are looked at."""
LINE_MAX = 220
"""Characters of a line of dates, names and sections."""
# What else pages date: no publication of an article.
_OTHER_WORDS = re.compile(
    r"©|copyright|\bborn\b|expires|deadline|valid until|member since|joined|founded|since |accessed|retrieved|until |through |event"
    r"|^\W*(?:photos?|fotos?|pictures?|images?|bilder|bild)\s*:|\bcc by\b|\btermin\b|\b(?:wann|when|quand|cuando|quando|wanneer|kiedy|когда|متى)\s*:"
    # `Applications are open until 25 July`, in other languages.
    r"|(?:\b(?:hasta|jusqu'au|bis zum|bis|fino al|até|tot en met|t/m|do dnia|до)|حتي)\s(?:el\s|o dia\s|le\s|يوم\s)?(?:\w{2,12}\s)?\d"
)
# The day of whoever reads the page: `Today is Monday, 3 May`.
_TODAY = re.compile(
    r"^\W*(?:today(?:'s| is|:)|heute|aujourd'?hui|nous sommes le|hoy\b|hoje\b|oggi\b|vandaag|dzis|сегодня|сьогодні|idag\b|i dag\b|bugun|bugün"
    r"|σημερα|اليوم\s*[:,،]|امروز|今天|今日|오늘)"
)
# `As the minister wrote on 9 July 2025:`
_INTRODUCES = re.compile(r"\d\s*:\s*$")
# Words beside a date and those that go with dates: author, place, section, reading time.
_REST_WORDS = 11
# Words right around a date, without a mark between: `The act was signed into law on 14 August 1935`. Scripts that write no
# spaces have two letters a word.
_SENTENCE_WORDS = 6
_MARKS = re.compile(r"[^\w\s'’-]|\s[-–—]\s")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u4e00-\u9fff]")
# The year and month in `/2019/03/some-words`.
_URL_MONTH = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])(?=/)")
_DAY_ALONE_MAX = 60
_PARTS = re.compile(r"[|·•/]")
# The first year in which papers had pages.
_WEB = 1994
# Where clocks of computers begin, in any time zone.
_UNSET = frozenset({date(1969, 12, 31), date(1970, 1, 1)})


@dataclass(frozen=True, slots=True)
class Reader:
    """How a page's dates are read.

    Attributes:
        timezone: IANA name in which its times without an offset are read.
        now: the time of capture, for relative dates.
        month_first: whether 3/4/2025 is in March; None if that is open.
        month: year and month that the page's address says.
    """

    timezone: str
    now: datetime | None
    month_first: bool | None
    month: tuple[int, int] | None = None

    def read(self, text: str, origin: DateOrigin) -> DateCandidate | None:
        """The date in a text."""
        return candidate(text, origin, timezone=self.timezone, now=self.now, month_first=self.month_first)

    def read_stated(self, text: str, origin: DateOrigin) -> DateCandidate | None:
        """The date in a value for machines; the first moments of a clock that was never set are none."""
        one = self.read(text, origin)
        return None if one and one.at.date() in _UNSET else one

    def read_shown(self, text: str) -> DateCandidate | None:
        """The date in a line near the headline; `12 March` has its year from the address, if that has its month."""
        if (one := self.read(text, "text")) or self.month is None or len(text) > _DAY_ALONE_MAX:
            return one
        year, month = self.month
        said = (self.read(f"{part} {year}", "text") for part in _PARTS.split(text))
        return next((one for one in said if one and (one.at.year, one.at.month) == (year, month)), None)

    def is_of_month(self, one: DateCandidate) -> bool:
        """Whether a day is in the month of the page's address, or that says none."""
        return self.month is None or self.month == (one.at.year, one.at.month)


def month_of_url(url: str) -> tuple[int, int] | None:
    """Year and month in an address that has no day: `/2019/03/some-words`."""
    found = _URL_MONTH.search(url)
    return (int(found[1]), int(found[2])) if found else None


def only_one(found: Iterable[DateCandidate]) -> list[DateCandidate]:
    """The dates, if all are of one day: of several days one cannot tell which is the page's."""
    dates = list(islice(found, DATES_MAX))
    return dates if len({one.at.date() for one in dates}) == 1 else []


def dates_another_thing(folded: str) -> bool:
    """Whether a line says that its date is another thing's, today, or what somebody says next."""
    return bool(_OTHER_WORDS.search(folded) or _TODAY.match(folded) or _INTRODUCES.search(folded))


def is_date_line(folded: str) -> bool:
    """Whether a line is about a date: hardly any words but those that go with dates."""
    rest = _other_words(folded)
    if folded.rstrip().endswith(SENTENCE_ENDS):
        return _count(rest) <= _REST_WORDS // 2
    return len(rest) <= _REST_WORDS


def is_mentioned(folded: str) -> bool:
    """Whether a text mentions its date in a sentence: one of the years before the web, or led to by many words."""
    found = find_day(folded, None)
    if found is None:
        return False
    start, end = found.span
    before, after = _MARKS.split(folded[:start])[-1], _MARKS.split(folded[end:])[0]
    return found.day.year < _WEB or _leads(before) or _count(_other_words(after)) > _SENTENCE_WORDS


def _leads(before: str) -> bool:
    """Whether what stands before a date is a sentence that leads to it: `signed into law on`; a headline does not."""
    found = [one.text for one in tokens(before)]
    # `on` is a weekday in Danish.
    while found and found[-1] in words().weekdays and found[-1] not in AROUND:
        found.pop()
    is_led = bool(found) and (found[-1] in AROUND or _UNSPACED.search(found[-1]) is not None)
    return is_led and _count(_other_words(before)) > _SENTENCE_WORDS


def _count(found: list[str]) -> int:
    """How many words these are; two letters a word in scripts that write no spaces."""
    return len(found) + sum(len(_UNSPACED.findall(one)) // 2 for one in found)


def _other_words(folded: str) -> list[str]:
    """The words of a text that go with no date."""
    table = words()
    known = (AROUND, table.weekdays, table.month_words)
    return [
        one.text
        for one in tokens(folded)
        if not (one.text.isdecimal() or any(one.text in some for some in known))
    ]


def says_date(text: str) -> bool:
    """Whether a line gives a date of its page, and says nothing else."""
    folded = fold(text[: LINE_MAX + 1])
    return len(text) <= LINE_MAX and not dates_another_thing(folded) and is_date_line(folded)
