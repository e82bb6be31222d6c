"""What may stand between a story's headline and its text, and is neither: byline, place, age, views, caption, date."""

import re

from pipelines.cleaning.line.labels import whole_line_label
from pipelines.cleaning.line.lines import Line, ends_sentence, own_line_dateline, weight, words_of
from pipelines.cleaning.line.wordings import wordings
from pipelines.cleaning.stories.headline_block import is_remark

# `كتب: أحمد علي`, `By John Smith and Jane Doe`.
_BYLINE_WORDS = 6
_NAMES_MAX = 3
# A number of views, comments or minutes with the words around it.
_COUNT = re.compile(r"[^\d\n]{0,25}\d[\d.,٬]{0,9}[^\d\n]{0,25}$")
_COUNT_WORDS = 4
# `1,204 views`, `3 min read`, `Views: 350`: what a counter writes; a headline with a number has more words.
_COUNTER = re.compile(r"\d[\d.,٬]{0,9}\s\S+(?:\s\S+)?$|[^\d:]{2,25}:\s?\d[\d.,٬]{0,9}$")
# A place, a person's name, `صورة أرشيفية`: headlines have more words.
_SHORT_WORDS = 3
_SHORT = 32


def is_byline(line: Line) -> bool:
    """Whether a line names who wrote the story, as the page says so."""
    match = wordings().byline.match(line.folded)
    if match is None or ends_sentence(line):
        return False
    names = [one.split() for one in wordings().name_joins.split(line.folded[match.end() :])]
    longest = _BYLINE_WORDS if ":" in match[0] else _SHORT_WORDS
    return len(names) <= _NAMES_MAX and all(1 <= len(one) <= longest for one in names)


def is_articles_own(line: Line) -> bool:
    """Whether a line between a headline and text is what only an article has there: byline, views, `Published: …`.

    A bare date or an age also stands under the headlines of teasers, and any short line may be a subheading.
    """
    label = whole_line_label(line)
    is_named = label is not None and label.kind == "date" and label.value != line.text
    is_counter = _COUNTER.match(line.folded) is not None and not is_remark(line)
    return is_named or is_counter or is_byline(line)


def is_front_matter(line: Line) -> bool:
    """Whether a line is no headline and no text, if it stands under a headline."""
    if ends_sentence(line) and len(line.text) > _SHORT:
        return False
    label = whole_line_label(line)
    if label and label.kind in {"date", "notice"}:
        return True
    is_short = words_of(line.text) <= _SHORT_WORDS and weight(line.text) <= _SHORT
    return is_short or _is_count(line) or is_remark(line) or own_line_dateline(line) or is_byline(line)


def _is_count(line: Line) -> bool:
    return words_of(line.text) <= _COUNT_WORDS and _COUNT.match(line.folded) is not None
