"""Dates beyond the headline, for pages that have none beside it: only what cannot be another article's."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import dropwhile, islice
from typing import TypeGuard

from lxml import etree
from lxml.etree import _Element as Element

from pipelines.cleaning.page.dating.header_dates import LABEL_MAX
from pipelines.cleaning.page.dating.reader import DATES_MAX, Reader, is_mentioned, only_one
from pipelines.cleaning.page.dating.roles import FIRST_WORDS, PUBLISHED_WORDS, Role, role_of, segments
from pipelines.cleaning.page.header import PERSON
from pipelines.cleaning.page.marks import Marks
from pipelines.cleaning.page.other_parts import OTHERS, OtherNames, OtherParts
from pipelines.cleaning.page.text_lines import one_line
from pipelines.cleaning.page.tree import names_of
from pipelines.dates.reading import DateCandidate, is_only_date
from pipelines.text.fold import fold

# Parts of a page that are about other articles or about today: a sidebar or footer may be about this one.
_OTHER_ARTICLES = OtherNames(
    re.compile(
        r"comment|related|recommend|trending|popular|most-?read|copyright|newsletter|ticker|weather|read-?also|also-?read"
        r"|more-?(?:stories|news|posts|from|on)|you-?may|date-?now|current-?(?:date|time)|today|latest|recent|card|teaser"
        r"|(?:opening|visiting)-?hours|\bhours|(?:^|[\s_])events?(?:$|[\s_-])"
    )
)
_CLASSED_MAX = 60
# What may hold a date of the page and nothing else.
_LABELLED = (
    "p", "span", "div", "time", "li", "td", "dd", "small", "em", "i", "strong", "b", "footer", "section",
)  # fmt: skip
_TEXT_MAX = 120
_DIGIT = re.compile(r"\d")
# The words that say when an article first appeared stand in a note of two sentences at most.
_DATE_MIN, _NOTE_MAX = 16, 300
_SCRIPT_DATE = re.compile(
    r"(?:datePublished|publishedAt|published_at|publish(?:ed)?_?(?:[dD]ate|[tT]ime)|first_?[pP]ublished\w{0,6}|pub(?:Date|_?[tT]ime)|publication_?[dD]ate|date_published)"
    r"\w{0,8}[\"'\\&quot;]{0,8}\s*[:=]\s*(?:new Date\()?(?:[\"'\\&quot;]{1,8}([^\"'\\&<>]{8,40})|(\d{10}(?:\d{3})?)\b)"
)
# What a script writes into the page where it stands: `document.write('August 13, 2010 7:08 p.m. EDT')`.
_WRITTEN = re.compile(r"document\.write\(\s*([\"'])((?:(?!\1).){8,80})\1")
_TAG = re.compile(r"<[^<>]*>")
_BESIDE_HEADLINE = 30  # elements
_SCRIPT_MAX = 3_000_000
# Of a day with its clock.
_ALONE_MAX = 60
# Elements with numbers that are asked; a page of more is a table.
_TRIES_MAX = 2_000
_CLOCK = re.compile(r"\d\d?[:.]\d\d\b")
_data_attributes = etree.XPath("//@*[contains(., 'ublish') and contains(., '{')]", smart_strings=False)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The dates of a page beyond its headline.

    Attributes:
        marks: of the page.
        others: tells the parts of it that date something else.
        reader: of its dates.
    """

    marks: Marks
    others: OtherParts
    reader: Reader

    def dates(self) -> tuple[list[DateCandidate], list[DateCandidate]]:
        """Dates of publication, of the first kind that has a single day, and the day of a change."""
        narrow = self._classed(OTHERS)
        ways: tuple[Callable[[], Iterable[DateCandidate]], ...] = (
            lambda: narrow["published"] or narrow["plain"],
            lambda: (wide := self._classed(_OTHER_ARTICLES))["published"] or wide["plain"],
            self._labelled,
            self._alone,
            self._written,
            self._scripted,
        )
        found = next((days for way in ways if (days := only_one(way()))), [])
        return found, [replace(one, origin="update") for one in only_one(narrow["changed"])]

    def first_published(self) -> list[DateCandidate]:
        """The day on which the page says that it first appeared: `This article was originally published on 3 May 2019`."""
        found: list[DateCandidate] = []
        for element in self.marks.root.iter(*_LABELLED):
            text = element.text or ""
            if _DATE_MIN <= len(text) <= _NOTE_MAX and _DIGIT.search(text):
                folded = fold(text)
                note = FIRST_WORDS.search(folded)
                if note and not self.others.hold(element, OTHERS, 6, parts=False):
                    one = self.reader.read(folded[note.start() : note.end() + LABEL_MAX], "text")
                    found += [one] if one else []
        return only_one(found)

    def _classed(self, names: OtherNames) -> dict[Role, list[DateCandidate]]:
        """Dates of elements whose class names a date, anywhere on the page, by role; none of elements that date a list.

        Args:
            names: of parts of the page that date something else.
        """
        found: dict[Role, list[DateCandidate]] = {"published": [], "plain": [], "changed": []}
        days: defaultdict[tuple[str, str], set[date]] = defaultdict(set)
        dated: list[tuple[tuple[str, str], Role, DateCandidate]] = []
        parts = names is OTHERS
        for element in self.marks.named["date"][:_CLASSED_MAX]:
            text = one_line(element)
            if (
                0 < len(text) <= _TEXT_MAX
                and not self.others.hold(element, names, 6, parts=parts)
                and not self.others.tease(element)
            ):
                for segment in segments(text):
                    if one := self.reader.read(segment, "text"):
                        own = names_of(element)
                        days[element.tag, own].add(one.at.date())
                        dated.append(((element.tag, own), role_of(fold(segment), own, "plain"), one))
                        break
        # Of one name and several days: teasers of other articles, each with its own.
        for kind, role, one in dated:
            if len(days[kind]) == 1:
                found[role].append(one)
        return found

    def _labelled(self) -> Iterator[DateCandidate]:
        """Dates anywhere on the page that are called publication: at a text's end, or below a heading or byline."""
        for element, text in islice(_numbered(self.marks.root), _TRIES_MAX):
            is_own = PUBLISHED_WORDS.search(fold(text)) is not None
            above = None if is_own else _above(element)
            if not is_own and (above is None or not _dates_what_follows(above, text)):
                continue
            if is_own and role_of(fold(text), "", "plain") != "published":
                continue
            # A heading that says so stands over the page's own date, also in a sidebar or a card of facts.
            is_others = (
                self.others.hold(element, _OTHER_ARTICLES, 6)
                if is_own
                else self.others.hold(element, OTHERS, 6, parts=False)
            )
            if not is_others and (one := self.reader.read(text, "text")):
                yield one

    def _alone(self) -> Iterator[DateCandidate]:
        """Days with a clock that are all that an element says, below the headline: what stands above it is now."""
        heading = self.others.heading
        tags = (*_LABELLED, "h5", "h6", *((heading.tag,) if heading is not None else ()))
        below = dropwhile(lambda one: one is not heading, self.marks.root.iter(*tags))
        clocks = (
            one for one in below if _DATE_MIN <= len(one.text or "") <= _ALONE_MAX and _CLOCK.search(one.text)
        )
        for element in islice(clocks, _TRIES_MAX):
            text = element.text or ""
            if not is_only_date(text) or role_of(fold(text), "", "plain") == "changed":
                continue
            is_others = self.others.hold(element, _OTHER_ARTICLES, 6, parts=False)
            if not (is_others or self.others.tease(element)) and (one := self.reader.read(text, "text")):
                yield one

    def _written(self) -> Iterator[DateCandidate]:
        """Days that scripts right below the headline write there."""
        below = dropwhile(lambda one: one is not self.others.heading, self.marks.root.iter())
        for element in islice(below, _BESIDE_HEADLINE):
            for match in _WRITTEN.finditer(element.text or "") if element.tag == "script" else ():
                written = _TAG.sub(" ", match[2])
                if not is_mentioned(fold(written)) and (one := self.reader.read(written, "text")):
                    yield one

    def _scripted(self) -> Iterator[DateCandidate]:
        """Dates of publication in the data that a page's scripts draw it from, some of it in attributes."""
        for text in (
            *(script.text or "" for script in self.marks.scripts),
            *_data_attributes(self.marks.root),
        ):
            if "ublish" in text[:_SCRIPT_MAX] or "pubDate" in text:
                for match in islice(_SCRIPT_DATE.finditer(text[:_SCRIPT_MAX]), DATES_MAX):
                    if one := self.reader.read(match[1] or match[2], "text"):
                        yield one


