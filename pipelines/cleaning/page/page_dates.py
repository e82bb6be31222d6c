"""The dates that a page gives as its publication: each witness, the surest first.

A date of change is none, and is given as `update`, the last of all. Neither is a date of another article, of a comment or of today: only what stands near the
headline, is marked or labelled as publication, or is the only one of its kind counts.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from typing import Any

from lxml import etree
from lxml.etree import _Element as Element

from pipelines.cleaning.page.date_roles import PUBLISHED_WORDS, Role, role_of, role_of_names, segments
from pipelines.cleaning.page.header import OTHERS, HeaderLine, Stamp, before_text
from pipelines.cleaning.page.json_ld import string
from pipelines.cleaning.page.marks import Marks, within
from pipelines.cleaning.page.text_lines import one_line
from pipelines.cleaning.page.tree import names_of
from pipelines.dates.days import writes_month_first
from pipelines.dates.reading import DateCandidate, DateOrigin, candidate
from pipelines.dates.words import AROUND, tokens, words
from pipelines.text.fold import fold

# The names that say publication, before those that may mean the file's creation; `Article_Date.Original`, `og:pubdate`
# and `w-published-date` are told by the words in them.
_META_SURE = re.compile(
    r"publish(?:ed)?(?:date|time|at|on)?$|^pubdate$|pubdate$|publication_?date|publicationtime|datepublished|dateissued"
    r"|^dcdateissued|^dctermsissued|^issued$|date_?of_?publication|publishtime|published|dateoriginal|onlinedate|dateposted|displaydate"
)
_META_LIKELY = re.compile(
    r"^(?:dc|dcterms|dct)?\.?(?:date|created|datecreated|datecreation|creationdate|datetime|pubtime|articledate|postdate|newsdate"
    r"|issuedate|datum|erstellungsdatum|fecha|ptime|gentime|releasedate|articlecreated|datesubmitted|dateavailable|dctermsavailable|dcdateavailable|storydate|contentdate)$"
    r"|^(?:sailthru|parsely|article|citation|news|story|content|page)(?:date|pubdate|created|time)$"
)
_META_NEVER = re.compile(
    r"modif|updat|expire|expir|unpublish|valid|schedul|event|review|copyright|revis|changed|last|start|enddate|image|video|comment"
)
_VALUES = 3  # of one name
# What else pages date: no publication of an article.
_OTHER_WORDS = re.compile(
    r"©|copyright|\bborn\b|expires|deadline|valid until|member since|joined|founded|since |accessed|retrieved|until |through |event"
    r"|\btermin\b|\b(?:wann|when|quand|cuando|quando|wanneer|kiedy|когда|متى)\s*:"
)
# The day of whoever reads the page: `Today is Monday, 3 May`.
_TODAY = re.compile(
    r"^\W*(?:today(?:'s| is|:)|heute|aujourd'?hui|nous sommes le|hoy\b|hoje\b|oggi\b|vandaag|dzis|сегодня|сьогодні|idag\b|i dag\b|bugun|bugün"
    r"|σημερα|اليوم\s*[:,،]|امروز|今天|今日|오늘)"
)
# Words beside a date and those that go with dates: author, place, section, reading time.
_REST_WORDS = 11
_LINE_MAX = 220
_LABEL_MAX = 40
# `As the minister wrote on 9 July 2025:`
_INTRODUCES = re.compile(r"\d\s*[::]\s*$")
CLOCK_LINE = re.compile(r"\d{1,2}\s*:\s*\d{2}[^\d]{0,12}(?:[+-]\d{2}:?\d{2}[^\d]{0,8})?")
"""A line that holds a clock and nothing else."""
# A news agency's dateline, which has its date in 70 characters, and the day alone, or behind a place and a comma.
_AGENCY = re.compile(r"[^.!?]{0,70}?\d{4}(?=\s*(?:[(/–—-]|--|:))")
_OPENING = re.compile(
    r"(?:[^\W\d_][\w '’/-]{1,40},\s*)?(?:[^\W\d_]{2,12}[,.]{0,2}\s+)?\d{1,2}\.?[\s/.-]{1,2}\w{1,12}[\s/.-]{1,2}\d{4}(?=\s*[(–—-]|:|\.\s)"
)
_NAMING = ("class", "itemprop", "property")
_ITEM_NAMES = frozenset(
    {"datepublished", "datecreated", "published-date", "publishdate", "published", "uploaddate"}
    | {
        "schema:datepublished",
        "schema:datecreated",
        "dc:date",
        "dc:created",
        "dc:issued",
        "dcterms:created",
        "dcterms:issued",
    }
)
# Parts of a page that are about other articles or about today: a sidebar or footer may be about this one.
_OTHER_ARTICLES = re.compile(
    r"comment|related|recommend|trending|popular|most-?read|copyright|newsletter|ticker|weather|read-?also|also-?read"
    r"|more-?(?:stories|news|posts|from|on)|you-?may|date-?now|current-?(?:date|time)|today|latest|recent|card|teaser",
    re.IGNORECASE,
)
_CLASSED_MAX = 60
# Of a teaser: words of its headline, and links that are asked.
_HEADLINE_WORDS, _LINKS_MAX = 3, 5
# What may hold a date of the page and nothing else.
_LABELLED = (
    "p", "span", "div", "time", "li", "td", "dd", "small", "em", "i", "strong", "b", "footer", "section",
)  # fmt: skip
_DATES_MAX = 12
_TEXT_MAX = 120
_DIGIT = re.compile(r"\d")
_SCRIPT_DATE = re.compile(
    r"(?:datePublished|publishedAt|published_at|publish(?:ed)?_?[dD]ate|first_?[pP]ublished\w{0,6}|pubDate|publication_?[dD]ate|date_published)"
    r"\w{0,8}[\"'\\&quot;]{0,8}\s*[:=]\s*(?:new Date\()?[\"'\\&quot;]{1,8}([^\"'\\&<>]{8,40})"
)
_SCRIPT_MAX = 3_000_000
_data_attributes = etree.XPath("//@*[contains(., 'ublish') and contains(., '{')]", smart_strings=False)


@dataclass(frozen=True, slots=True)
class _Reader:
    """How a page's dates are read."""

    timezone: str
    now: datetime | None
    month_first: bool | None

    def read(self, text: str, origin: DateOrigin) -> DateCandidate | None:
        return candidate(text, origin, timezone=self.timezone, now=self.now, month_first=self.month_first)


