"""Whether a whole article follows a read-also marker, and where its headline stands.

What follows a marker may also be a block of headlines, or one headline after which the page's own story goes on.
Once the story before the marker has ended with its labels, nothing returns to it: a headline and text are another
story, whatever stands between them. Before that, the other story must show its own dateline, date or byline, or its
first paragraphs must speak of what its headline does while the story before does not.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from pipelines.cleaning.line.lines import (
    Line,
    dateline_prefix,
    ends_sentence,
    goes_on,
    looks_like_headline,
    weight,
)
from pipelines.cleaning.stories import topic
from pipelines.cleaning.stories.evidence import Evidence
from pipelines.cleaning.stories.front_matter import is_articles_own, is_front_matter
from pipelines.cleaning.stories.headline_block import is_remark
from pipelines.cleaning.stories.story_draft import LOOKED_AT, Draft, is_paragraph

# An appended article has more text than a caption or a teaser; after the labels of the one before, a short item is one.
_TEXT_MIN = 200
_TEXT_MIN_AFTER_LABELS = 100
# One paragraph under a marker, with no headline that can be told from it.
_TEXT_ALONE_MIN = 600
# Lines from a headline to its text: byline, place, age, views, caption, standfirst, date.
_HEAD_MAX = 9
# Paragraphs that are looked at of what follows.
_LOOKED_AHEAD = 4
# Of one paragraph that a marker follows; teasers have less.
_TEASER_MAX = 400
# Paragraphs behind a card in which the page's own story must show.
_CARD_LOOKED_AHEAD = 12
# Of a headline's stems: a summary says it again in other words.
_SUMMARY_SHARE = 0.4
# A block of headlines has three as a rule; a headline with its standfirst makes two.
_BLOCK_MIN = 3
# The first line of an appended story may be longer than the headlines of a block.
TITLE_MAX = 160


@dataclass(frozen=True, slots=True)
class Head:
    """What stands between a marker and the first prose after it.

    Attributes:
        headlines: the lines that can be headlines.
        prose_at: the first paragraph.
        is_articles: under the first headline stands what only an article has there; the next line is its text.
    """

    headlines: tuple[int, ...]
    prose_at: int
    is_articles: bool


def headline_after(
    evidence: Evidence, draft: Draft, at: int, *, is_link: Callable[[int], bool]
) -> int | None:
    """The line with the headline of a whole article; None if none follows.

    Args:
        evidence: the text.
        draft: the story before the marker.
        at: the first line under the marker.
        is_link: whether a line is a link to another page.
    """
    if at < len(evidence.lines) and evidence.begins_story(at):
        return at
    head = read_head(evidence, at) if draft.has_prose else None
    if head is None:
        return None
    prose = _prose(evidence, head.prose_at)
    if draft.ended:
        return _story_of(evidence, head, at, prose) if _is_story(evidence, head, prose) else None
    size = sum(weight(line.text) for line in prose)
    # A page that has one story appended has others.
    least = _TEXT_MIN_AFTER_LABELS if draft.role == "read_also" else _TEXT_MIN
    if (
        size < least
        or _is_teaser(evidence, head, prose)
        or not 1 <= len(head.headlines) < _BLOCK_MIN
        or head.headlines[0] != at
    ):
        return None
    if len(head.headlines) == 2 and is_link(at) and not is_link(head.headlines[1]):
        # A block of one link; under it a subheading of the page's own story, or the other's standfirst.
        head = replace(head, headlines=head.headlines[:1])
    return at if _is_evident(evidence, draft, head, prose, is_linked=is_link(at)) else None


def has_text(evidence: Evidence, at: int) -> bool:
    """Whether the text of a story stands below a headline, and no comment or teaser; `at` is the line under it."""
    head = read_head(evidence, at)
    prose = _prose(evidence, head.prose_at) if head else []
    return sum(weight(line.text) for line in prose) >= _TEXT_MIN and is_paragraph(prose[0])


def _is_story(evidence: Evidence, head: Head, prose: list[Line]) -> bool:
    """Whether what follows a marker after an ended story is another, and no list of teasers or notice."""
    size = sum(weight(line.text) for line in prose)
    if not head.headlines:
        return size >= (_TEXT_MIN if len(prose) > 1 else _TEXT_ALONE_MIN)
    if (len(head.headlines) > _BLOCK_MIN and not head.is_articles) or not any(map(is_paragraph, prose)):
        return False
    return size >= _TEXT_MIN_AFTER_LABELS and not _is_teaser(evidence, head, prose)


def _is_teaser(evidence: Evidence, head: Head, prose: list[Line]) -> bool:
    """Whether one short paragraph stands there, and then the next marker: `Read more`."""
    end = head.prose_at + len(prose)
    spot = evidence.marker(end) if len(prose) == 1 and end < len(evidence.lines) else None
    if spot is None or spot.headline or weight(prose[0].text) >= _TEASER_MAX:
        return False
    # Under the next marker stands another teaser, or nothing; a block of headlines would be this story's own.
    following = read_head(evidence, end + 1)
    return following is None or len(following.headlines) < 2


def card_end(evidence: Evidence, draft: Draft, head: Head) -> int | None:
    """The line behind a card of one headline and its summary, where the page's own story goes on; None if it does not."""
    if len(head.headlines) != 1 or draft.ended:
        return None
    lines = evidence.lines
    headline = evidence.stems([lines[head.headlines[0]]])
    summary = evidence.stems([lines[head.prose_at]])
    if (
        not ends_sentence(lines[head.prose_at])
        or goes_on(lines[head.prose_at])
        or topic.share(headline, summary) < _SUMMARY_SHARE
    ):
        return None
    after: list[set[str]] = []
    for at in range(head.prose_at + 1, min(len(lines), head.prose_at + 1 + _CARD_LOOKED_AHEAD)):
        if evidence.marker(at):
            break
        after.append(evidence.stems([lines[at]]))
    found = topic.returns_at(topic.stems(draft.title or ""), headline, summary, after)
    return None if found is None else head.prose_at + 1 + found


