"""Bylines: the people whom a page names as its authors, in 25 languages.

People come before the desk, the house or an account, which count only where a page names nobody.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

from lxml.etree import _Element as Element

from pipelines.cleaning.line.wordings import wordings
from pipelines.cleaning.page.header import OTHERS, PERSON, HeaderLine
from pipelines.cleaning.page.json_ld import is_organization, string
from pipelines.cleaning.page.marks import Marks, within
from pipelines.cleaning.page.text_lines import one_line
from pipelines.cleaning.page.tree import names_of
from pipelines.dates.words import tokens, words
from pipelines.text.fold import fold, origins

_METAS = (
    "author",
    "article:author",
    "article:author_name",
    "og:article:author",
    "byl",
    "dc.creator",
    "dcterms.creator",
    "dc.contributor",
    "parsely-author",
    "sailthru.author",
    "cxenseparse:author",
    "citation_author",
    "authors",
    "twitter:creator",
)
_NAMED = re.compile(
    r"(?:^|[\s_-])(?:authors?|by-?line|writers?|signature|auteurs?|autore?s?|autorin|verfasser|redacteur|penulis|yazar|katib)(?:$|[\s_-])"
    r"|author-?name|byline-?name",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    rf"{OTHERS.pattern}|bio(?:$|[\s_-])|avatar|image|photo|reviewe[rd]|editor", re.IGNORECASE
)
_NAME_CLASS = re.compile(r"(?:^|[\s_-])(?:name|fn)(?:$|[\s_-])", re.IGNORECASE)
# Two or three names with what introduces them; more is a sentence about the author.
_BYLINE_MAX = 120
_NAME_WORDS = 6
_NAMES_MAX = 10
# Of JSON-LD: the authors of a paper in physics, and characters of what is said to be a name.
_AUTHORS_MAX, _WRITTEN_MAX = 50, 1_000
_INTRODUCTION_MAX = 30
_DATED = re.compile(r"(?:19|20)\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2}")
_DATED_LINES = 8
_DATED_MAX = 70  # characters
_PARTS = re.compile(r"\s*[|•·⋅●∙]\s*|\s[-–—]\s|,\s|\s(?=\d)")
# Two or three words with capitals, of which one may be an initial.
_PERSON_NAME = re.compile(
    r"[A-ZÀ-ÞŁŚŽČŠ][\w'’-]+(?: [A-ZÀ-Þ]\.?)?(?: (?:de|van|von|al|el|bin|da|di|del))?(?: [A-ZÀ-ÞŁŚŽČŠ][\w'’-]+){1,2}"
)
_MARKED_MAX = 200  # elements; those of a list of authors or of comments are below the article's
# What introduces names in the languages that the wordings of `line` do not cover yet, and in class names' own texts.
_STARTS = (
    "posted by", "posts by", "articles by", "see all posts by", "more articles by", "published by",
    "article by", "authored by", "recipe by", "text by", "interview by", "view all posts by",
    "read more about", "author", "authors", "auteur", "von", "ein gastbeitrag von", "text von", "autor",
    "autorin", "autoren", "door", "auteurs", "por", "escrito por", "publicado por", "redactado por",
    "autora", "autores", "di", "a cura di", "scritto da", "pubblicato da", "autore", "tekst", "napisał",
    "autorzy", "автор", "авторы", "текст", "автори", "yazan", "haber", "yazar", "oleh", "penulis",
    "ditulis oleh", "av", "af", "skriven av", "teksti", "kirjoittaja", "de", "scris de", "szerző", "írta",
    "γράφει ο", "γράφει η", "του", "της", "από", "מאת", "作者", "记者", "文", "責任編輯", "tác giả", "लेखक",
    "द्वारा", "লেখক", "نووسینی", "ليکوال",
)  # fmt: skip
# Words of those that are in many texts without introducing a name: what follows has to look like one.
_JOINS = re.compile(r"\s+(?:und|y|e|en|и|i|og|och|ja|ve|dan|та|és|și|&|και)\s+(?=[^\W\d_a-zа-я])")
_JOINED = re.compile(
    r"^\s*(?:,|&|(?:and|et|und|y|e|en|и|og|och|ve|dan|و)\s)\s*[^\W\d_]+(?:\s[^\W\d_]+){1,3}\s*$"
)
# What follows the names: a date, a place, an address, a post.
_REST = re.compile(r"\s*(?:[|•·●∙⋅–—\[*]|\((?!\w+\)\s\w)|\s[-–—/]\s|(?<!\w)\d|\S+@|https?:).*$", re.DOTALL)
_ENDS = re.compile(
    r"\s*[,.]?\s*\b(?:updated|last updated|published|posted|was|reviewed|medically reviewed|fact[- ]checked|read|written|staff writer"
    r"|senior|contributing|contributor|editor|writer|reporter|correspondent|gardener|educators?|strategist|founder|co-founder|ceo|head|director|manager"
    r"|veröffentlicht|aktualisiert|mis à jour|publié|actualizado)\b.*$",
    re.IGNORECASE | re.DOTALL,
)
# What a comma sets apart behind a name: Brett Cruz, Digital Security Expert.
_POST = re.compile(
    r",[^,]*\b(?:expert|advisor|consultant|educators?|specialist|analyst|officer|professor|journalist|columnist|researcher"
    r"|president|owner|partner|network|committee|team|master|ceo|phd|medical)\b.*$",
    re.IGNORECASE | re.DOTALL,
)
# Small words, which no name has in lower case: Salma Rawi on Friday.
_SMALL = re.compile(r"\s+(?:on|am|was|at)(?:\s.*)?$", re.DOTALL)
_SEPARATORS = re.compile(r"\s*[,،;؛&|、]\s*|\s/\s")
# Words of accounts, desks and templates.
_NOBODY = re.compile(
    r"\b(?:admin\w*|administrator|webmaster|editors?|editorial|staff|team|desk|newsroom|redaktion|redacci[oó]n|redazione"
    r"|r[eé]daction|redactie|undefined|null|none|unknown|guest|user|author|anonymous|default|test|inc|llc|ltd|agency|agencies"
    r"|press|media|news|online|bio|profile|web|www|com|blog|marketing|group|редакция|редакції|تحرير|التحرير|محرر|المحرر|وكالات|وكاله|ادارة)\b",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(
    r"[\w.-]*[a-z\d][._-][\w.-]*|[A-Za-z]+\d\w*|(?!Mc|Mac|De|La|Le|O)[A-Z]?[a-z]{2,}[A-Z]\w*|.*[{}<>=_\\].*",
    re.ASCII,
)
# What templates print where they have no name.
_NOTHING = re.compile(r"undefined|null|none|unknown|n/?a|\W*|\w+(?:\.\w+){3,}|.*[{}].*", re.IGNORECASE)


def find_author(
    marks: Marks,
    heading: Element | None,
    thing: Mapping[str, Any],
    lines: Callable[[], Sequence[HeaderLine]],
    *,
    sites: Collection[str],
    hosts: Collection[str],
) -> str | None:
    """The authors of a page, joined by commas; None if it names none.

    Args:
        marks: of the page.
        heading: the element that shows its headline.
        thing: its JSON-LD article.
        lines: gives the lines around its headline.
        sites: names of the site, folded.
        hosts: the parts of its host name.
    """
    said, desks = _of_json_ld(thing)
    ways: tuple[Callable[[], list[str]], ...] = (
        lambda: said,
        lambda: _of_metas(marks.metas),
        lambda: list(_of_lines(lines())),
        lambda: list(_of_marked(marks, heading)),
        lambda: list(_of_dated(lines())),
    )
    surest = ways[:-1]
    spare: list[str] = []
    for at, way in enumerate(surest):
        found = people(way(), sites=sites, hosts=hosts)
        persons = [name for name in found if not _is_account(name)]
        if (spare or desks) and len(persons) == 1 and persons[0].isascii() and " " not in persons[0]:
            # Beside a desk that is named as the author, one word is a button's.
            continue
        if len(persons) == 1 and " " not in persons[0]:
            return _in_full(persons[0], (name for later in ways[at + 1 :] for name in later()))
        if persons:
            return ", ".join(persons)
        spare = spare or found or people(way(), sites=(), hosts=())
    spare = spare or people(desks, sites=(), hosts=()) or people(ways[-1](), sites=sites, hosts=hosts)
    return ", ".join(spare) or None


def _in_full(first_name: str, others: Iterable[str]) -> str:
    """A name of one word as the page has it elsewhere, with what follows it."""
    start = f"{fold(first_name)} "
    full = (
        name for one in others if fold(name := _bare(one)).startswith(start) and _PERSON_NAME.fullmatch(name)
    )
    return next(full, first_name)


def people(names: Iterable[str], *, sites: Collection[str], hosts: Collection[str]) -> list[str]:
    """Names out of what a page gives as its authors; no addresses, and not the site itself.

    Args:
        names: as written, be it with what introduces them (`بقلم: …`, `By …`).
        sites: names of the site, folded; whatever holds one of them is not a person's.
        hosts: the parts of its host name.
    """
    found: list[str] = []
    for written in islice(names, _AUTHORS_MAX):
        for part in _SEPARATORS.split(_JOINS.sub(" & ", _bare(" ".join(written.split())))):
            for name in wordings().name_joins.split(part):
                bare = name.strip(" :-–—\"'*,")
                folded = fold(bare)
                own = folded in hosts or any(site in folded for site in sites)
                if _is_name(bare) and not own:
                    found.append(bare)
    return list(dict.fromkeys(found))


def _of_metas(metas: Mapping[str, Sequence[str]]) -> list[str]:
    """The names of the first meta tag that has any, or of another one that has these and more."""
    given = [list(metas[name][:_NAMES_MAX]) for name in _METAS if name in metas]
    first = given[0] if given else []
    return max((one for one in given if set(first) <= set(one)), key=len, default=first)


def _of_json_ld(thing: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """The names of people, and those of organizations."""
    said = thing.get("author") or thing.get("creator")
    persons: list[str] = []
    desks: list[str] = []
    for one in said[:_AUTHORS_MAX] if isinstance(said, list) else [said]:
        name = one.get("name") if isinstance(one, dict) else one
        found = desks if isinstance(one, dict) and is_organization(one) else persons
        found += [string(each) for each in name[:_AUTHORS_MAX]] if isinstance(name, list) else [string(name)]
    return persons, desks


def _of_lines(lines: Sequence[HeaderLine]) -> Iterator[str]:
    """The names in the first line near the headline that introduces them, or in the line after it."""
    introduced = False
    for line in lines:
        linked = [name for one in line.people if _looks_like_name(name := _bare(one))]
        rest = _without_start(line.text)
        if linked and len(line.text) <= 3 * _BYLINE_MAX:
            yield from [rest] if _JOINED.search(rest.replace(linked[0], "", 1)) else linked
            return
        if introduced and _looks_like_name(name := _bare(line.text)):
            yield name
            return
        introduced = _is_introduction(line.text)
        if len(line.text) <= 2 * _BYLINE_MAX and rest != line.text and _looks_like_name(name := _bare(rest)):
            yield name
            return


def _is_introduction(text: str) -> bool:
    """Whether a line says nothing but that a name follows: Written by, Author:."""
    return len(text) <= _INTRODUCTION_MAX and _without_start(f"{text.rstrip(' :')} X") == "X"


def _of_dated(lines: Sequence[HeaderLine]) -> Iterator[str]:
    """A line or its first part that can be nothing but a person's name, right beside a date."""
    near = [line for line in lines[:_DATED_LINES] if not line.is_above]
    dated = [len(line.text) <= _DATED_MAX and bool(line.stamps or _DATED.search(line.text)) for line in near]
    for at, line in enumerate(near):
        beside = any(dated[max(0, at - 1) : at + 2])
        parts = _PARTS.split(line.text) if dated[at] else _PARTS.split(line.text)[:1]
        for part in parts if beside else ():
            name = _SMALL.sub("", part).strip()
            if _PERSON_NAME.fullmatch(name) and not (
                name.isupper() or _NOBODY.search(name) or _is_calendar(name)
            ):
                yield name
                return


