"""One pace a domain, whoever asks, and one way out."""

import asyncio
import random
from asyncio import Semaphore
from datetime import datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING, Any, Self, cast

from scrapy import Request, signals
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import DownloadTimeoutError
from scrapy.http import Response

from crawlers.fetch.attempts import DeniedError
from crawlers.fetch.connections import IdleLimitPool
from crawlers.fetch.context import MAX_REQUESTS_PER_DOMAIN, CrawlContext, Limits
from crawlers.fetch.source_options import CertificatePolicy
from crawlers.rules.domains import domain_of
from crawlers.rules.schedule import retry_after

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase

# Seconds that a request waits for a domain that asked to be left alone; a longer time is for the next crawl.
_LONGEST_WAIT = 5.0

# For a 429 that does not say how long.
_TOO_MANY = timedelta(minutes=1)

# Seconds that a connection is kept for a next request; longer than most sources' delay.
_IDLE_SECONDS = 30.0

# In a request's meta: its time limit until the head of the answer is there.
_FIRST_BYTE = "naba_first_byte"


class PostponedError(DeniedError):
    """A request that is not made now, because its server asked for time."""

    outcome = "postponed"


class Pace:
    """Downloader middleware: all hosts of a domain share a slot, whose delay is the longest that anything asks for."""

    def __init__(self, crawler: "Crawler", context: CrawlContext) -> None:
        self._crawler = crawler
        self._context = context

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """Scrapy's way to make one."""
        return cls(crawler, CrawlContext.of(crawler))

    def process_request(self, request: Request) -> None:
        """Sets the delay of the request's domain before its download slot is made."""
        downloader = self._crawler.engine.downloader
        domain = domain_of(request.url)
        delay = self._context.slow_down(domain, self._context.sources[request.meta["source"]].delay_seconds)
        downloader.per_slot_settings.setdefault(domain, {})["delay"] = delay
        request.meta["download_slot"] = domain
        slot = downloader.slots.get(domain)
        # A longer delay is AutoThrottle's.
        if slot is not None and slot.delay < delay:
            slot.delay = delay


class PoliteHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP handler, with the limits that hold across processes, a limit for the first byte, and a clock.

    Scrapy 2.19 counts a request as under way only once its task runs, so without a delay it sends a host all
    that is queued at once, whatever `CONCURRENT_REQUESTS_PER_DOMAIN` says.
    """

    def __init__(self, crawler: "Crawler") -> None:
        super().__init__(crawler)
        from twisted.internet import reactor  # noqa: PLC0415  importing it installs it

        factory = self._pool._factory  # noqa: SLF001  Scrapy's own, of lenient headers
        self._pool = IdleLimitPool(
            cast("ReactorBase", reactor),
            most_idle=crawler.settings.getint("NABA_IDLE_CONNECTIONS"),
            cached_seconds=_IDLE_SECONDS,
        )
        self._pool._factory = factory  # noqa: SLF001  as above
        # Behind a proxy all hosts share these.
        self._pool.maxPersistentPerHost = crawler.settings.getint("CONCURRENT_REQUESTS")
        sources = CrawlContext.of(crawler).sources.values()
        self._contextFactory: Any = CertificatePolicy.of(self._contextFactory, sources)
        crawler.signals.connect(_head_is_there, signals.headers_received)

    async def download_request(self, request: Request) -> Response:
        """Waits for the request's turn, then downloads; `meta["duration_seconds"]` is without the wait.

        Raises:
            PostponedError: its server asked to be left alone.
            DownloadTimeoutError: no answer began, or it took too long.
        """
        context = CrawlContext.of(self.crawler)
        domain = domain_of(request.url)
        await asyncio.sleep(context.limits.retry_seconds * request.meta.get("retry_times", 0))
        async with context.turns.setdefault(domain, Semaphore(MAX_REQUESTS_PER_DOMAIN)):
            slot = self.crawler.engine.downloader.slots.get(domain)
            delay = max(context.delays.get(domain, 0.0), slot.delay if slot else 0.0)
            await wait_for_turn(context, domain, delay)
            response = await self._download(request, context.limits)
            wait = asked_for_time(response, context.now())
            # Noted before the next one gets its turn.
            if wait is not None:
                request.meta["dont_retry"] = True
                now = context.now()
                context.ledger.hold(domain, (now + wait).timestamp(), now.timestamp())
            return response

    async def _download(self, request: Request, limits: Limits) -> Response:
        started = monotonic()
        seconds = limits.first_byte_seconds
        try:
            async with asyncio.timeout(seconds) as limit:
                request.meta[_FIRST_BYTE] = limit
                return await super().download_request(request)
        except TimeoutError as error:
            raise DownloadTimeoutError(f"no answer within {seconds:g} s") from error
        finally:
            del request.meta[_FIRST_BYTE]
            request.meta["duration_seconds"] = monotonic() - started


async def wait_for_turn(context: CrawlContext, domain: str, delay: float) -> None:
    """Waits until a request may leave for a domain, whatever this and other processes send there.

    Raises:
        PostponedError: its server asked to be left alone, if need be while the request waited.
    """
    while True:
        now = context.now().timestamp()
        held = context.ledger.held_until(domain, now)
        if held > now + _LONGEST_WAIT:
            raise PostponedError(f"{domain} asked to be left alone for {held - now:.0f} s")
        if held > now:
            await asyncio.sleep(held - now)
            continue
        # Without a delay there is nothing to share: a source in one's own network.
        turn = context.ledger.take_turn(domain, delay, now) if delay else now
        if turn <= now:
            return
        await asyncio.sleep(turn - now)
        now = context.now().timestamp()
        if context.ledger.held_until(domain, now) <= now:
            return


def asked_for_time(response: Response, now: datetime) -> timedelta | None:
    """How long a 429 or 503 asks to be left alone, None if it does not."""
    if response.status not in {429, 503}:
        return None
    header = (response.headers.get("Retry-After") or b"").decode("latin-1")
    wait = retry_after(header, now, random.random())  # noqa: S311  jitter, no secret
    return wait or (_TOO_MANY if response.status == 429 else None)


def _head_is_there(request: Request) -> None:
    request.meta[_FIRST_BYTE].reschedule(None)
