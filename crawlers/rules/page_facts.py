"""What an article's page says of itself: its day, and whether it says what it said before."""

from datetime import UTC, date, datetime, timedelta

from pipelines.errors import NoArticleError
from pipelines.records import Article, Capture, FeedEntry, SourceRules
from pipelines.text import normalize, wording

MAX_AHEAD = timedelta(days=1)
"""An article dated further ahead of its fetch than this has no believable date."""

_COMMON = 0.5  # share of the shorter text's runs of words


def is_believable(published_at: datetime, at: datetime) -> bool:
    """Whether something that was fetched at a moment can have been published then."""
    return published_at <= at + MAX_AHEAD


def day_of(entry: FeedEntry, at: datetime) -> date:
    """The day that an entry belongs to: its UTC date, or that of the fetch if it has none that can be true."""
    published = entry.published_at
    return published.date() if published is not None and is_believable(published, at) else at.date()


def own_day(capture: Capture, rules: SourceRules) -> date | None:
    """The UTC day that a page gives as its own, None if it gives none that can be true.

    Raises:
        NoArticleError: there is no article in the page.
    """
    published = _article(capture, rules).published_at
    if published is None or not is_believable(published, capture.fetched_at):
        return None
    return published.astimezone(UTC).date()


def text_changed(before: Capture, now: Capture, rules: SourceRules) -> bool:
    """Whether a page's article says something else: title and text, normalised.

    A page that holds no article any more (an error page, a consent wall) has not been revised.
    """
    if before.body == now.body:
        return False
    try:
        after = wording(_article(now, rules))
    except NoArticleError:
        return False
    try:
        return wording(_article(before, rules)) != after
    except NoArticleError:
        return True


def is_same_article(one: Capture, other: Capture, rules: SourceRules) -> bool:
    """Whether two captures are one article: published at the same time, with most of the shorter text in common.

    Meant for two that share more already; without a time of publication in both they are not taken for one.
    """
    try:
        a, b = _article(one, rules), _article(other, rules)
    except NoArticleError:
        return False
    if a.published_at is None or a.published_at != b.published_at:
        return False
    ours, theirs = _runs(a.body), _runs(b.body)
    return len(ours & theirs) >= _COMMON * max(1, min(len(ours), len(theirs)))


def _runs(text: str) -> set[tuple[str, ...]]:
    """All runs of four words of a text, or the whole of a shorter one."""
    words = normalize(text).split()
    return {tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3))}


def _article(capture: Capture, rules: SourceRules) -> Article:
    from pipelines.cleaning import clean  # noqa: PLC0415  slow to import, and most runs look into no page

    try:
        return clean(capture, rules)
    except NoArticleError:
        raise
    except Exception as error:  # a defect in cleaning must not keep a page out of the archive
        raise NoArticleError(f"it could not be cleaned: {type(error).__name__}: {error}") from error
