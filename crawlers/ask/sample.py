"""How one article of a source would be read, for whoever looks whether the source works."""

from datetime import datetime

from pydantic import BaseModel

from crawlers.clock import utc_now
from crawlers.collect.polls import captured, full_text_capture
from crawlers.fetch.wanted import Fetched
from crawlers.registry.spec import SourceSpec
from crawlers.rules.acceptance import refusal
from crawlers.rules.targets import Answer, PageTarget
from pipelines.cleaning import clean
from pipelines.errors import NoArticleError
from pipelines.records import FeedEntry
from pipelines.text.packed import unpacked

_FIRST_WORDS = 12


class ArticleCheck(BaseModel):
    """What an article's page, or the text that its list carries, is read as.

    Attributes:
        published_at: with the page's own offset, None if it says none.
        words: of its body.
        language: as recognised.
        first_words: of its body.
        problem: why there is no article.
    """

    url: str
    title: str | None = None
    published_at: datetime | None = None
    words: int = 0
    language: str | None = None
    first_words: str = ""
    problem: str | None = None


def sample_article(source: SourceSpec, entry: FeedEntry, answer: Fetched | None) -> ArticleCheck:
    """Reads an article as a crawl and cleaning would.

    Args:
        source: whose article it is.
        entry: as its list gives it.
        answer: its page, None where the list carries the full text.
    """
    at = utc_now()
    if answer is None:
        capture = full_text_capture(source.id, entry, entry.content_html or "", at.date(), at)
    else:
        if answer.problem:
            return ArticleCheck(url=entry.url, problem=answer.problem)
        body, _ = unpacked(answer.body, PageTarget.max_bytes)
        page = Answer(answer.final_url, 200, (("content-type", answer.content_type),), body, at)
        if refused := refusal(entry.url, page, entry.title):
            cause = refused.cause.replace("_", " ")
            return ArticleCheck(url=entry.url, problem=f"{cause}: {refused.evidence}")
        capture = captured(PageTarget(source.id, entry.url, at.date(), entry), page, at.date(), entry)
    try:
        article = clean(capture, source.rules())
    except NoArticleError as error:
        return ArticleCheck(url=entry.url, problem=f"no article: {error}")
    words = article.body.split()
    return ArticleCheck(
        url=entry.url,
        title=article.title,
        published_at=article.published_at,
        words=len(words),
        language=article.language,
        first_words=" ".join(words[:_FIRST_WORDS]),
    )