def page_dates(
    marks: Marks,
    thing: Mapping[str, Any],
    lines: Callable[[], Sequence[HeaderLine]],
    *,
    timezone: str,
    now: datetime | None,
    language: str | None,
) -> list[DateCandidate]:
    """All dates of publication that a page gives.

    Args:
        marks: of the page.
        thing: its JSON-LD article.
        lines: gives the lines around its headline.
        timezone: IANA name in which its times without an offset are read.
        now: the time of capture, for relative dates.
        language: as declared: `en-US` writes the month first.
    """
    american = (language or "").lower().replace("_", "-").startswith(("en-us", "en-ph"))
    found = _found(marks, thing, lines, _Reader(timezone, now, True if american else None))
    if any(one.swapped for one in found):
        # The page's other dates may show which of two numbers is the month.
        text = "\n".join(marks.root.itertext())[:_SCRIPT_MAX]
        if (shown := writes_month_first(text)) is not None:
            found = _found(marks, thing, lines, _Reader(timezone, now, shown))
    return found


def _found(
    marks: Marks, thing: Mapping[str, Any], lines: Callable[[], Sequence[HeaderLine]], reader: _Reader
) -> list[DateCandidate]:
    found = [
        one
        for key in ("datePublished", "dateCreated")
        if (one := reader.read(string(thing.get(key)), "json_ld"))
    ]
    found += _of_metas(marks.metas, reader)
    items = [one for text in _items(marks) if (one := reader.read(text, "time"))]
    is_one_day = len({one.at.date() for one in items}) == 1
    found += [replace(one, is_shown=is_one_day) for one in items]
    found += _of_header(lines(), reader)
    if all(one.origin == "update" for one in found):
        narrow, wide = (_classed(marks, reader, others) for others in (OTHERS, _OTHER_ARTICLES))
        ways = (
            narrow["published"] or narrow["plain"],
            wide["published"] or wide["plain"],
            _labelled(marks, reader),
            _scripted(marks, reader),
        )
        found = [*next((days for way in ways if (days := _only_one(way))), []), *found]
        found += [replace(one, origin="update") for one in _only_one(narrow["changed"])]
    return found


