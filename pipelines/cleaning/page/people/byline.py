"""Bylines: the people whom a page names as its authors, in 25 languages.

People come before the desk, the house or an account, which count only where a page names nobody.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from lxml.etree import _Element as Element

from pipelines.cleaning.page.header import BARS, ONE_PERSON, REVIEWED, HeaderLine, before_text, is_sentence
from pipelines.cleaning.page.json_ld import is_organization, string
from pipelines.cleaning.page.marks import WRITTEN_BY, Marks
from pipelines.cleaning.page.other_parts import OTHERS, OtherParts
from pipelines.cleaning.page.people.marked import BYLINE_MAX, SUBJECT_NAMES, of_marked, of_marked_lines
from pipelines.cleaning.page.people.names import (
    AUTHORS_MAX,
    PERSON_NAME,
    SHORT_NAME,
    are_joined,
    bare_names,
    given_first,
    is_account,
    is_person,
    looks_like_names,
    people,
    without_introduction,
    without_small_words,
)
from pipelines.cleaning.page.text_lines import one_line
from pipelines.dates.words import tokens, words
from pipelines.text.fold import fold

# Names an account, with its `@` or without, but for pages that put the name there.
_ACCOUNT_META = "twitter:creator"
_METAS = (
    "author",
    "article:author",
    "article:author_name",
    "og:article:author",
    "byl",
    "byline",
    "dc.creator",
    "dcterms.creator",
    "dc.contributor",
    "parsely-author",
    "sailthru.author",
    "cxenseparse:author",
    "citation_author",
    "authors",
    _ACCOUNT_META,
)
# By their standards these write `Soto, Ana`.
_FAMILY_FIRST = frozenset({"dc.creator", "dcterms.creator", "dc.contributor", "citation_author"})
_HOST = re.compile(r"^(?:https?:)?//[^/]*")
# What stands before a name: a colon, or a word as `by`.
_LEADS = re.compile(
    r"(?:[:\uff1a]|(?<!\w)(?:by|von|par|por|de|di|da|del|door|av|af|przez|od|от|από|του|της|ο|η|oleh|بقلم|كتب|كتبت|نویسنده))\s*$",
    re.IGNORECASE,
)
_NAMES_MAX = 10
# Words around the names in a link, `Posted by … , Staff Writer`; more is a headline.
_AROUND_LINKED = 4
_INTRODUCTION_MAX = 30
_DATED = re.compile(r"(?:19|20)\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2}")
_SUBJECT_METAS = ("article:section", "section", "article:tag", "news_keywords", "keywords")
_SUBJECTS_MAX = 2_000  # characters
# Of what stands beside a date: sections, subjects, other headlines, buttons.
_NO_BYLINE = re.compile(
    rf"{SUBJECT_NAMES.pattern}|bookmark|button|(?:^|[\s_-])(?:section|title|headline|btn|cta)(?:$|[\s_-])",
    re.IGNORECASE,
)
_DATED_LINES = 8
_DATED_MAX = 70  # characters
_PARTS = re.compile(rf"{BARS.pattern}|\s[-–—]\s|,\s|\s(?=\d)")
# Of what stands under a picture or film: it names who took it.
_PICTURE = re.compile(
    r"(?:^|\s)(?:(?:photo|image|img|picture|video|media)[_-]?)?credits?(?:$|\s)|(?:^|[\s_-])caption(?:$|[\s_-])"
    r"|(?:photo|image|picture|video)[_-]?by-?line",
    re.IGNORECASE,
)
# What may hold a name alone, and how many of them are asked.
_NAMING = frozenset(
    {"a", "p", "span", "div", "h2", "h3", "h4", "h5", "h6", "strong", "b", "em", "i", "li", "td"}
)
_ELEMENTS_MAX = 5_000
# Of the addresses of people, those that are no accounts and no staff.
_AUTHOR = re.compile(
    rf"/(?:authors?|auteurs?|autor(?:es|in|en)?|writers?|contributors?|columnists?|reporters?|journalists?){ONE_PERSON}",
    re.IGNORECASE,
)
_JOINED = re.compile(
    r"^\s*(?:,|&|(?:and|et|und|y|e|en|и|og|och|ve|dan|و)\s)\s*[^\W\d_]+(?:\s[^\W\d_]+){1,3}\s*$"
)
# Behind the date of a line: `Publié le 12 mars 2019 à 10h par Luc Garnier`.
_INSIDE = re.compile(
    r"\d.*?\s(?i:by|von|par|por|di|da|door|przez|av|af|oleh|автор)[\s:]+(?=[^\W\d_a-zа-я])(.+)"
)
# A place or an agency behind a comma: Ruth Maier, Neustadt.
_PLACE = re.compile(r"(?<=\w)\s*,\s*[^\W\d_]+$")


def find_author(
    marks: Marks,
    thing: Mapping[str, Any],
    lines: Callable[[], Sequence[HeaderLine]],
    others: OtherParts,
    *,
    sites: Collection[str],
    hosts: Collection[str],
) -> str | None:
    """The authors of a page, joined by commas; None if it names none.

    Args:
        marks: of the page.
        thing: its JSON-LD article.
        lines: gives the lines around its headline.
        others: tells the parts of it that name other people.
        sites: names of the site, folded.
        hosts: the parts of its host name.
    """
    said, desks = _of_json_ld(thing)
    stating: tuple[Callable[[], list[str]], ...] = (lambda: said, lambda: _of_metas(marks.metas))
    ways: tuple[Callable[[], list[str]], ...] = (
        *stating,
        lambda: list(_of_lines(lines())),
        lambda: list(of_marked(marks, others)),
        lambda: list(of_marked_lines(lines())),
        lambda: [_introduced(lines())],
        lambda: list(_of_linked_page(marks)),
        lambda: list(_of_whole_page(marks, others)),
        lambda: list(_of_dated(lines(), _subjects(marks.metas))),
    )
    surest = ways[:-1]
    spare: list[str] = []
    for at, way in enumerate(surest):
        given = way()
        found = people(given, sites=sites, hosts=hosts)
        persons = [name for name in found if not is_account(name)]
        if (spare or desks) and len(persons) == 1 and persons[0].isascii() and " " not in persons[0]:
            # Beside a desk that is named as the author, one word is a button's.
            continue
        if len(persons) == 1 and " " not in persons[0]:
            return _in_full(persons[0], (name for later in ways[at + 1 :] for name in later()))
        if persons and at < len(stating):
            return ", ".join(_shown_instead(persons, _introduced(lines())))
        if persons:
            return ", ".join(persons)
        spare = spare or found or people(given, sites=(), hosts=())
    spare = spare or people(desks, sites=(), hosts=()) or people(ways[-1](), sites=sites, hosts=hosts)
    return ", ".join(spare) or None


def _introduced(lines: Sequence[HeaderLine]) -> str:
    """What the first line between headline and text introduces as its author, `By Salma Rawi`; "" if none does."""
    for line in lines[: before_text(lines)]:
        if not line.is_above and len(line.text) <= BYLINE_MAX and not _PICTURE.search(line.names):
            rest = without_introduction(line.text)
            if rest != line.text and is_person(bare_names(rest).partition(",")[0].strip()):
                return rest
    return ""


def _shown_instead(stated: Sequence[str], byline: str) -> Sequence[str]:
    """Of stated and shown authors the shown ones, if they are others, or the same and more.

    Some systems state who put the page in, the outlet, or the first author alone.
    """
    shown = people([byline], sites=(), hosts=())
    words = [set(fold(" ".join(names)).split()) for names in (stated, shown)]
    # What only a comma joins may be a name and its outlet.
    if words[0] < words[1] and are_joined(byline) and all(map(is_person, shown)):
        return shown
    return stated if not shown or words[0] & words[1] else shown


def _in_full(first_name: str, others: Iterable[str]) -> str:
    """A name of one word as the page has it elsewhere, with what follows it."""
    start = f"{fold(first_name)} "
    full = (
        name
        for one in others
        if fold(name := bare_names(one)).startswith(start) and PERSON_NAME.fullmatch(name)
    )
    return next(full, first_name)


def _of_metas(metas: Mapping[str, Sequence[str]]) -> list[str]:
    """The names of the first meta tag that has any, or of another one that has these and more."""
    given = [
        [given_first(value) if name in _FAMILY_FIRST else value for value in values]
        for name in _METAS
        if (values := [one for one in metas.get(name, ())[:_NAMES_MAX] if not _is_address(name, one)])
    ]
    names = [set(people(values, sites=(), hosts=())) for values in given]
    more = [at for at, found in enumerate(names) if found >= names[0]]
    return given[max(more, key=lambda at: len(names[at]))] if more else []


def _is_address(name: str, value: str) -> bool:
    """Whether a meta tag gives an author's page or account in place of the name."""
    return value.startswith(("http:", "https:", "/", "@")) or (name == _ACCOUNT_META and " " not in value)


