"""Pages that are no article, told by what they say instead of one: not found, checks of browsers, log-ins, consent."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipelines.cleaning.page.marks import Marks
from pipelines.cleaning.page.text_lines import one_line
from pipelines.text.fold import fold
from pipelines.text.scripts import HANGUL, KANA_AND_HAN, THAI_AND_LAO

# Characters. Notices are a few sentences; an article that quotes one is longer.
_TEXT_MAX = 1_500
_TITLED_MAX = 800
# What a page says beside a notice and is still no news: a button's words, a second notice's last line.
_REST_MAX = 200
# A teaser before a line for subscribers is the beginning of an article.
_TEASER_MIN = 80
_SENTENCE = re.compile(r"(?<=[.!?؟。।])\s*")
_LAST_LINE_MAX = 400
# Beside a form that asks for a password or a proof stand its button, help, and rules; in characters.
_GATE_MAX = 400
# Of a title that asks to log in (`Sign in to your account`).
_LOGIN_WORDS = 5
_NUMBER = re.compile(r"\d+ ?")
_REASONS = {
    "not_found": "the page says that there is no such page",
    "challenge": "the page checks who asks, or turns them away",
    "held_back": "the page is for subscribers, and shows none of the article",
    "consent": "the page asks for consent only",
}
_LOGIN = "the page asks to log in, and shows nothing else"
_OUT_OF_ORDER = "the page says that the site is out of order"
# Of `notices.toml`.
_LISTS = (*_REASONS, "consent_words", "login", "things", "missing", "out_of_order", "turned_away")
# Scripts whose words no space parts.
_UNSPACED = re.compile(f"[{THAI_AND_LAO}{KANA_AND_HAN}{HANGUL}]")
# What servers answer for a page that is not there, or no more.
_MISSING_NUMBER = re.compile(r"(?<!\d)4(?:04|10)(?!\d)")
# The first of a page, which may say so.
_HEADINGS = 3


@dataclass(frozen=True, slots=True)
class Notices:
    """What a text says besides news.

    Attributes:
        refusal: why it is no article; None if it may be one.
        held_back: whether it says that the rest of it is for subscribers.
    """

    refusal: str | None
    held_back: bool


@cache
def _phrases() -> dict[str, frozenset[str]]:
    data = tomllib.loads(Path(__file__).with_name("notices.toml").read_text(encoding="utf-8"))
    return {kind: frozenset(fold(one) for one in data[kind]) for kind in _LISTS}


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        kind: re.compile("|".join(sorted(map(re.escape, _phrases()[kind]), reverse=True)))
        for kind in _REASONS
    }


@cache
def _words(kind: str) -> re.Pattern[str]:
    """Phrases that begin with a word, not within one; scripts without spaces have no words that one could tell."""
    starts = (
        re.escape(one) if _UNSPACED.match(one) else rf"(?<!\w){re.escape(one)}" for one in _phrases()[kind]
    )
    return re.compile("|".join(sorted(starts, reverse=True)))


def gate_of(marks: Marks) -> str | None:
    """Why a page seems to be no article, by its titles and by what it asks for; None if nothing tells.

    Many an article's page asks for a password or a proof as well, in its header or for its readers' comments: this counts
    only where a page shows nothing else.
    """
    titles = "\n".join([marks.tab, *map(one_line, marks.headings[:_HEADINGS])])
    said, patterns = fold(titles), _patterns()
    if _MISSING_NUMBER.search(said) or patterns["not_found"].search(said):
        return _REASONS["not_found"]
    if marks.named["check"] or patterns["challenge"].search(said):
        return _REASONS["challenge"]
    if marks.has_password or any(map(_is_login, said.split("\n"))):
        return _LOGIN
    return _says_of_itself(titles)


def read_notices(text: str, title: str | None, *, gate: str | None = None, is_stated: bool = True) -> Notices:
    """Looks for notices in a page's text and title.

    Args:
        text: of the page.
        title: of the page.
        gate: why it seems to be none by what else it shows.
        is_stated: whether it states that it is an article, or when it was published.
    """
    if len(text) > _TEXT_MAX:
        return Notices(None, _ends_held_back(text))
    patterns = _patterns()
    folded_title = fold(title or "")
    if text and all("©" in line for line in text.split("\n")):
        return Notices("no text found", held_back=False)
    if not is_stated and len(text) <= _GATE_MAX:
        gate = _LOGIN if _is_login(folded_title) else gate or _says_of_itself(f"{title}\n{text}")
        if gate:
            return Notices(gate, held_back=False)
    for kind in ("not_found", "challenge"):
        if len(text) <= _TITLED_MAX and patterns[kind].search(folded_title):
            return Notices(_REASONS[kind], held_back=False)
    if not is_stated:
        patterns = {**patterns, "consent_words": _words("consent_words")}
    return _by_sentences(text, folded_title, patterns)


def _by_sentences(text: str, folded_title: str, patterns: Mapping[str, re.Pattern[str]]) -> Notices:
    found: dict[str, int] = {}
    rest = 0
    for sentence in (one for line in text.split("\n") for one in _SENTENCE.split(line)):
        folded = fold(sentence)
        # Also without numbers: we and our 842 partners.
        either = f"{folded}\n{_NUMBER.sub('', folded)}"
        said = next((one for one, pattern in patterns.items() if pattern.search(either)), None)
        if said:
            found[said] = found.get(said, 0) + len(sentence)
        elif folded.strip() != folded_title.strip():
            rest += len(sentence)
    if found:
        most = max(found, key=lambda kind: found[kind])
        if rest <= (_TEASER_MIN if most == "held_back" else _REST_MAX):
            return Notices(_REASONS.get(most, _REASONS["consent"]), held_back="held_back" in found)
    return Notices(None, "held_back" in found)


def _says_of_itself(text: str) -> str | None:
    """Why a short text is no article, where one of its sentences says that something is missing or out of order."""
    for sentence in (fold(one) for line in text.split("\n") for one in _SENTENCE.split(line)):
        if _words("things").search(sentence):
            if _words("missing").search(sentence):
                return _REASONS["not_found"]
            if _words("out_of_order").search(sentence):
                return _OUT_OF_ORDER
        if _words("turned_away").search(sentence):
            return _REASONS["challenge"]
    return None


def _is_login(folded_title: str) -> bool:
    words = folded_title.split()
    if len(words) > _LOGIN_WORDS:
        return False
    return any(one in folded_title if " " in one else one == folded_title for one in _phrases()["login"])


def _ends_held_back(text: str) -> bool:
    last = fold(text[-_LAST_LINE_MAX - 1 :].rpartition("\n")[2])
    return len(last) <= _LAST_LINE_MAX and _patterns()["held_back"].search(last) is not None