def _is_calendar(text: str) -> bool:
    table = words()
    return any(one.text.lower() in table.months or one.text.lower() in table.weekdays for one in tokens(text))


def _of_marked(marks: Marks, heading: Element | None) -> Iterator[str]:
    """The first short text that is marked as naming authors, behind the headline if the page has one."""
    first = heading if heading is not None else next((one for one in marks.headings if one.tag == "h1"), None)
    start = -1 if first is None else marks.order.get(first, -1)
    items = [one for one in marks.items if one.get("rel") == "author" or one.get("itemprop") == "author"]
    marked = sorted(dict.fromkeys([*items, *marks.named["author"]]), key=lambda one: marks.order[one])
    for element in marked[:_MARKED_MAX]:
        is_marked = element.get("rel") or element.get("itemprop") or _NAMED.search(names_of(element))
        if marks.order[element] < start or not is_marked or within(element, _OTHERS, 3):
            continue
        text = one_line(element)
        inner = [name for one in _links(element) if (name := one_line(one)) and _looks_like_name(_bare(name))]
        if inner and len(text) <= 3 * _BYLINE_MAX:
            yield from dict.fromkeys(inner)
            return
        if 0 < len(text) <= _BYLINE_MAX and not text.endswith((".", "۔")) and (name := _bare(text)):
            yield name
            return


