"""How the dates of one page are read."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

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
)
# The day of whoever reads the page: `Today is Monday, 3 May`.
_TODAY = re.compile(
    r"^\W*(?:today(?:'s| is|:)|heute|aujourd'?hui|nous sommes le|hoy\b|hoje\b|oggi\b|vandaag|dzis|сегодня|сьогодні|idag\b|i dag\b|bugun|bugün"
    r"|σημερα|اليوم\s*[:,،]|امروز|今天|今日|오늘)"
)
# `As the minister wrote on 9 July 2025:`
_INTRODUCES = re.compile(r"\d\s*[::]\s*$")
# Words beside a date and those that go with dates: author, place, section, reading time.
_REST_WORDS = 11
# The year and month in `/2019/03/some-words`.
_URL_MONTH = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])(?=/)")
_DAY_ALONE_MAX = 60
_PARTS = re.compile(r"[|·•/]")
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
    table = words()
    known = (AROUND, table.weekdays, table.month_words)
    rest = [
        one for one in tokens(folded) if not (one.text.isdecimal() or any(one.text in some for some in known))
    ]
    ends = folded.rstrip().endswith((".", "!", "?", "۔", "؟", "。"))
    return len(rest) <= (_REST_WORDS // 2 if ends else _REST_WORDS)


def says_date(text: str) -> bool:
    """Whether a line gives a date of its page, and says nothing else."""
    folded = fold(text[: LINE_MAX + 1])
    return len(text) <= LINE_MAX and not dates_another_thing(folded) and is_date_line(folded)
