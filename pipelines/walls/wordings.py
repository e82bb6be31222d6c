"""What a sentence or heading says that stands in an article's place; the one list of it, for the crawl and for cleaning.

Two kinds. A phrase says its cause by itself ("verify you are human"). Of pages that are gone and sites out of order,
words for the thing and for what is the matter with it stand in one statement ("page … not found"): nobody can list
all sentences that these make, and either of them alone is what articles say, too.

All texts here are normalised, so that words have one space between them.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pipelines.text import normalize
from pipelines.text.scripts import is_unparted

Cause = Literal["gone", "blocked", "consent", "login", "out_of_order"]

# Words in a sentence of a wall or error page; lawyers write some of them.
_LONGEST_PLEA = 40
# Two words of a longer statement need not belong together.
_LONGEST_STATEMENT = 15
# Of a heading that says that a page is absent, besides a site's name.
_LONGEST_ABSENCE = 10
# Words of a title that asks to log in (`Sign in to your account`).
_LONGEST_LOGIN = 5


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Of one language: beginnings of words, each behind a space."""

    things: tuple[str, ...]
    matters: tuple[str, ...]

    def are_in(self, spaced: str) -> bool:
        return any(matter in spaced for matter in self.matters) and any(
            thing in spaced for thing in self.things
        )


class _Beginnings:
    """Beginnings of words, by the first word of each: a sentence is asked only for those of its own words."""

    def __init__(self, listed: Iterable[str]) -> None:
        self.all = tuple(f" {one}" for one in listed)
        self._single = tuple(one for one in self.all if " " not in one[1:])
        self._by_first: dict[str, list[str]] = {}
        for one in self.all:
            if " " in one[1:]:
                self._by_first.setdefault(one.split(" ", 2)[1], []).append(one)

    def are_in(self, spaced: str) -> bool:
        firsts = self._by_first.keys() & spaced.split()
        return any(one in spaced for first in firsts for one in self._by_first[first]) or any(
            one in spaced for one in self._single
        )


@dataclass(frozen=True, slots=True)
class _Wordings:
    """Of one cause; see the list for what each means."""

    surely: _Beginnings
    phrases: tuple[str, ...]
    headings: tuple[str, ...]
    hints: tuple[str, ...]
    titles: tuple[str, ...]
    forms: tuple[str, ...]
    site: tuple[str, ...]
    pairs: tuple[_Pairs, ...]
    loose_pairs: tuple[_Pairs, ...]
    absent: tuple[_Pairs, ...]

    @classmethod
    def read(cls, table: dict[str, str]) -> "_Wordings":
        listed = {
            key: [normalize(one) for one in table.get(key, "").replace("\n", " ").split("|") if one.strip()]
            for key in ("surely", "phrases", "headings", "hints", "titles", "forms", "site")
        }
        return cls(
            surely=_Beginnings(listed["surely"]),
            phrases=tuple(f" {one} " for one in listed["phrases"]),
            headings=tuple(f" {one} " for one in listed["headings"]),
            hints=tuple(f" {one}" for one in listed["hints"]),
            titles=tuple(f" {one} " for one in listed["titles"]),
            forms=tuple(f" {one} " for one in listed["forms"]),
            site=tuple(f" {one} " for one in listed["site"]),
            pairs=_pairs(table.get("pairs", "")),
            loose_pairs=_pairs(table.get("loose_pairs", "")),
            absent=_pairs(_surest(table.get("pairs", ""))),
        )

    def say(self, spaced: str, *lists: tuple[str, ...]) -> bool:
        """Whether a text says what is surely said, or any of some lists."""
        return self.surely.are_in(spaced) or any(one in spaced for listed in lists for one in listed)


def _pairs(text: str) -> tuple[_Pairs, ...]:
    def beginnings(listed: str) -> tuple[str, ...]:
        return tuple(f" {normalize(one)}" for one in listed.replace(";", ",").split(",") if one.strip())

    sides = (line.partition("/") for line in text.strip().splitlines())
    return tuple(_Pairs(beginnings(things), beginnings(matters)) for things, _, matters in sides)


def _surest(text: str) -> str:
    """The same lines without what stands behind semicolons."""
    sides = (line.partition("/") for line in text.strip().splitlines())
    return "\n".join(
        f"{things.partition(';')[0]}/{matters.partition(';')[0]}" for things, _, matters in sides
    )


