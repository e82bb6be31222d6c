"""What is written into a search box: words in any order, "a phrase", -without."""

import re
from dataclasses import dataclass

from pipelines.text import rules

# A phrase in any quotation marks, or what stands between spaces; a minus before it excludes it. A hyphen inside a word is none.
_TERM = re.compile(
    r"(?P<minus>[-−–])?(?:[\"“”„«»](?P<phrase>[^\"“”„«»]+)(?:[\"“”„«»]|$)|(?P<word>[^\s\"“”„«»]+))"
)
TERMS_MAX = 12
"""Terms that count; each is looked for in every text."""


@dataclass(frozen=True, slots=True)
class SearchTerm:
    """A word or phrase of a search.

    Attributes:
        pattern: a regular expression (RE2) that finds it.
        is_excluded: what holds it is not wanted.
    """

    pattern: str
    is_excluded: bool = False


def search_terms(words: str) -> list[SearchTerm]:
    """The terms of a search; all that are not excluded must be found, in any order."""
    found = []
    for match in _TERM.finditer(words):
        text = match["phrase"] or match["word"]
        # A dash between words says nothing.
        if text.strip("-–—−") and (any(map(str.isalnum, text)) or not match["minus"]):
            found.append(SearchTerm(search_pattern(text), is_excluded=match["minus"] is not None))
    return found[:TERMS_MAX]


def search_pattern(words: str) -> str:
    """A regular expression (RE2) that finds the words whatever the spelling: hamza, vowel signs, digits, case.

    Each letter stands for all that `normalize` folds to it, with what it drops allowed behind.
    """
    table = {code: to for rule in rules.ALL for code, to in rule.items()}
    dropped = "".join(f"\\x{{{code:x}}}" for code, to in table.items() if to is None)
    spellings: dict[str, str] = {}
    for code, to in table.items():
        if to is not None:
            spellings[to] = spellings.get(to, "") + f"\\x{{{code:x}}}"
    letters = [
        r"\s" if letter == " " else f"[\\x{{{ord(letter):x}}}{spellings.get(letter, '')}]"
        for letter in " ".join(words.translate(table).split())
    ]
    return "(?i)" + "".join(
        rf"{letter}[\s{dropped}]*" if letter == r"\s" else f"{letter}[{dropped}]*" for letter in letters
    )