def read_head(evidence: Evidence, at: int) -> Head | None:
    """The lines from an index to the first paragraph; None if no paragraph follows before the next marker."""
    headlines: list[int] = []
    is_articles = False
    for here in range(at, min(len(evidence.lines), at + _HEAD_MAX)):
        line = evidence.lines[here]
        if here == at and evidence.is_headline(here):
            headlines.append(here)
            continue
        if evidence.marker(here):
            return None
        found = evidence.label(here, begins=True)
        if found and found[0].kind == "keywords":
            return None
        if found and found[0].kind == "source" and here == at:
            return None
        if found or (here > at and is_front_matter(line)):
            is_articles = is_articles or (len(headlines) == 1 and is_articles_own(line))
            continue
        if looks_like_headline(line, sentences=True) or (
            here == at and len(line.text) <= TITLE_MAX and not ends_sentence(line)
        ):
            headlines.append(here)
            continue
        return Head(tuple(headlines), here, is_articles)
    return None


def _prose(evidence: Evidence, at: int) -> list[Line]:
    """The first paragraphs, up to the next marker: a block under it may hold the same headlines."""
    found: list[Line] = []
    for here in range(at, min(len(evidence.lines), at + _LOOKED_AHEAD)):
        if evidence.marker(here):
            break
        found.append(evidence.lines[here])
    return found


def _story_of(evidence: Evidence, head: Head, at: int, prose: list[Line]) -> int:
    """The headline of the text that follows, after a block of others or none."""
    is_apart = len(head.headlines) > 1 and head.headlines[1] > head.headlines[0] + 1
    if len(head.headlines) < _BLOCK_MIN or is_apart or head.is_articles:
        return head.headlines[0] if head.headlines else at
    after = evidence.stems(prose)
    shares = [topic.share(evidence.stems([evidence.lines[one]]), after) for one in head.headlines]
    best = shares.index(max(shares))
    # The standfirst below a headline says what the text says; only far below it may a block have ended.
    return head.headlines[best if best >= _BLOCK_MIN - 1 else 0]


def _is_evident(evidence: Evidence, draft: Draft, head: Head, prose: list[Line], *, is_linked: bool) -> bool:
    lines = evidence.lines
    between = range(head.headlines[-1] + 1, head.prose_at)
    # A bare date under a headline may be the teaser's.
    if head.is_articles or any(
        is_articles_own(lines[one]) or (evidence.opens_story(one) and not is_remark(lines[one]))
        for one in between
    ):
        return True
    if goes_on(prose[0]):
        return False
    if dateline_prefix(prose[0]):
        return True
    if card_end(evidence, draft, head) is not None:
        return False
    # Of two lines the second may be the story's subheading: then the prose speaks of both.
    headline = evidence.stems([lines[one] for one in head.headlines])
    after, title = evidence.stems(prose), topic.stems(draft.title or "")
    # Under a link it may be a subheading of the page's own story.
    has_caption = not is_linked and any(not is_remark(lines[one]) for one in between)
    if has_caption and topic.share(headline, after) > topic.share(title, after):
        # A place or a caption under a headline, and a text that speaks of it.
        return True
    return topic.begins_anew(
        headline,
        after,
        title,
        evidence.stems(draft.lines[-LOOKED_AT:]),
        is_likely=draft.role == "read_also",
        is_hinted=bool(between) and not is_linked,
    )
