"""Whether a text that follows a read-also headline is that headline's article or the page's own going on."""

import re

from pipelines.text import normalize

# Measured on readalso_spans_dev: 1,434 headlines of blocks after which the page's own article goes on (with
# a paragraph that does not begin as a continuation), against 2,992 pages with another article appended.
# These two take 89 % of the appended ones and 0.8 % of the others; what the headline shares with the text
# before it, and the main headline with the text after it, speaks against another story.
_SHARE_AFTER = 0.4
_MORE_THAN_MAIN = 0.3

_PREFIX = re.compile(r"^(?:وال|بال|كال|فال|لل|ال|و)")
_STEM_LENGTH = 5
_WORD_MIN = 4


def begins_anew(headline: set[str], after: set[str], title: set[str], before: set[str]) -> bool:
    """Whether the paragraphs after a headline are about it, and more so than what stands before it.

    Args, all as `stems` gives them:
        headline: the headline behind the marker.
        after: the first paragraphs that follow it.
        title: the headline of the story before the marker.
        before: the paragraphs of that story.
    """
    if not headline:
        return False
    share = len(headline & after) / len(headline)
    share_before = len(headline & before) / len(headline)
    share_of_main = len(title & after) / len(title) if title else 0.0
    return share >= _SHARE_AFTER and share - share_before - share_of_main >= _MORE_THAN_MAIN


def stems(text: str) -> set[str]:
    """Beginnings of the longer words, without the article and what is written on to it."""
    return {
        _PREFIX.sub("", word)[:_STEM_LENGTH] for word in normalize(text).split() if len(word) >= _WORD_MIN
    }