def _labelled(marks: Marks, reader: _Reader) -> Iterator[DateCandidate]:
    """Dates anywhere on the page that are called publication: at a text's end, or below a heading that says so."""
    for element in marks.root.iter(*_LABELLED):
        text = element.text or ""
        if len(text) > _TEXT_MAX or not _DIGIT.search(text):
            continue
        is_own = PUBLISHED_WORDS.search(fold(text)) is not None
        label = text if is_own else _label_above(element)
        if not label or role_of(fold(label), "", "plain") != "published":
            continue
        # A heading that says so stands over the page's own date, also in a sidebar or a card of facts.
        is_others = within(element, _OTHER_ARTICLES, 6) if is_own else within(element, OTHERS, 6, parts=False)
        if not is_others and (one := reader.read(text, "text")):
            yield one


def _label_above(element: Element) -> str:
    """The short text right before an element, or before the one that holds it alone."""
    for _ in range(2):
        before = element.getprevious()
        if before is not None:
            return one_line(before) if not len(before) and len(before.text or "") <= _LABEL_MAX else ""
        parent = element.getparent()
        if parent is None or (parent.text or "").strip():
            break
        element = parent
    return ""


def _of_metas(metas: Mapping[str, list[str]], reader: _Reader) -> Iterator[DateCandidate]:
    sure: list[str] = []
    likely: list[str] = []
    for name, values in metas.items():
        plain = re.sub(
            r"[^a-z]", "", name.rpartition(":")[2] if name.startswith(("og:", "article:")) else name
        )
        if _META_NEVER.search(plain):
            continue
        if _META_SURE.search(plain):
            sure += values[:_VALUES]
        elif _META_LIKELY.search(plain):
            likely += values[:_VALUES]
    # A page that is published anew says so in one tag, and leaves another one as it was.
    yield from sorted(_read(sure, reader), key=lambda one: one.at.date())
    yield from _read(likely, reader)


def _read(texts: Iterable[str], reader: _Reader) -> Iterator[DateCandidate]:
    return (one for text in texts if (one := reader.read(text, "meta")))


def _items(marks: Marks) -> list[str]:
    """Values of what is marked as the date of publication."""
    found: list[str] = []
    for element in marks.items:
        names = " ".join(element.get(key) or "" for key in _NAMING).lower().split()
        is_marked = (
            not _ITEM_NAMES.isdisjoint(names)
            or "dt-published" in names
            or element.get("pubdate") is not None
            or (element.tag == "abbr" and "published" in names)
        )
        if is_marked and len(found) < _DATES_MAX and not within(element, OTHERS, 6):
            said = element.get("datetime") or element.get("content") or element.get("title")
            found.append(said or one_line(element))
    return found


def _of_header(lines: Sequence[HeaderLine], reader: _Reader) -> list[DateCandidate]:
    """Dates near the headline: those called publication first, then those above it, then updates."""
    ranked: dict[int, list[DateCandidate]] = {0: [], 1: [], 2: [], 3: [], 4: []}
    label: Role = "plain"
    text_at = before_text(lines)
    mentioned: list[DateCandidate] = []
    for number, line in enumerate(lines):
        in_text = number >= text_at
        if _is_label(line.text):
            label = role_of(line.text, "", "plain")
            continue
        for role, said, is_line in _of_line(line, label, reader):
            one = _with_clock(said, line, lines[number - 1] if number else None, reader)
            if role == "published":
                ranked[2 if line.is_above else 0].append(replace(one, is_shown=not in_text))
            elif role == "plain" and in_text and not line.is_above:
                mentioned.append(one)
            elif role == "plain":
                beside = is_line and not line.is_above
                ranked[1 if beside else 3].append(replace(one, is_shown=beside))
            elif not line.is_above:
                ranked[4].append(replace(one, origin="update"))
        label = "plain"
    # Of several days below the text: a list of other articles.
    ranked[1] += _only_one(mentioned)
    return [one for rank in sorted(ranked) for one in ranked[rank]]


def _with_clock(
    day: DateCandidate, line: HeaderLine, before: HeaderLine | None, reader: _Reader
) -> DateCandidate:
    """A day with the clock of the line before it, where that holds nothing else."""
    if not day.day_only or before is None or not CLOCK_LINE.fullmatch(before.text):
        return day
    return reader.read(f"{line.text} {before.text}", "text") or day


def _is_label(text: str) -> bool:
    return len(text) <= _LABEL_MAX and not any(map(str.isdecimal, text))


