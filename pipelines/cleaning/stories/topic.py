"""Whether a text that follows a read-also headline is that headline's article or the page's own going on."""

import re
from collections.abc import Sequence

from pipelines.text import normalize
from pipelines.text.scripts import KANA_AND_HAN

# Measured on readalso_spans_dev: 1,434 headlines of blocks after which the page's own article goes on (with
# a paragraph that does not begin as a continuation), against 2,992 pages with another article appended.
# These two take 89 % of the appended ones and 0.8 % of the others; what the headline shares with the text
# before it, and the main headline with the text after it, speaks against another story.
_SHARE_AFTER = 0.4
_MORE_THAN_MAIN = 0.3
# The same where a date or an age stands under the headline, as under an article's.
_SHARE_HINTED, _MORE_HINTED = 0.3, 0.2
# Where no line break shows the headline, it is in the first of these characters, and the text it belongs to in the next.
# Measured on pages in one line: of 703 markers behind which these two find another story, one is a block of headlines.
# More of them are, where no label shows that the story before has ended: 31 of 1,289 blocks of readalso_spans_dev.
_LEAD, _BODY = 100, 900
# Of a longer story before the marker, only so much of its end is looked at: a text may have many markers.
_BEFORE = 10_000
_SHARE_OF_LEAD, _MORE_OF_LEAD = 0.2, 0.1
# Words of the page's own headline that return behind a card.
_RETURNED_MIN = 2

_PREFIX = re.compile(r"^(?:وال|بال|كال|فال|لل|ال|و)")
_STEM_LENGTH = 5
_WORD_MIN = 4
_UNSPACED = re.compile(f"[{KANA_AND_HAN}]+")


def begins_anew(
    headline: set[str],
    after: set[str],
    title: set[str],
    before: set[str],
    *,
    is_likely: bool = False,
    is_hinted: bool = False,
) -> bool:
    """Whether the paragraphs after a headline are about it, and more so than what stands before it.

    Args, all sets as `stems` gives them:
        headline: the headline behind the marker.
        after: the first paragraphs that follow it.
        title: the headline of the story before the marker.
        before: the paragraphs of that story.
        is_likely: another story is likely here, so that it is one unless it speaks of the story before.
        is_hinted: between headline and text stands what an article has there, and a teaser may have.
    """
    if is_likely:
        return share(headline, after) >= share(title, after)
    least, more = (_SHARE_HINTED, _MORE_HINTED) if is_hinted else (_SHARE_AFTER, _MORE_THAN_MAIN)
    return _speaks_anew(headline, after, title, before, least=least, more=more)


def is_another(before: str, after: str) -> bool:
    """Whether a text whose headline is the beginning of its line is another story than the text before it.

    Args:
        before: the story before the marker, from its headline on.
        after: what follows the marker.
    """
    return _speaks_anew(
        stems(after[:_LEAD]),
        stems(after[_LEAD : _LEAD + _BODY]),
        stems(before[:_LEAD]),
        stems(before[-_BEFORE:]),
        least=_SHARE_OF_LEAD,
        more=_MORE_OF_LEAD,
    )


def _speaks_anew(
    headline: set[str], after: set[str], title: set[str], before: set[str], *, least: float, more: float
) -> bool:
    """Whether a text is about a headline, and more so than headline and text are about the story before."""
    about = share(headline, after)
    return about >= least and about - share(headline, before) - share(title, after) >= more


def share(some: set[str], others: set[str]) -> float:
    """Share of the first stems that are among the second."""
    return len(some & others) / len(some) if some else 0.0


def returns_at(
    main: set[str], headline: set[str], summary: set[str], paragraphs: Sequence[set[str]]
) -> int | None:
    """Where, of the paragraphs after a read-also headline, those of the page's own story go on; None if nowhere.

    A card has a headline and a summary; behind it the words of the page's own headline return, and nothing speaks of
    the card's any more.

    Args:
        main: stems of the page's own headline.
        headline: stems of the headline behind the marker.
        summary: stems of the paragraph after it.
        paragraphs: stems of the paragraphs after that one.
    """
    only_main = main - headline - summary
    ours = [one & only_main for one in paragraphs]
    theirs = [one & (headline - main) for one in paragraphs]
    if any(theirs) or len(set().union(*ours)) < _RETURNED_MIN:
        return None
    return next(at for at, our in enumerate(ours) if our or not paragraphs[at] & summary)


def stems(text: str) -> set[str]:
    """Beginnings of the longer words, without the article and what is written on to it; pairs of Chinese characters."""
    found = {
        _PREFIX.sub("", word)[:_STEM_LENGTH] for word in normalize(text).split() if len(word) >= _WORD_MIN
    }
    for run in _UNSPACED.findall(text):
        found |= {run[at : at + 2] for at in range(len(run) - 1)}
    return found