def _links(element: Element) -> list[Element]:
    """Elements in a byline that hold a name: links to people, and what is called a name."""
    found = []
    for one in islice(element.iter("*"), 1, 40):
        is_link = one.tag == "a" and (one.get("rel") == "author" or PERSON.search(one.get("href") or ""))
        if is_link or one.get("itemprop") == "name" or _NAME_CLASS.search(one.get("class") or ""):
            found.append(one)
    return found


def _is_name(text: str) -> bool:
    return (
        len(text.split()) <= _NAME_WORDS
        and not text.startswith(("http", "@", "/", "www."))
        and not _NOTHING.fullmatch(text)
        and any(map(str.isalpha, text))
    )


def _is_account(name: str) -> bool:
    """Whether a name is an account's, a desk's or a company's rather than a person's."""
    return (
        bool(_NOBODY.search(name))
        or bool(_ACCOUNT.fullmatch(name))
        or (name.isascii() and name.islower() and " " not in name)
    )


def _looks_like_name(text: str) -> bool:
    """Up to five words, each with a capital where the script has them; small ones (van, bin, de) may be between."""
    parts = text.replace(",", " ").split()
    if not 1 <= len(parts) <= 2 * _NAME_WORDS or (text.endswith((".", "!", "?")) and len(parts) > 3):
        return False
    cased = [part for part in parts if part[0].lower() != part[0].upper()]
    big = [part for part in cased if part[0].isupper()]
    return (
        bool(parts)
        and any(map(str.isalpha, text))
        and (not cased or (len(big) >= 1 and len(cased) - len(big) <= 2 and cased[0][0].isupper()))
    )


