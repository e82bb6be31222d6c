"""Pages that are no article, told by what they say instead of one: not found, checks of browsers, log-ins, consent."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipelines.text.fold import fold

# Characters. Notices are a few sentences; an article that quotes one is longer.
_TEXT_MAX = 1_500
_TITLED_MAX = 800
# What a page says beside a notice and is still no news: a button's words, a second notice's last line.
_REST_MAX = 200
# A teaser before a line for subscribers is the beginning of an article.
_TEASER_MIN = 80
_SENTENCE = re.compile(r"(?<=[.!?؟。।])\s*")
_LAST_LINE_MAX = 400
_REASONS = {
    "not_found": "the page says that there is no such page",
    "challenge": "the page checks who asks, or turns them away",
    "held_back": "the page is for subscribers, and shows none of the article",
    "consent": "the page asks for consent only",
}


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
def _patterns() -> dict[str, re.Pattern[str]]:
    data = tomllib.loads(Path(__file__).with_name("notices.toml").read_text(encoding="utf-8"))
    return {
        kind: re.compile("|".join(sorted({re.escape(fold(one).strip()) for one in data[kind]}, reverse=True)))
        for kind in _REASONS
    }


def read_notices(text: str, title: str | None) -> Notices:
    """Looks for notices in a page's text and title."""
    if len(text) > _TEXT_MAX:
        return Notices(None, _ends_held_back(text))
    patterns = _patterns()
    folded_title = fold(title or "")
    for kind in ("not_found", "challenge"):
        if len(text) <= _TITLED_MAX and patterns[kind].search(folded_title):
            return Notices(_REASONS[kind], held_back=False)
    found: dict[str, int] = {}
    rest = 0
    for sentence in (one for line in text.split("\n") for one in _SENTENCE.split(line)):
        folded = fold(sentence)
        said = next((one for one, pattern in patterns.items() if pattern.search(folded)), None)
        if said:
            found[said] = found.get(said, 0) + len(sentence)
        elif folded.strip() != folded_title.strip():
            rest += len(sentence)
    if found:
        most = max(found, key=lambda kind: found[kind])
        if rest <= (_TEASER_MIN if most == "held_back" else _REST_MAX):
            return Notices(_REASONS[most], held_back="held_back" in found)
    return Notices(None, "held_back" in found)


def _ends_held_back(text: str) -> bool:
    last = fold(text[-_LAST_LINE_MAX - 1 :].rpartition("\n")[2])
    return len(last) <= _LAST_LINE_MAX and _patterns()["held_back"].search(last) is not None
