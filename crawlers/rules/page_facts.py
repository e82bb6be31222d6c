"""What an article's page says of itself: its day, and whether it says what it said before."""

from datetime import UTC, date
from typing import Literal

from crawlers.rules.entry_days import is_believable
from pipelines.deadline import DeadlineError, deadline
from pipelines.errors import NoArticleError
from pipelines.records import Article, Capture, SourceRules
from pipelines.text import normalize, wording

# Of processor time; a long page takes a tenth of a second.
_READING_SECONDS = 10.0
# Share of the shorter text's shingles that two texts of one moment have in common if they are one article.
_COMMON = 0.5
# … that two texts without a moment of publication have in common.
_COMMON_UNDATED = 0.9
# A text that was corrected keeps this share of its shingles, unless it keeps its title.
_KEPT = 0.2
# … and this share of its length.
_LENGTH_KEPT = 0.4


def own_day(capture: Capture, rules: SourceRules) -> date | None:
    """The UTC day that a page gives as its own, None if it gives none that can be true.

    Raises:
        NoArticleError: there is no article in the page.
    """
    published = _article(capture, rules).published_at
    if published is None or not is_believable(published, capture.fetched_at):
        return None
    return published.astimezone(UTC).date()


Change = Literal["none", "revised", "lost"]
"""`lost`: the page shows something else, or hardly any of its text: no correction, whatever the reason is."""


def change_of(before: Capture, now: Capture, rules: SourceRules) -> Change:
    """What became of a page's article since it was fetched: title and text, normalised, are compared."""
    if before.body == now.body:
        return "none"
    try:
        title, text = wording(_article(now, rules))
    except NoArticleError:
        return "lost"
    try:
        old_title, old_text = wording(_article(before, rules))
    except NoArticleError:
        return "revised"
    if (title, text) == (old_title, old_text):
        return "none"
    old, new = _shingles(old_text), _shingles(text)
    is_other = len(old & new) < _KEPT * min(len(old), len(new)) and not _same_words(old_title, title)
    is_stump = len(text) < _LENGTH_KEPT * len(old_text)
    return "lost" if is_other or is_stump else "revised"


def _same_words(one: str, other: str) -> bool:
    """Whether two titles, normalised, have half of the shorter one's words in common."""
    a, b = set(one.split()), set(other.split())
    return bool(a and b) and len(a & b) >= 0.5 * min(len(a), len(b))


def is_same_article(one: Capture, other: Capture, rules: SourceRules) -> bool:
    """Whether two captures are one article: published at the same time, with most of the shorter text in common.

    Meant for two that share more already. Where one has no time of publication, they need the same title and nearly
    all of both texts in common.
    """
    try:
        a, b = _article(one, rules), _article(other, rules)
    except NoArticleError:
        return False
    ours, theirs = _shingles(normalize(a.body)), _shingles(normalize(b.body))
    common = len(ours & theirs)
    if a.published_at is not None and b.published_at is not None:
        return a.published_at == b.published_at and common >= _COMMON * max(1, min(len(ours), len(theirs)))
    title = normalize(a.title or "")
    return (
        bool(title)
        and title == normalize(b.title or "")
        and common >= _COMMON_UNDATED * max(len(ours), len(theirs))
    )


def _shingles(text: str) -> set[tuple[str, ...]]:
    """All shingles of four words of a normalised text, or the whole of a shorter one."""
    words = text.split()
    return {tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3))}


def _article(capture: Capture, rules: SourceRules) -> Article:
    from pipelines.cleaning import clean  # noqa: PLC0415  slow to import, and most crawls look into no page

    try:
        with deadline(_READING_SECONDS):
            return clean(capture, rules)
    except DeadlineError:
        raise NoArticleError(f"it takes more than {_READING_SECONDS:g} s to read") from None
    except NoArticleError:
        raise
    except Exception as error:  # a defect in cleaning must not keep a page out of the archive
        raise NoArticleError(f"it could not be cleaned: {type(error).__name__}: {error}") from error
