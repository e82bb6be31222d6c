"""Read-also markers: where in a line one stands, and what follows it there."""

import re
from dataclasses import dataclass

from pipelines.cleaning.line.headlines import Headlines
from pipelines.cleaning.line.lines import SENTENCE_END, Line, ends_sentence, places
from pipelines.cleaning.line.wordings import wordings

# Headlines have up to 121 characters in the development data; one more clause for those that carry two.
_INLINE_MAX = 200
_JOINS = (":", "..", "–", "—", "-", "|", "«", "»", ">", "/", "←", "→", "►", "↓")
# What no sentence has behind its first words; the other joins may be a dash in a sentence.
_SURE_JOINS = (":", "|", ">", "»", "←", "→", "►", "↓")
# Without punctuation behind the wording only a line as short as a headline is one.
_BARE_HEADLINE_MAX = 130
_ADDRESS = re.compile(r"https?://|www\.")
_BRACKETS = {"(": ")", "[": "]"}


@dataclass(frozen=True, slots=True)
class Spot:
    """A read-also marker in a line.

    Attributes:
        start, end: span to remove, in the line's `text`: the marker, and the headline if one follows.
        headline: the headline after the marker on the same line, "" if none.
        sure: the wording is no ordinary word.
    """

    start: int
    end: int
    headline: str
    sure: bool


def marker_at_start(line: Line, known: Headlines) -> Spot | None:
    """The marker that a line begins with, alone or before a headline; None for prose."""
    match = wordings().marker.match(line.folded)
    if match is None:
        return None
    sure = match["sure"] is not None
    if not any(map(str.isalnum, match["rest"])):
        return Spot(0, len(line.text), "", sure)
    (start,) = places(line, match.start("rest"))
    end = _headline_end(line.text, start, known)
    if end is None:
        return None
    headline = line.text[start:end].strip()
    if headline not in known and not _names_a_headline(line, match, start, end):
        return None
    return Spot(0, end, headline, sure)


def _names_a_headline(line: Line, match: re.Match[str], start: int, end: int) -> bool:
    """Whether what follows a wording, as far as an index, is a headline and not the rest of a sentence."""
    separator, rest = match["sep"], match["rest"]
    is_sentence = end < len(line.text) or ends_sentence(line)
    if match["sure"] is None:
        # `المزيد: …` and `اقرأ: هذه الكلمة …` may be prose, `أخبار متعلقة: …` is none.
        is_word = " " not in match["plain"]
        is_prose = is_word and (is_sentence or wordings().follows.match(rest) is not None)
        return any(join in separator for join in _SURE_JOINS) and not is_prose
    if ":" in separator:
        return True
    if is_sentence:
        return False
    return any(join in separator for join in _JOINS) or not _goes_on_with(line.text[start:], rest)


def _goes_on_with(rest: str, folded: str) -> bool:
    """Whether the words behind a wording, with nothing between, go on with its sentence: `Also read at the …`."""
    first = rest[0]
    if first.lower() != first.upper():
        return first.islower()
    return len(rest) > _BARE_HEADLINE_MAX or wordings().follows.match(folded) is not None


def marker_inside(line: Line, known: Headlines) -> Spot | None:
    """A marker in the middle of a line, with the headline after it; None for prose.

    It counts only after punctuation, and with a colon, dash or dots after it; else `كنت أقرأ أيضا` would.
    """
    match = wordings().marker_inside(line.folded)
    if match is None:
        return None
    if not any(join in match["sep"] for join in _JOINS) and any(map(str.isalnum, match["rest"])):
        return None
    begin, start = places(line, match.start("sure"), match.start("rest"))
    before = line.text[:begin].rstrip()
    if closer := _BRACKETS.get(before[-1:]):
        # The whole bracket goes, and the sentence around it goes on.
        end = line.text.find(closer, start)
        if not start <= end <= start + _INLINE_MAX:
            return None
        return Spot(len(before) - 1, end + 1, line.text[start:end].strip(), sure=True)
    found = _headline_end(line.text, start, known)
    return None if found is None else Spot(begin, found, line.text[start:found].strip(), sure=True)


def _headline_end(text: str, start: int, known: Headlines) -> int | None:
    """Where the headline ends that starts at an index of a line; None if this is no headline but prose.

    A page may have put the headline and the next paragraph on one line: then it ends with its full stop.
    """
    headline = text[start:].strip()
    if headline in known:
        return len(text)
    if _ADDRESS.match(headline):
        return None
    stop = SENTENCE_END.search(text, start)
    end = stop.end() if stop else len(text)
    return end if end - start <= _INLINE_MAX else None