def _of_line(line: HeaderLine, label: Role, reader: _Reader) -> Iterator[tuple[Role, DateCandidate, bool]]:
    """The dates of a line, with the role of each, and whether the line is about nothing else."""
    stamped = False
    for stamp in line.stamps:
        if one := reader.read(stamp.value, "time"):
            stamped = True
            is_alone = len(line.stamps) == 1
            yield _stamp_role(stamp, line.names if is_alone else "", label), one, True
    if stamped or len(line.text) < 6 or not any(map(str.isdecimal, line.text)):
        return
    folded = fold(line.text[: _LINE_MAX + 1])
    if _OTHER_WORDS.search(folded) or _TODAY.match(folded) or _INTRODUCES.search(folded):
        return
    if len(line.text) > _LINE_MAX or not _is_date_line(folded):
        if one := _dateline(line.text, reader):
            yield "plain", one, False
        return
    for segment in segments(line.text):
        if one := reader.read(segment, "text"):
            yield role_of(fold(segment), line.names, label), one, True


def _is_date_line(folded: str) -> bool:
    table = words()
    known = (AROUND, table.weekdays, table.month_words)
    rest = [
        one for one in tokens(folded) if not (one.text.isdecimal() or any(one.text in some for some in known))
    ]
    ends = folded.rstrip().endswith((".", "!", "?", "۔", "؟", "。"))
    return len(rest) <= (_REST_WORDS // 2 if ends else _REST_WORDS)


def _dateline(text: str, reader: _Reader) -> DateCandidate | None:
    """The date with which an agency's text begins, PARIS, March 5, 2014 (AFP), or any: `Neustadt, 12. März 2019. The town …`."""
    start = _AGENCY.match(text)
    start = start if start and start[0][0].isupper() else _OPENING.match(text)
    return reader.read(start[0], "text") if start else None


def _stamp_role(stamp: Stamp, around: str, label: Role) -> Role:
    named = role_of_names(stamp.names)
    if named == "plain" and role_of_names(around) == "changed":
        named = "changed"
    return named if named != "plain" else role_of(fold(stamp.before[-_LABEL_MAX:]), "", label)


def _classed(marks: Marks, reader: _Reader, others: re.Pattern[str]) -> dict[Role, list[DateCandidate]]:
    """Dates of elements whose class names a date, anywhere on the page, by role; none of elements that date a list.

    Args:
        marks: of the page.
        reader: of its dates.
        others: in the names of parts of the page that date something else.
    """
    found: dict[Role, list[DateCandidate]] = {"published": [], "plain": [], "changed": []}
    days: defaultdict[tuple[str, str], set[date]] = defaultdict(set)
    dated: list[tuple[tuple[str, str], Role, DateCandidate]] = []
    is_wide = others is _OTHER_ARTICLES
    for element in marks.named["date"][:_CLASSED_MAX]:
        text = one_line(element)
        if (
            0 < len(text) <= _TEXT_MAX
            and not within(element, others, 6, parts=not is_wide)
            and not _is_of_teaser(element)
        ):
            for segment in segments(text):
                if one := reader.read(segment, "text"):
                    names = names_of(element)
                    days[element.tag, names].add(one.at.date())
                    dated.append(((element.tag, names), role_of(fold(segment), names, "plain"), one))
                    break
    # Of one name and several days: teasers of other articles, each with its own.
    for kind, role, one in dated:
        if len(days[kind]) == 1:
            found[role].append(one)
    return found


def _is_of_teaser(element: Element) -> bool:
    """Whether an element stands in an item of a list that has a headline of its own."""
    for item in islice(element.iterancestors("li"), 1):
        return any(
            len(one_line(link).split()) >= _HEADLINE_WORDS for link in islice(item.iter("a"), _LINKS_MAX)
        )
    return False


def _scripted(marks: Marks, reader: _Reader) -> Iterator[DateCandidate]:
    """Dates of publication in the data that a page's scripts draw it from, some of it in attributes."""
    for text in (*(script.text or "" for script in marks.scripts), *_data_attributes(marks.root)):
        if "ublish" in text[:_SCRIPT_MAX] or "pubDate" in text:
            for match in islice(_SCRIPT_DATE.finditer(text[:_SCRIPT_MAX]), _DATES_MAX):
                if one := reader.read(match[1], "text"):
                    yield one


def _only_one(found: Iterable[DateCandidate]) -> list[DateCandidate]:
    """The dates, if all are of one day: of several days one cannot tell which is the page's."""
    dates = list(islice(found, _DATES_MAX))
    return dates if len({one.at.date() for one in dates}) == 1 else []