def _bare(text: str) -> str:
    """What stands between the words that introduce names and the date, place or post after them."""
    whole = _without_start(text[:_WRITTEN_MAX])
    rest = _REST.sub("", whole)
    if whole[len(rest) :].lstrip()[:1].isdecimal():
        rest = _without_month(rest)
    if len(rest.split()) > 1:
        rest = _SMALL.sub("", _ENDS.sub("", _POST.sub("", rest)))
    return rest.strip(" :-–—\"'*,")


def _without_month(text: str) -> str:
    """`Tom Hale July 3` was cut at the number; what is left ends with the month, or is nothing else."""
    found = tokens(text)
    if found and found[-1].text.lower() in words().months and len(fold(text)) == len(text):
        return text[: found[-1].start]
    return text


@lru_cache(maxsize=1)
def _start() -> re.Pattern[str]:
    starts = "|".join(re.escape(fold(one)) for one in sorted(_STARTS, key=len, reverse=True))
    return re.compile(rf"\W*(?:{starts})(?:\s*[::/,]\s*|\s+)(?=\S)")


def _without_start(text: str) -> str:
    folded = fold(text)
    match = wordings().byline.match(folded) or _start().match(folded)
    if match is None:
        return text
    rest = text[match.end() if len(folded) == len(text) else origins(text)[match.end()] :]
    # `posted by`, `author`: `von der Leyen` and `De Niro` are names.
    return (
        _without_start(rest)
        if rest and rest != text and _start().match(fold(rest)) and ":" in rest[:12]
        else rest
    )
