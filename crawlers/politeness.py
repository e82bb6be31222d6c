"""One pace a host, and one way out."""

from asyncio import Semaphore
from time import monotonic
from typing import TYPE_CHECKING, Self

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from crawlers.context import MAX_REQUESTS_PER_HOST, CrawlContext

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class Pace:
    """Downloader middleware: a host gets the longest delay that a source with requests to it asks for."""

    def __init__(self, crawler: "Crawler", context: CrawlContext) -> None:
        self._crawler = crawler
        self._context = context

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """Scrapy's way to make one."""
        return cls(crawler, CrawlContext.of(crawler))

    def process_request(self, request: Request) -> None:
        """Sets the delay of the request's host before its download slot is made."""
        downloader = self._crawler.engine.downloader
        host = urlparse_cached(request).hostname or ""
        delay = self._context.sources[request.meta["source"]].delay_seconds
        slot_settings = downloader.per_slot_settings.setdefault(host, {"delay": 0.0})
        if delay > slot_settings["delay"]:
            slot_settings["delay"] = delay
            if host in downloader.slots:
                downloader.slots[host].delay = delay


class PoliteHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP handler, with a limit of requests to a host that holds, and a clock.

    Scrapy 2.19 counts a request as under way only once its task runs, so without a delay it sends a host all
    that is queued at once, whatever `CONCURRENT_REQUESTS_PER_DOMAIN` says.
    """

    async def download_request(self, request: Request) -> Response:
        """Waits for the request's turn, then downloads; `meta["duration_seconds"]` is without the wait."""
        turns = CrawlContext.of(self.crawler).turns
        host = urlparse_cached(request).hostname or ""
        async with turns.setdefault(host, Semaphore(MAX_REQUESTS_PER_HOST)):
            started = monotonic()
            try:
                return await super().download_request(request)
            finally:
                request.meta["duration_seconds"] = monotonic() - started


class OneProxy:
    """Downloader middleware: every request takes the proxy that is set, or none, whatever the environment says."""

    def __init__(self, context: CrawlContext) -> None:
        self._context = context

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """Scrapy's way to make one."""
        return cls(CrawlContext.of(crawler))

    def process_request(self, request: Request) -> None:
        """Sets what Scrapy's own proxy middleware and handler go by."""
        request.meta["proxy"] = self._context.proxy
