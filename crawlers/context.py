"""What a crawl's Scrapy components share."""

from asyncio import Semaphore
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from crawlers.fetch_log import AttemptSink
from crawlers.registry import SourceSpec
from pipelines.captures import FetchAttempt, FetchKind, FetchOutcome

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

MAX_REQUESTS_PER_HOST = 2
"""At the same time."""

MAX_REDIRECTS = 10
MAX_BODY_BYTES = 10 * 1024 * 1024
TIMEOUT_SECONDS = 30


def utc_now() -> datetime:
    """The time; a parameter wherever it matters, so that tests can have their own."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class CrawlContext:
    """Handed from whoever starts a crawl to the middlewares, through the spider.

    Attributes:
        sources: by id; a request's `meta["source"]` is one of them, its `meta["kind"]` what it fetches.
        proxy: URL of the HTTP proxy that every request goes through, or None.
        attempts: is told of every attempt.
        turns: by host, for the limit of requests at the same time; http and https share it.
    """

    run_id: str
    sources: Mapping[str, SourceSpec]
    proxy: str | None
    attempts: AttemptSink
    now: Callable[[], datetime] = utc_now
    turns: dict[str, Semaphore] = field(default_factory=dict)

    @classmethod
    def of(cls, crawler: "Crawler") -> "CrawlContext":
        """The context of the crawler's spider."""
        return cast("CrawlContext", crawler.spider.context)  # type: ignore[union-attr]  # set before middlewares

    def log(
        self,
        request: "Request",
        outcome: FetchOutcome,
        *,
        status: int | None = None,
        size: int = 0,
        error: str | None = None,
    ) -> None:
        """Logs how an attempt ended."""
        self.attempts.add(
            FetchAttempt(
                run_id=self.run_id,
                fetched_at=self.now().isoformat(),
                source_id=request.meta["source"],
                url=request.url,
                kind=cast("FetchKind", request.meta["kind"]),
                status=status,
                outcome=outcome,
                bytes=size,
                duration_ms=round(request.meta.get("duration_seconds", 0.0) * 1000),
                error=error,
            )
        )
