"""Read-also markers: where in a line one stands, and what follows it there."""

from dataclasses import dataclass

from pipelines.cleaning.line.headlines import Headlines
from pipelines.cleaning.line.lines import SENTENCE_END, Line, ends_sentence
from pipelines.cleaning.line.wordings import wordings
from pipelines.text.fold import origins

# Headlines have up to 121 characters in the development data; one more clause for those that carry two.
_INLINE_MAX = 200
_JOINS = (":", "..", "–", "—", "-", "|", "«", "»", ">", "/")


@dataclass(frozen=True, slots=True)
class Spot:
    """A read-also marker in a line.

    Attributes:
        start, end: span to remove, in the line's `text`: the marker, and the headline if one follows.
        headline: the headline after the marker on the same line, "" if none.
    """

    start: int
    end: int
    headline: str


def marker_at_start(line: Line, known: Headlines) -> Spot | None:
    """The marker that a line begins with, alone or before a headline; None for prose."""
    match = wordings().marker.match(line.folded)
    if match is None:
        return None
    if not any(map(str.isalnum, match["rest"])):
        return Spot(0, len(line.text), "")
    (start,) = _places(line, match.start("rest"))
    end = _headline_end(line.text, start, known)
    if end is None:
        return None
    headline = line.text[start:end].strip()
    if headline not in known:
        # Without a colon the wording may begin a sentence; an ordinary word may do so even before one.
        sentence = end < len(line.text) or ends_sentence(line)
        colon = ":" in match["sep"]
        # `المزيد: …` may be prose, `أخبار متعلقة: …` is none.
        word = match["plain"] and " " not in match["plain"]
        if (sentence and not colon) or (match["plain"] and not colon) or (word and ends_sentence(line)):
            return None
    return Spot(0, end, headline)


def marker_inside(line: Line, known: Headlines) -> Spot | None:
    """A marker in the middle of a line, with the headline after it; None for prose.

    It counts only after punctuation, and with a colon, dash or dots after it; else `كنت أقرأ أيضا` would.
    """
    match = wordings().inside.search(line.folded)
    if match is None:
        return None
    if not any(join in match["sep"] for join in _JOINS) and any(map(str.isalnum, match["rest"])):
        return None
    begin, start = _places(line, match.start("marker"), match.start("rest"))
    end = _headline_end(line.text, start, known)
    return None if end is None else Spot(begin, end, line.text[start:end].strip())


def _headline_end(text: str, start: int, known: Headlines) -> int | None:
    """Where the headline ends that starts at an index of a line; None if this is no headline but prose.

    A page may have run the headline and the next paragraph together: then it ends with its full stop.
    """
    if text[start:].strip() in known:
        return len(text)
    stop = SENTENCE_END.search(text, start)
    end = stop.end() if stop else len(text)
    return end if end - start <= _INLINE_MAX else None


def _places(line: Line, *indices: int) -> tuple[int, ...]:
    if len(line.folded) == len(line.text):
        return indices
    back = origins(line.text)
    return tuple(back[index] for index in indices)
