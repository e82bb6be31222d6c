"""The wordings of news pages: read-also markers, labels, notices; one TOML file a language.

To teach Naba a wording, add it to the file of its language. All languages count on every page, since
outlets mix them.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from pipelines.cleaning.line.wordings.phrases import any_of, apart, first_words, resolve, spelt
from pipelines.errors import BadInputError
from pipelines.text.fold import fold

_LETTERS_APART = r"[ء-ي](?:[ .][ء-ي]){2,3}"
_FIRST = re.compile(r"[\W_]*(\S{1,40})")
# Characters of a marker with its headline and some more.
_INSIDE_REACH = 400
# Characters of a line in which a marker is looked for; paragraphs have a twentieth of it.
_INSIDE_MAX = 40_000
_FIRST_WORD = re.compile(r"[\W_]*([^\W_]+)")
# Characters of a line whose first word is remembered.
_REMEMBERED_MAX = 500
# Characters of a line that is nothing but a marker.
_MARKER_MAX = 40
_BEFORE_INSIDE = re.escape(".۔।。!؟?:;؛,،…\"'”’»)]|*–—-_/>([")

LABEL_KINDS = ("photo", "source_line", "source", "keywords", "date")
"""Names of the groups of `Wordings.label`, in the order in which they are tried."""

_KEYS = {
    "": {"agencies"},
    "read_also": {"sure", "plain"},
    "labels": {"source", "source_line", "keywords", "tag_run", "date", "link", "appeared", "photo"},
    "notices": {"starts", "frames", "whole"},
    "prose": {"goes_on", "media", "follows"},
    "byline": {"starts", "joins"},
}


@dataclass(frozen=True, slots=True)
class Beginning:
    """Patterns of phrases that begin a line; most lines begin with a word of none of them, which is told at a glance.

    Attributes:
        patterns: by the first words of their phrases, in the order in which they are matched against folded text.
    """

    patterns: Mapping[str, Sequence[re.Pattern[str]]]

    def match(self, folded: str) -> re.Match[str] | None:
        """The match at the beginning of a folded line."""
        word = _known_first_word(folded) if len(folded) <= _REMEMBERED_MAX else _first_word(folded)
        if word is None or word not in self.patterns:
            return None
        return self._match(word, folded, 0, len(folded))

    def match_inside(self, folded: str, at: int) -> re.Match[str] | None:
        """The match at a place in a folded line, which reads no further than a marker and its headline go.

        In a line of a megabyte a marker may begin at every third character: neither it nor its rest is read each time.
        """
        word = _FIRST_WORD.match(folded, at)
        if word is None or word[1] not in self.patterns:
            return None
        return self._match(word[1], folded, at, at + _INSIDE_REACH)

    def _match(self, word: str, folded: str, start: int, end: int) -> re.Match[str] | None:
        for pattern in self.patterns[word]:
            if match := pattern.match(folded, start, end):
                return match
        return None


def kind_of_label(match: re.Match[str]) -> str:
    """The kind of the label that a match of `Wordings.label` is; one of `LABEL_KINDS`."""
    return next(kind for kind in LABEL_KINDS if match[kind] is not None)


def _first_word(folded: str) -> str | None:
    found = _FIRST_WORD.match(folded)
    return found[1] if found else None


# A line is asked by one wording after the other.
_known_first_word = lru_cache(maxsize=1_000)(_first_word)


@dataclass(frozen=True, slots=True)
class Wordings:
    """All wordings, folded, compiled to patterns that are matched against folded text.

    Attributes:
        marker: at the start of a line: group `sure` or `plain`, then `sep`, then `rest`.
        before_inside: where in a line a marker can begin: after the end of a sentence or clause, or in a bracket;
            group 1 is the word there.
        label: at the start of a line: the group named after the kind, then `sep`, then `rest`.
        link: the page's link to itself, from group `run` to the end of the line.
        appeared: `The post … appeared first on …`; group `site`.
        tag_run: an unseparated run of tags that ends a text; group `tags`.
        notice: a line that begins with a share, follow or rights notice.
        frame: a sentence that an aggregator puts around what it copies.
        notice_whole: lines that are nothing but a notice.
        agency_tail: an agency in brackets that ends a text; group `agency`.
        agency: an agency's name anywhere in a dateline; group 0.
        media: a bracketed remark on what comes with a story (صور, video): no place.
        goes_on: beginning of a paragraph that goes on with the story before it.
        follows: a word that makes the wording before it the beginning of a sentence.
        byline: what introduces the names of authors, with what stands after it.
        name_joins: between two names.
        first_words: of all markers and labels; a line that begins with another word is neither.
        first_words_inside: of the markers that may stand inside of a line, which are the sure ones.
    """

    marker: Beginning
    before_inside: re.Pattern[str]
    label: Beginning
    link: re.Pattern[str]
    appeared: re.Pattern[str]
    tag_run: re.Pattern[str]
    notice: Beginning
    frame: Beginning
    notice_whole: frozenset[str]
    agency_tail: re.Pattern[str]
    agency: re.Pattern[str]
    media: re.Pattern[str]
    goes_on: re.Pattern[str]
    follows: re.Pattern[str]
    byline: re.Pattern[str]
    name_joins: re.Pattern[str]
    first_words: frozenset[str]
    first_words_inside: frozenset[str]

    def marker_inside(self, folded: str) -> re.Match[str] | None:
        """The first sure marker in a line, not at its beginning; groups as those of `marker`."""
        for before in self.before_inside.finditer(folded, 0, _INSIDE_MAX):
            if before[1] in self.first_words_inside:
                match = self.marker.match_inside(folded, before.end())
                if match and match["sure"]:
                    return match
        return None

    def is_marker(self, line: str) -> bool:
        """Whether a short line, not folded, is nothing but a marker: `Most popular`, `اقرأ أيضا`."""
        match = self.marker.match(fold(line)) if len(line) <= _MARKER_MAX else None
        return match is not None and not any(map(str.isalnum, match["rest"]))

    def may_begin(self, line: str) -> bool:
        """Whether a line, not folded, can begin with a marker or label; much faster than matching them."""
        return first_word(line) in self.first_words


def first_word(line: str) -> str | None:
    """The first word of a line, folded; None if it has none."""
    return _folded_first(word[1]) if (word := _FIRST.match(line)) is not None else None


@lru_cache(maxsize=10_000)
def _folded_first(word: str) -> str | None:
    return _first_word(fold(word))


@cache
def wordings() -> Wordings:
    """The wordings of the language files in this folder, read once a process.

    Raises:
        BadInputError: as `read_wordings`.
    """
    return read_wordings(files(__package__))


# Decoration before a marker (» ★ | *) and after it (: .. – |); never a letter or digit, and after it no
# quotation mark or bracket that opens: that is the headline's. Wordings begin with a letter, so what is
# taken as decoration is never given back: a line of nothing else is read once.
_START = r"[\W_]*+"
_TAIL = r"(?!\w)(?P<sep>(?:(?![«\"“‘(\[])[\W_])*)(?P<rest>.*)$"
_WHOLE_WORD = r"(?!\w)"
_NOTHING = "(?!)"


def read_wordings(folder: Traversable) -> Wordings:
    """Reads and compiles all language files of a folder.

    Raises:
        BadInputError: a file that is no TOML or has a key that means nothing.
    """
    languages = _read_folder(folder)

    def every(table: str, key: str) -> list[Any]:
        return [phrase for one in languages for phrase in one[table][key]]

    appeared = "|".join(f"{any_of([a])}\\b.{{3,300}}?{any_of([b])}" for a, b in every("labels", "appeared"))

    markers = _beginning({kind: every("read_also", kind) for kind in ("sure", "plain")}, _TAIL)
    labels = _beginning({kind: every("labels", kind) for kind in LABEL_KINDS}, _TAIL)
    # Agencies abbreviate their names to three or four letters apart: و ن م, د.ب.أ.
    agencies = f"(?:{any_of(every('', 'agencies'))}|{_LETTERS_APART})"

    return Wordings(
        marker=markers,
        before_inside=re.compile(rf"[{_BEFORE_INSIDE}]\s{{0,3}}(?=([^\W_]+))"),
        label=labels,
        link=re.compile(
            rf"(?:^\W*+|[.!؟?\"”»…]\s*+)(?P<tail>{any_of(every('labels', 'link'))}(?!\w)[^:.]{{0,40}}:.{{0,300}})$"
        ),
        appeared=re.compile(rf"(?:{appeared})\s+(?P<site>\S.{{0,80}}?)\s*$"),
        tag_run=re.compile(
            rf"(?:^|[.!؟?\"”»:…)\]]\s*+|(?<!\s)\s{{2,}}+)(?P<tail>(?:{any_of(every('labels', 'tag_run'))})\s+(?P<tags>[^.؟!]{{3,150}}))$"
        ),
        notice=_beginning({"starts": every("notices", "starts")}, _WHOLE_WORD),
        frame=_beginning({"frames": every("notices", "frames")}, _WHOLE_WORD),
        notice_whole=frozenset(one for phrase in every("notices", "whole") for one in spelt(phrase)),
        # --(بترا), (رويترز), /واس/ … and after a dash any short name in brackets.
        agency_tail=re.compile(
            rf"(?:(?<![-–—\s])[-–—\s]*+[(\[/]\s*(?P<agency>{agencies})\s*[)\]/]|(?<![-–—])[-–—]++\s*+\((?P<other>[^()]{{2,25}})\))\s*+\.?\s*+$"
        ),
        agency=re.compile(rf"(?<!\w)(?:{agencies})(?!\w)"),
        media=re.compile(rf"\(\W*{any_of(every('prose', 'media'))}"),
        goes_on=re.compile(rf"[\"“«\s]*+(?:{any_of(every('prose', 'goes_on'))})(?!\w)"),
        follows=re.compile(rf"{any_of(every('prose', 'follows'))}(?!\w)"),
        byline=re.compile(rf"{_START}(?:{any_of(every('byline', 'starts'))})(?!\w)[\W_]*"),
        name_joins=re.compile(rf"\s+{any_of(every('byline', 'joins'))}\s+", re.IGNORECASE),
        first_words=frozenset(markers.patterns) | frozenset(labels.patterns),
        first_words_inside=frozenset(first_words(every("read_also", "sure"))),
    )


def _beginning(lists: Mapping[str, Sequence[str]], tail: str) -> Beginning:
    """Lists of phrases, each a group of that name in the patterns, with what may stand behind every phrase."""
    patterns: dict[str, list[re.Pattern[str]]] = defaultdict(list)
    for name, phrases in lists.items():
        for some in apart(phrases):
            groups = (f"(?P<{one}>{any_of(some) if one == name else _NOTHING})" for one in lists)
            pattern = re.compile(f"{_START}(?:{'|'.join(groups)}){tail}")
            for word in first_words(some):
                patterns[word].append(pattern)
    return Beginning(dict(patterns))


def _read_folder(folder: Traversable) -> list[dict[str, Any]]:
    return [
        _read(entry.name, entry.read_text(encoding="utf-8"))
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".toml")
    ]


def _read(name: str, text: str) -> dict[str, Any]:
    """One language's file: every table and key there, empty where the file has none, its templates resolved."""
    where = f"pipelines/cleaning/line/wordings/{name}"
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInputError(f"{where}: {error}") from error
    known = {table: data.get(table, {}) for table in _KEYS if table} | {"": _outside_tables(data)}
    odd = [
        *(table for table in data if isinstance(data[table], dict) and table not in {*_KEYS, "parts"}),
        *(f"[{table}] {key}" for table, keys in _KEYS.items() for key in known[table] if key not in keys),
    ]
    if odd:
        raise BadInputError(f"{where}: unknown: {', '.join(sorted(odd))}")
    parts = data.get("parts", {})

    def resolved(phrases: list[Any]) -> list[Any]:
        return [resolve(one, parts, where) if isinstance(one, str) else one for one in phrases]

    return {
        table: {key: resolved(known[table].get(key, [])) for key in keys} for table, keys in _KEYS.items()
    }


def _outside_tables(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if not isinstance(value, dict)}
