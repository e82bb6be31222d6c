"""What a crawl's Scrapy components share."""

from asyncio import Semaphore
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, cast

from crawlers.clock import utc_now
from crawlers.memory.domain_ledger import Ledger
from crawlers.memory.fetch_log import AttemptSink
from crawlers.registry.spec import SourceSpec
from pipelines.archive.fetch_log import FetchAttempt, FetchOutcome

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

MAX_REQUESTS_PER_DOMAIN = 2
"""At the same time."""

MAX_REDIRECTS = 10

MAX_ROBOTS_BYTES = 1024 * 1024
"""After decompression, counted while it runs; other targets say their own limit."""

# Servers invent statuses; more digits than HTTP has fit no column.
_STATUSES = range(100, 1000)

LONGEST_CRAWL_DELAY = 120.0
"""Seconds; a robots.txt that asks for more gets this."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a server may take, and how long it is left alone after a failure, in seconds.

    Attributes:
        first_byte_seconds: until the head of its answer is there, connecting included.
        whole_seconds: until the whole is: one that drips a byte a second must not hold a place for ever.
        retry_seconds: before a request that failed is made again, and twice as many before the second time.
    """

    first_byte_seconds: float = 20.0
    whole_seconds: float = 60.0
    retry_seconds: float = 1.0


DEFAULT_LIMITS = Limits()


def _unlimited(_source_id: str) -> None:
    return None


@dataclass(frozen=True, slots=True)
class CrawlContext:
    """Handed from whoever starts a crawl to the middlewares, through the spider.

    Attributes:
        sources: by id; a request's `meta["source"]` is one of them, its `meta["kind"]` what it fetches.
        proxy: URL of the HTTP proxy that every request goes through, or None.
        attempts: is told of every attempt.
        ledger: what all processes owe the domains.
        turns: by domain, for the limit of requests at the same time.
        spent: why nothing more is asked of a source in this crawl, None while it may be.
        delays: by domain, seconds between two requests: the longest that a source or robots.txt asks for.
    """

    run_id: str
    sources: Mapping[str, SourceSpec]
    proxy: str | None
    attempts: AttemptSink
    ledger: Ledger
    limits: Limits = DEFAULT_LIMITS
    now: Callable[[], datetime] = utc_now
    spent: Callable[[str], str | None] = _unlimited
    turns: dict[str, Semaphore] = field(default_factory=dict)
    delays: dict[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, crawler: "Crawler") -> "CrawlContext":
        """The context of the crawler's spider."""
        return cast("CrawlContext", crawler.spider.context)  # type: ignore[union-attr]  # set before middlewares

    def proxy_of(self, request: "Request") -> str | None:
        """The HTTP proxy that a request goes through: its source's, else the one for all; None if there is none."""
        return self.sources[request.meta["source"]].requests.proxy or self.proxy

    def slow_down(self, domain: str, delay: float) -> float:
        """Raises the delay of a domain if it is shorter; returns what it is now."""
        self.delays[domain] = max(delay, self.delays.get(domain, 0.0))
        return self.delays[domain]

    def log(
        self,
        request: "Request",
        outcome: FetchOutcome,
        *,
        status: int | None = None,
        size: int = 0,
        error: str | None = None,
    ) -> None:
        """Logs how an attempt ended; a status that HTTP does not have is none."""
        self.attempts.add(
            FetchAttempt(
                run_id=self.run_id,
                fetched_at=self.now().isoformat(),
                source_id=request.meta["source"],
                url=request.url,
                kind=request.meta["kind"],
                status=status if status in _STATUSES else None,
                outcome=outcome,
                bytes=size,
                duration_ms=round(request.meta.get("duration_seconds", 0.0) * 1000),
                error=error,
            )
        )
