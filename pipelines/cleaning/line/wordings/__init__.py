"""The wordings of news pages: read-also markers, labels, notices; one TOML file a language.

To teach Naba a wording, add it to the file of its language. All languages count on every page, since
outlets mix them.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import groupby
from operator import itemgetter
from typing import Any
from unicodedata import normalize

from pipelines.errors import BadInputError
from pipelines.text.fold import fold

_LETTERS_APART = r"[ء-ي](?:[ .][ء-ي]){2,3}"
_FIRST = re.compile(r"[\W_]*(\S{1,40})")
_FIRST_WORD = re.compile(r"[\W_]*([^\W_]+)")
_BEFORE_INSIDE = re.escape(".۔!؟?:;؛,،…\"'”’»)]|*–—-_/>")
_LETTERS = {" ": r"\s+", "'": "['’]"}
_ACCENT = re.compile(r"(?<=[A-Za-z])[\u0300-\u036f]+")

LABEL_KINDS = ("photo", "source_line", "source", "keywords", "date")
"""Names of the groups of `Wordings.label`, in the order in which they are tried."""

_KEYS = {
    "": {"agencies"},
    "read_also": {"sure", "plain"},
    "labels": {"source", "source_line", "keywords", "tag_run", "date", "link", "appeared", "photo"},
    "notices": {"starts", "whole"},
    "prose": {"goes_on", "media"},
    "byline": {"starts", "joins"},
}


@dataclass(frozen=True, slots=True)
class Wordings:
    """All wordings, folded, compiled to patterns that are matched against folded text.

    Attributes:
        marker: at the start of a line: group `sure` or `plain`, then `sep`, then `rest`.
        inside: a sure marker in a line, after the end of a sentence, clause or bracket: group `marker`, then
            `sep`, then `rest`.
        label: at the start of a line: the group named after the kind, then `sep`, then `rest`.
        link: the page's link to itself, from group `run` to the end of the line.
        appeared: `The post … appeared first on …`; group `site`.
        tag_run: an unseparated run of tags that ends a text; group `tags`.
        notice: a line that begins with a share, follow or rights notice.
        notice_whole: lines that are nothing but a notice.
        agency_tail: an agency in brackets that ends a text; group `agency`.
        agency: an agency's name anywhere in a dateline; group 0.
        media: a bracketed remark on what comes with a story (صور, video): no place.
        goes_on: beginning of a paragraph that goes on with the story before it.
        byline: what introduces the names of authors, with what stands after it.
        name_joins: between two names.
        first_words: of all markers and labels; a line that begins with another word is neither.
    """

    marker: re.Pattern[str]
    inside: re.Pattern[str]
    label: re.Pattern[str]
    link: re.Pattern[str]
    appeared: re.Pattern[str]
    tag_run: re.Pattern[str]
    notice: re.Pattern[str]
    notice_whole: frozenset[str]
    agency_tail: re.Pattern[str]
    agency: re.Pattern[str]
    media: re.Pattern[str]
    goes_on: re.Pattern[str]
    byline: re.Pattern[str]
    name_joins: re.Pattern[str]
    first_words: frozenset[str]

    def may_begin(self, line: str) -> bool:
        """Whether a line, not folded, can begin with a marker or label; much faster than matching them."""
        return (word := _FIRST.match(line)) is not None and _folded_first(word[1]) in self.first_words


@lru_cache(maxsize=50_000)
def _folded_first(word: str) -> str | None:
    found = _FIRST_WORD.match(fold(word))
    return found[1] if found else None


@cache
def wordings() -> Wordings:
    """The wordings of the language files in this folder, read once a process.

    Raises:
        BadInputError: as `read_wordings`.
    """
    return read_wordings(files(__package__))


def read_wordings(folder: Traversable) -> Wordings:
    """Reads and compiles all language files of a folder.

    Raises:
        BadInputError: a file that is no TOML or has a key that means nothing.
    """
    languages = [
        _read(entry.name, entry.read_text(encoding="utf-8"))
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".toml")
    ]

    def every(table: str, key: str) -> list[Any]:
        return [phrase for one in languages for phrase in (one[table] if table else one)[key]]

    # Decoration before a marker (» ★ | *) and after it (: .. – |); never a letter or digit, and after it no
    # quotation mark or bracket that opens: that is the headline's. Wordings begin with a letter, so what is
    # taken as decoration is never given back: a line of nothing else is read once.
    start = r"[\W_]*+"
    tail = r"(?!\w)(?P<sep>(?:(?![«\"“‘(\[])[\W_])*)(?P<rest>.*)$"
    labels = "|".join(f"(?P<{kind}>{_any(every('labels', kind))})" for kind in LABEL_KINDS)
    appeared = "|".join(f"{_any([a])}\\b.{{3,300}}?{_any([b])}" for a, b in every("labels", "appeared"))
    # Agencies abbreviate their names to three or four letters apart: و ن م, د.ب.أ.
    agencies = f"(?:{_any(every('', 'agencies'))}|{_LETTERS_APART})"
    return Wordings(
        marker=re.compile(
            f"{start}(?:(?P<sure>{_any(every('read_also', 'sure'))})|(?P<plain>{_any(every('read_also', 'plain'))})){tail}"
        ),
        inside=re.compile(
            rf"[{_BEFORE_INSIDE}]\s{{0,3}}(?P<marker>{_any(every('read_also', 'sure'))}){tail}"
        ),
        label=re.compile(f"{start}(?:{labels}){tail}"),
        link=re.compile(
            rf"(?:^\W*+|[.!؟?\"”»…]\s*+)(?P<run>{_any(every('labels', 'link'))}(?!\w)[^:.]{{0,40}}:.{{0,300}})$"
        ),
        appeared=re.compile(rf"(?:{appeared})\s+(?P<site>\S.{{0,80}}?)\s*$"),
        tag_run=re.compile(
            rf"(?:^|[.!؟?\"”»:…)\]]\s*+|(?<!\s)\s{{2,}}+)(?P<run>(?:{_any(every('labels', 'tag_run'))})\s+(?P<tags>[^.؟!]{{3,150}}))$"
        ),
        notice=re.compile(rf"{start}(?:{_any(every('notices', 'starts'))})(?!\w)"),
        notice_whole=frozenset(fold(phrase) for phrase in every("notices", "whole")),
        # --(بترا), (رويترز), /واس/ … and after a dash any short name in brackets.
        agency_tail=re.compile(
            rf"(?:(?<![-–—\s])[-–—\s]*+[(\[/]\s*(?P<agency>{agencies})\s*[)\]/]|(?<![-–—])[-–—]++\s*+\((?P<other>[^()]{{2,25}})\))\s*+\.?\s*+$"
        ),
        agency=re.compile(rf"(?<!\w)(?:{agencies})(?!\w)"),
        media=re.compile(rf"\(\W*{_any(every('prose', 'media'))}"),
        goes_on=re.compile(rf"[\"“«\s]*+(?:{_any(every('prose', 'goes_on'))})(?!\w)"),
        byline=re.compile(rf"{start}(?:{_any(every('byline', 'starts'))})(?!\w)[\W_]*"),
        name_joins=re.compile(rf"\s+{_any(every('byline', 'joins'))}\s+", re.IGNORECASE),
        first_words=frozenset(
            word[1]
            for table, key in (
                ("read_also", "sure"),
                ("read_also", "plain"),
                *(("labels", kind) for kind in LABEL_KINDS),
            )
            for phrase in _spelt(every(table, key))
            if (word := _FIRST_WORD.match(phrase))
        ),
    )


def _spelt(phrases: Iterable[str]) -> set[str]:
    """Folded; also without accents, which capitals and headings drop (A LIRE AUSSI), of Latin letters only."""
    return {fold(one) for phrase in phrases for one in (phrase, _ACCENT.sub("", normalize("NFD", phrase)))}


def _any(phrases: Iterable[str]) -> str:
    """A pattern of any of the phrases, the longest that fits; as a tree of letters, so that each is read once."""
    return f"(?:{_branch(sorted(_spelt(phrases)))})"


def _branch(phrases: list[str]) -> str:
    """The pattern of sorted phrases whose beginnings, equal for all, are cut off."""
    longer = [
        _LETTERS.get(letter, re.escape(letter)) + _branch([one[1:] for one in group])
        for letter, group in groupby((one for one in phrases if one), key=itemgetter(0))
    ]
    if not longer:
        return ""
    branch = longer[0] if len(longer) == 1 else f"(?:{'|'.join(longer)})"
    return f"(?:{branch})?" if "" in phrases else branch


def _read(name: str, text: str) -> dict[str, Any]:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInputError(f"pipelines/cleaning/line/wordings/{name}: {error}") from error
    for table, keys in _KEYS.items():
        found = (
            {key for key in data if not isinstance(data[key], dict)}
            if not table
            else set(data.get(table, {}))
        )
        if found != keys:
            odd = ", ".join(sorted(found ^ keys))
            raise BadInputError(
                f"pipelines/cleaning/line/wordings/{name}: [{table}] missing or unknown: {odd}"
            )
    return data
