"""robots.txt as RFC 9309 has it: missing means all is allowed, unreachable means not now.

Scrapy's own middleware reads error pages as rules and takes an unreachable robots.txt for a yes.
"""

import asyncio
from typing import TYPE_CHECKING, Self

from protego import Protego
from scrapy import Request
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from crawlers.attempts import DeniedError, describe, is_logged
from crawlers.context import CrawlContext

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

AGENT = "Naba"
"""The name that a robots.txt can address Naba by."""

_MAX_BYTES = 500 * 1024  # what RFC 9309 asks crawlers to read at least


class RobotsDeniedError(DeniedError):
    """A request that robots.txt does not allow."""

    outcome = "robots_denied"


class RobotsGate:
    """Downloader middleware: asks each host's robots.txt once a run, before the first request to it."""

    def __init__(self, crawler: "Crawler", context: CrawlContext) -> None:
        self._crawler = crawler
        self._context = context
        self._rules: dict[str, asyncio.Task[Protego | str]] = {}

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """Scrapy's way to make one."""
        return cls(crawler, CrawlContext.of(crawler))

    async def process_request(self, request: Request) -> None:
        """Lets a request pass, or raises `RobotsDeniedError`."""
        if request.meta["kind"] == "robots":
            return
        parts = urlparse_cached(request)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            self._rules[origin] = asyncio.ensure_future(self._load(origin, request.meta["source"]))
        rules = await self._rules[origin]
        if isinstance(rules, str):
            raise RobotsDeniedError(f"robots.txt could not be read: {rules}")
        if not rules.can_fetch(request.url, AGENT):
            raise RobotsDeniedError("robots.txt forbids it")

    async def _load(self, origin: str, source_id: str) -> Protego | str:
        """The rules, or why there are none to go by."""
        request = Request(
            f"{origin}/robots.txt",
            callback=NO_CALLBACK,
            priority=1000,
            dont_filter=True,
            meta={"source": source_id, "kind": "robots"},
        )
        try:
            response = await self._crawler.engine.download_async(request)
        except Exception as error:  # noqa: BLE001  whatever it is, the rules are unknown
            outcome, why = describe(error)
            if not is_logged(error):
                self._context.log(request, outcome, error=why)
            return why
        if 200 <= response.status < 300:
            self._context.log(
                response.request or request, "fetched", status=response.status, size=len(response.body)
            )
            return Protego.parse(response.body[:_MAX_BYTES].decode("utf-8-sig", errors="ignore"))
        if 400 <= response.status < 500 and response.status != 429:
            return Protego.parse("")
        return f"HTTP {response.status}"
