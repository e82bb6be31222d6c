"""Phrases of the wording files as patterns.

A phrase is words, or a template that composes them: `{read} {also} {about?}` stands for each of the words under
`read` in the file's `[parts]`, then one of `also`, then one of `about` or nothing. `{a|b}` and `{a|b?}` name the words
in place, `{a|?}` one that may be missing.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import groupby
from operator import itemgetter
from unicodedata import combining, normalize

from pipelines.errors import BadInputError
from pipelines.text.fold import fold

_PART = re.compile(r"\{([^{}]*)\}")
_FIRST_WORD = re.compile(r"[\W_]*([^\W_]+)")
# A space in a phrase is also the underscore of a hashtag, and an apostrophe has two shapes.
_LETTERS = {" ": r"[\s_]+", "'": "['’]"}
# Capitals and headings drop the accents of these alphabets: A LIRE AUSSI, ΔΙΑΒΑΣΤΕ ΕΠΙΣΗΣ. In others (й) they make
# another letter.
_DROPS_ACCENTS = re.compile(r"[A-Za-z\u0370-\u03ff]")
# A lower-cased Turkish capital I is an i, ё is mostly written as е, and old Romanian pages have a cedilla for a comma.
_RESPELT = str.maketrans({"ı": "i", "ё": "е", "ș": "ş", "ț": "ţ"})


def resolve(phrase: str, parts: Mapping[str, Sequence[str]], where: str) -> str:
    """A template with the words of its parts in place of their names: `{اقرأ|شاهد} {أيضا}`; other phrases as they are.

    Args:
        phrase: as it stands in a file.
        parts: the file's lists of words, by name.
        where: the file's name, for the message.

    Raises:
        BadInputError: the template names a part that the file does not have.
    """

    def words(match: re.Match[str]) -> str:
        names = match[1].removesuffix("?").split("|")
        if names[0] not in parts and len(names) == 1:
            raise BadInputError(f"{where}: {phrase!r} names {{{names[0]}}}, which is not in [parts]")
        found = "|".join("|".join(parts.get(name, [name])) for name in names)
        return f"{{{found}{'?' if match[1].endswith('?') else ''}}}"

    return _PART.sub(words, phrase)


def any_of(phrases: Iterable[str]) -> str:
    """A pattern of any of the phrases; of those without parts the longest that fits, tried last."""
    patterns = [_template(some[0]) if _is_template(some[0]) else _tree(some) for some in apart(phrases)]
    return f"(?:{'|'.join(patterns or [_tree(())])})"


def apart(phrases: Iterable[str]) -> list[tuple[str, ...]]:
    """Phrases that have patterns of their own: each template, and all others together, in the order in which they are tried."""
    every = list(phrases)
    plain = tuple(phrase for phrase in every if not _is_template(phrase))
    # The longest first, so that `{read} {also}` does not keep `{read} {also} {about}` from being found.
    templates = sorted(filter(_is_template, every), key=lambda one: -len(one.split()))
    return [*((one,) for one in templates), *([plain] if plain else [])]


def _is_template(phrase: str) -> bool:
    return "{" in phrase


def first_words(phrases: Iterable[str]) -> set[str]:
    """The folded first words of all that the phrases stand for."""
    found: set[str] = set()
    for phrase in phrases:
        for beginning in _beginnings(phrase):
            found |= {word[1] for one in _spelt([beginning]) if (word := _FIRST_WORD.match(one))}
    return found


def spelt(phrase: str) -> set[str]:
    """The folded spellings of a phrase: as it is, and as capitals, headings and hurried typists have it."""
    return _spelt([phrase])


def _template(phrase: str) -> str:
    """The pattern of a template; the space beside an optional part goes with it."""
    space = _LETTERS[" "]
    pattern, is_begun = "", False
    for token in _tokens(phrase):
        words = _token(token)
        if not (_PART.fullmatch(token) and token.endswith("?}")):
            pattern += f"{space}{words}" if is_begun else words
            is_begun = True
        elif is_begun:
            pattern += f"(?:{space}{words.removesuffix('?')})?"
        else:
            pattern += f"(?:{words.removesuffix('?')}{space})?"
    return pattern


def _tokens(phrase: str) -> list[str]:
    """What stands between the spaces of a template; a part's own words may hold spaces."""
    held = _PART.sub(lambda match: match[0].replace(" ", "\0"), phrase)
    return [token.replace("\0", " ") for token in held.split()]


def _words(part: str) -> tuple[str, ...]:
    return tuple(word for word in part.removesuffix("?").split("|") if word)


def _token(token: str) -> str:
    pattern, at = "", 0
    for match in _PART.finditer(token):
        words = _tree(_words(match[1]))
        pattern += (_tree((token[at : match.start()],)) if match.start() > at else "") + words
        pattern += "?" if match[1].endswith("?") else ""
        at = match.end()
    return pattern + (_tree((token[at:],)) if at < len(token) else "")


def _beginnings(phrase: str) -> list[str]:
    """What a phrase can begin with, up to the end of its first word at least."""
    tokens = _tokens(phrase)
    if not tokens:
        return []
    found = [""]
    at = 0
    for match in _PART.finditer(tokens[0]):
        words = (*_words(match[1]), *([""] if match[1].endswith("?") else []))
        found = [f"{one}{tokens[0][at : match.start()]}{word}" for one in found for word in words]
        at = match.end()
    found = [one + tokens[0][at:] for one in found]
    return [one for one in found if one] + (_beginnings(" ".join(tokens[1:])) if "" in found else [])


def _spelt(phrases: Iterable[str]) -> set[str]:
    folded = {fold(one) for phrase in phrases for one in (phrase, _without_accents(phrase))}
    return folded | {one.translate(_RESPELT) for one in folded}


def _without_accents(phrase: str) -> str:
    kept, base = [], ""
    for character in normalize("NFD", phrase):
        if not combining(character):
            base = character
        elif _DROPS_ACCENTS.match(base):
            continue
        kept.append(character)
    return normalize("NFC", "".join(kept))


@cache
def _tree(phrases: tuple[str, ...]) -> str:
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