def _of_linked_page(marks: Marks) -> Iterator[str]:
    """What the page calls the links to the author's page that its meta tags give in place of a name."""
    stated = (value for name in _METAS for value in marks.metas.get(name, ())[:_NAMES_MAX])
    pages = {_page(value) for value in stated if value.startswith(("http:", "https:", "/"))} - {""}
    for link in islice(marks.root.iter("a"), _ELEMENTS_MAX) if pages else ():
        if _page(link.get("href") or "") in pages and is_person(name := bare_names(one_line(link))):
            yield name


def _page(address: str) -> str:
    """An address without what differs between two links to one page: scheme, host and a last slash."""
    return _HOST.sub("", address.partition("?")[0].partition("#")[0]).rstrip("/").lower()


def _of_json_ld(thing: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """The names of people, and those of organizations."""
    said = thing.get("author") or thing.get("creator")
    persons: list[str] = []
    desks: list[str] = []
    for one in said[:AUTHORS_MAX] if isinstance(said, list) else [said]:
        name = one.get("name") if isinstance(one, dict) else one
        found = desks if isinstance(one, dict) and is_organization(one) else persons
        found += [string(each) for each in name[:AUTHORS_MAX]] if isinstance(name, list) else [string(name)]
    return persons, desks


def _of_lines(lines: Sequence[HeaderLine]) -> Iterator[str]:
    """The names in the first line near the headline that introduces them, or in the line after it."""
    introduction = ""
    for line in lines:
        if len(line.text) > 3 * BYLINE_MAX or _PICTURE.search(line.names):
            # A paragraph, of a megabyte perhaps.
            introduction = ""
            continue
        rest = without_introduction(line.text)
        if rest == line.text and _is_prose(rest):
            # A sport's page links its players and teams.
            introduction = ""
            continue
        linked = [name for one in line.people if (name := _linked_name(one))]
        if linked:
            yield from _with_unlinked(linked, rest)
            return
        if introduction and looks_like_names(name := bare_names(line.text)):
            # Between `By` and the name some themes have their categories.
            if is_person(name) or not (_NO_BYLINE.search(line.names) or _are_of_a_menu(introduction, name)):
                yield name
                return
            continue
        introduction = line.text if _is_introduction(line.text) else ""
        if len(line.text) > 2 * BYLINE_MAX:
            continue
        if (
            rest != line.text
            and looks_like_names(name := bare_names(rest))
            and not _is_said_of(line.text.removesuffix(rest), name)
        ):
            yield _PLACE.sub("", name) if " " in _PLACE.sub("", name) else name
            return
        inside = _INSIDE.search(line.text) if line.stamps or _DATED.search(line.text) else None
        if inside and PERSON_NAME.fullmatch(name := bare_names(inside[1])):
            yield name
            return


def _with_unlinked(linked: list[str], byline: str) -> list[str]:
    """The names of a byline of which some are links: with the others, if all of it is names."""
    if _JOINED.search(byline.replace(linked[0], "", 1)):
        return [byline]
    every = people([byline], sites=(), hosts=())
    # `Ana Soto, BAY NEWS`: an outlet is written in another way than people.
    is_alike = len({_is_in_capitals(name) for name in every}) == 1
    return every if is_alike and set(linked) < set(every) and all(map(is_person, every)) else linked


def _is_in_capitals(name: str) -> bool:
    return 2 * sum(map(str.isupper, name)) > len(name)


def _is_said_of(before: str, name: str) -> bool:
    """Whether one word follows a noun that introduces names elsewhere: `Text size - +`, `Author tools`."""
    is_cased = name[:1].lower() != name[:1].upper()
    return is_cased and " " not in name.strip() and not _LEADS.search(before)


def _is_prose(text: str) -> bool:
    """Whether a line is a sentence or more, rather than names with what goes with them."""
    return len(text) > BYLINE_MAX and is_sentence(text)


def _linked_name(text: str) -> str:
    """The names that a link to a person's page says; "" if it says something else."""
    name = bare_names(text)
    is_cut = len(text.split()) - len(name.split()) > _AROUND_LINKED
    if is_cut or not looks_like_names(name) or name.split()[-1][0].islower():
        return ""
    return name if people([name], sites=(), hosts=()) else ""


def _is_introduction(text: str) -> bool:
    """Whether a line says nothing but that a name follows: Written by, Author:."""
    return len(text) <= _INTRODUCTION_MAX and without_introduction(f"{text.rstrip(' :')} X") == "X"


def _are_of_a_menu(*items: str) -> bool:
    """Whether lines are a menu's, `AUTHORS`, `ARTICLES`, rather than what introduces a name, and a name."""
    return all(map(str.isupper, items))


def _subjects(metas: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """What a page says that it is about, folded: two words with capitals may be a country as well as a person."""
    said = (value for name in _SUBJECT_METAS for value in metas.get(name, ())[:_NAMES_MAX])
    return frozenset(fold(word.strip()) for value in said for word in value[:_SUBJECTS_MAX].split(","))


def _of_dated(lines: Sequence[HeaderLine], subjects: Collection[str]) -> Iterator[str]:
    """A line or its first part that can be nothing but a person's name, right beside a date."""
    near = [line for line in lines[: min(_DATED_LINES, before_text(lines))] if not line.is_above]
    dated = [len(line.text) <= _DATED_MAX and bool(line.stamps or _DATED.search(line.text)) for line in near]
    for at, line in enumerate(near):
        beside = any(dated[max(0, at - 1) : at + 2])
        parts = _PARTS.split(line.text) if dated[at] else _PARTS.split(line.text)[:1]
        is_byline = beside and not _is_prose(line.text) and not _NO_BYLINE.search(line.names)
        for part in parts if is_byline else ():
            name = without_small_words(part)
            if is_person(name) and not (name.isupper() or _is_calendar(name) or fold(name) in subjects):
                yield name
                return


def _is_calendar(text: str) -> bool:
    """Whether words are a date's; Jan, April and Mai are first names, too."""
    found = [one.text.lower() for one in tokens(text)]
    table = words()
    return found[-1] in table.months or any(one in table.weekdays and len(one) > SHORT_NAME for one in found)


def _of_whole_page(marks: Marks, others: OtherParts) -> Iterator[str]:
    """The one person whose page the page links to, or whom it says it was written by, wherever that stands."""
    links = (one for one in islice(marks.root.iter("a"), _ELEMENTS_MAX) if _leads_to_author(one))
    credits_ = (
        one
        for one in marks.credits
        if one.tag in _NAMING
        and len(text := one.text or "") <= BYLINE_MAX
        and text.lstrip().lower().startswith(WRITTEN_BY)
        and not _leads_to_author(one)
    )
    linked = {name for one in links if (name := _named_there(one, one_line(one), others))}
    written = {name for one in credits_ if (name := _named_there(one, one.text or "", others))}
    for found in (written, linked):
        if len(found) == 1:
            yield from found
            return


def _leads_to_author(element: Element) -> bool:
    return element.tag == "a" and _AUTHOR.search(element.get("href") or "") is not None


def _named_there(element: Element, text: str, others: OtherParts) -> str | None:
    """The person whom an element names in a text, unless it is in a part of the page that names other people."""
    name = bare_names(text.strip())
    if not is_person(name) or REVIEWED.search(_before(element)):
        return None
    return None if others.hold(element, OTHERS, 6, parts=False) else name


def _before(element: Element) -> str:
    """The text right before an element."""
    before, parent = element.getprevious(), element.getparent()
    if before is not None:
        return f"{before.text or ''} {before.tail or ''}"
    return parent.text or "" if parent is not None else ""
