"""The dates that a page gives as its publication: each witness, the surest first.

A date of change is no publication; it is given as `update`, the last of all. A date of another article, of a comment or of
today is none either: only what stands near the headline, is marked or labelled as publication, or is the only one of its
kind counts.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from pipelines.cleaning.page.dating.elsewhere import Elsewhere
from pipelines.cleaning.page.dating.header_dates import header_dates
from pipelines.cleaning.page.dating.reader import DATES_MAX, Reader, month_of_url, only_one
from pipelines.cleaning.page.header import HeaderLine
from pipelines.cleaning.page.json_ld import number_or_string
from pipelines.cleaning.page.marks import Marks
from pipelines.cleaning.page.other_parts import OTHERS, OtherParts, is_of_another_thing
from pipelines.cleaning.page.text_lines import one_line
from pipelines.dates.days import writes_month_first
from pipelines.dates.reading import DateCandidate

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
_DAY = timedelta(days=1)
# What is stated of the article itself: posts that wait for their day are changed last before it.
_STATED = frozenset({"json_ld", "meta"})
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
# Characters of a page in which its other dates are looked for.
_PAGE_MAX = 3_000_000


def page_dates(
    marks: Marks,
    thing: Mapping[str, Any],
    lines: Callable[[], Sequence[HeaderLine]],
    others: OtherParts,
    *,
    timezone: str,
    now: datetime | None,
    language: str | None,
    url: str,
) -> list[DateCandidate]:
    """All dates of publication that a page gives.

    Args:
        marks: of the page.
        thing: its JSON-LD article.
        lines: gives the lines around its headline.
        others: tells the parts of it that date something else.
        timezone: IANA name in which its times without an offset are read.
        now: the time of capture, for relative dates.
        language: as declared: `en-US` writes the month first.
        url: the page's address, which may say the year of a day without one.
    """
    american = (language or "").lower().replace("_", "-").startswith(("en-us", "en-ph"))
    reader = Reader(timezone, now, True if american else None, month_of_url(url))
    found = _found(marks, thing, lines, others, reader)
    if any(one.swapped for one in found):
        # The page's other dates may show which of two numbers is the month.
        text = "\n".join(marks.root.itertext())[:_PAGE_MAX]
        if (shown := writes_month_first(text)) is not None:
            found = _found(marks, thing, lines, others, replace(reader, month_first=shown))
    return found


def _found(
    marks: Marks,
    thing: Mapping[str, Any],
    lines: Callable[[], Sequence[HeaderLine]],
    others: OtherParts,
    reader: Reader,
) -> list[DateCandidate]:
    found = [
        one
        for key in ("datePublished", "dateCreated")
        if (one := reader.read_stated(number_or_string(thing.get(key)), "json_ld"))
    ]
    found += _of_metas(marks.metas, reader)
    is_stated = bool(found)
    items = [one for text in _items(marks, others) if (one := reader.read_stated(text, "time"))]
    beside = header_dates(lines(), reader)
    shown = {one.at.date() for one in beside if one.is_shown}
    if shown and len({one.at for one in items}) > 1:
        # Cards of other articles are marked as well: the page's own day is shown beside its headline.
        items = [one for one in items if one.at.date() in shown]
    elif len({one.at.date() for one in items}) == 1:
        items = [replace(one, is_shown=True) for one in items]
    found += [*items, *beside]
    elsewhere = Elsewhere(marks, others, reader)
    if not is_stated and (first := elsewhere.first_published()):
        # What else the page shows is the day of a later edition.
        return [*first, *(replace(one, origin="update") for one in found)]
    if all(one.origin == "update" for one in found):
        published, changed = elsewhere.dates()
        found = [*published, *found, *changed]
    last = _last_change(marks.metas, thing, reader)
    return [
        one for one in found if one.is_shown or one.origin in _STATED or last is None or one.at - last < _DAY
    ]


def _last_change(metas: Mapping[str, list[str]], thing: Mapping[str, Any], reader: Reader) -> datetime | None:
    """When the page says that it was changed last: what is neither stated nor shown as its day and lies later is another article's.

    None where that is before the month of its address: a template's own days.
    """
    said = [number_or_string(thing.get("dateModified")), *metas.get("article:modified_time", ())[:_VALUES]]
    last = max((one.at for text in said if (one := reader.read_stated(text, "meta"))), default=None)
    is_own = last is None or reader.month is None or (last.year, last.month) >= reader.month
    return last if is_own else None


def _of_metas(metas: Mapping[str, list[str]], reader: Reader) -> Iterator[DateCandidate]:
    sure: list[DateCandidate] = []
    likely: list[DateCandidate] = []
    for name, values in metas.items():
        plain = re.sub(
            r"[^a-z]", "", name.rpartition(":")[2] if name.startswith(("og:", "article:")) else name
        )
        if _META_NEVER.search(plain):
            continue
        found = sure if _META_SURE.search(plain) else likely if _META_LIKELY.search(plain) else None
        if found is not None:
            # Several days under one name are those of other articles, each in its card.
            found += only_one(one for text in values[:_VALUES] if (one := reader.read_stated(text, "meta")))
    # A page that is published anew says so in one tag, and leaves another one as it was. A day outside of the address's month is
    # a template's.
    yield from sorted(sure, key=lambda one: (not reader.is_of_month(one), one.at.date()))
    yield from likely


def _items(marks: Marks, others: OtherParts) -> list[str]:
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
        is_others = is_marked and (is_of_another_thing(element) or others.hold(element, OTHERS, 6))
        if is_marked and not is_others and len(found) < DATES_MAX:
            said = element.get("datetime") or element.get("content") or element.get("title")
            found.append(said or one_line(element))
    return found