def _numbered(root: Element) -> Iterator[tuple[Element, str]]:
    """The short texts with digits that elements hold which may be labelled, in the page's order."""
    for one in root.iter():
        if _has_number(text := one.text) and one.tag in _LABELLED:
            yield one, text
        if (
            _has_number(tail := one.tail)
            and (parent := one.getparent()) is not None
            and parent.tag in _LABELLED
        ):
            yield parent, tail


def _has_number(text: str | None) -> TypeGuard[str]:
    return text is not None and len(text) <= _TEXT_MAX and _DIGIT.search(text) is not None


def _above(element: Element) -> Element | None:
    """What stands right before an element, or before the one that holds it alone."""
    for _ in range(2):
        before = element.getprevious()
        if before is not None:
            return before
        parent = element.getparent()
        if parent is None or (parent.text or "").strip():
            break
        element = parent
    return None


def _dates_what_follows(above: Element, text: str) -> bool:
    """Whether an element is a short label of publication, or a byline over a day."""
    if (
        not len(above)
        and len(above.text or "") <= LABEL_MAX
        and role_of(fold(one_line(above)), "", "plain") == "published"
    ):
        return True
    links = [above, *islice(above.iter("a"), 2)]
    is_byline = any(PERSON.search(link.get("href") or "") for link in links)
    return is_byline and is_only_date(text) and role_of(fold(text), "", "plain") != "changed"