@cache
def _wordings() -> dict[Cause, _Wordings]:
    data: dict[Any, dict[str, str]] = tomllib.loads(
        Path(__file__).with_name("wordings.toml").read_text("utf-8")
    )
    return {cause: _Wordings.read(table) for cause, table in data.items()}


def cause_surely_said(statement: str) -> Cause | None:
    """The cause that a sentence says by itself, None if it says none: also of pages that state that they are articles."""
    spaced = f" {statement} "
    return next((cause for cause, of in _wordings().items() if of.surely.are_in(spaced)), None)


def cause_in(text: str) -> Cause | None:
    """The cause that a text holds a word of, None if it holds none: for pages that lack the listed title."""
    spaced = f" {text} "
    for cause, of in _by_weight():
        if of.say(spaced, of.phrases, of.headings):
            return cause
    return _paired(text, loosely=False)


def cause_said(statement: str) -> Cause | None:
    """The cause that a sentence or heading says, None if it says none, of a page that says hardly anything else."""
    if _length(statement) > _LONGEST_PLEA:
        return None
    spaced = f" {statement} "
    for cause, of in _by_weight():
        if of.say(spaced, of.phrases):
            return cause
    return _paired(statement, loosely=False) or _paired(statement, loosely=True)


def cause_hinted(statement: str) -> Cause | None:
    """The same of a short page that does not state that it is an article: also by words that are no cause by themselves."""
    spaced = f" {statement} "
    hinted = next(
        (cause for cause, of in _wordings().items() if any(one in spaced for one in of.hints)), None
    )
    return hinted or _paired(statement, loosely=False)


def _by_weight() -> list[tuple[Cause, _Wordings]]:
    """What turns readers away before what is absent: its words are the surer ones."""
    return sorted(_wordings().items(), key=lambda one: one[0] == "gone")


def _paired(statement: str, *, loosely: bool) -> Cause | None:
    if _length(statement) > _LONGEST_STATEMENT:
        return None
    spaced = f" {statement} "
    for cause, of in _wordings().items():
        if any(pairs.are_in(spaced) for pairs in (of.loose_pairs if loosely else of.pairs)):
            return cause
    return None


def says_absence(heading: str) -> bool:
    """Whether a heading says that a page is not there, and hardly anything else."""
    spaced, gone = f" {heading} ", _wordings()["gone"]
    is_whole = spaced in gone.headings or spaced.rstrip() in gone.surely.all
    return is_whole or (
        _length(heading) <= _LONGEST_ABSENCE and any(pairs.are_in(spaced) for pairs in gone.absent)
    )


def is_mostly_cause(heading: str) -> bool:
    """Whether a heading says a cause and hardly anything else; articles are about cookies, too."""
    if says_absence(heading):
        return True
    spaced, words = f" {heading} ", _length(heading)
    return any(
        phrase in spaced and 2 * _length(phrase) > words
        for cause, of in _wordings().items()
        if cause not in {"consent", "gone"}
        for phrase in (*of.surely.all, *of.phrases)
    )


def asks_to_log_in(title: str) -> bool:
    """Whether a title asks to log in, and says hardly anything else."""
    if len(title.split()) > _LONGEST_LOGIN:
        return False
    spaced = f" {title} "
    titles = _wordings()["login"].titles
    return any(one in spaced if " " in one.strip() else one == spaced for one in titles)


def names_a_form(title: str) -> bool:
    """Whether a title is that of a page for registration, a lost password, messages to the site, searches or a basket.

    It is one of the listed ones, or one of several words and another word, which may be the site's name: headlines tell
    of search results, too.
    """
    spaced, length = f" {title} ", len(title.split())
    return names_only_a_form(title) or any(
        spaced.startswith(one) and 1 < len(one.split()) == length - 1 for one in _wordings()["login"].forms
    )


def names_only_a_form(title: str) -> bool:
    """`names_a_form`, without another word."""
    return f" {title} " in _wordings()["login"].forms


def is_about_its_site(title: str) -> bool:
    """Whether a title is that of a page about its site: its terms, what it does with readers' data, who makes it.

    It has no other word: privacy policies that were changed are news.
    """
    return f" {title} " in _wordings()["login"].site


def _length(statement: str) -> float:
    """Number of words; of scripts that part none, two characters are one."""
    return sum(0.5 if is_unparted(word) else 1.0 for word in statement.split())
