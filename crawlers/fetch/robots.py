"""robots.txt as RFC 9309 has it: missing means all is allowed, unreachable means not now.

Scrapy's own middleware reads error pages as rules and takes an unreachable robots.txt for a yes.
"""

import asyncio
from typing import TYPE_CHECKING, Self

from protego import Protego
from scrapy import Request
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from crawlers.fetch.attempts import DeniedError, describe, is_logged
from crawlers.fetch.context import LONGEST_CRAWL_DELAY, MAX_ROBOTS_BYTES, CrawlContext
from crawlers.memory.domain_ledger import Robots
from crawlers.rules.domains import domain_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

AGENT = "Naba"
"""The name that a robots.txt can address Naba by."""

# Seconds; RFC 9309 allows a day.
_OLD = 6 * 3600.0
_OLD_ERROR = 600.0
# Seconds for which one crawl's request for a robots.txt keeps others from asking, if the crawl does not end it before.
_OTHERS_WAIT = 180.0
_LOOK_SECONDS = 1.0
# Marks an error that says nothing about the file: it is not remembered.
_PASSING = "\0"
# What RFC 9309 asks crawlers to read at least.
_MAX_BYTES = 500 * 1024


class RobotsDeniedError(DeniedError):
    """A request that robots.txt does not allow."""

    outcome = "robots_denied"


class RobotsUnreachableError(DeniedError):
    """A request that is not made because the server of its robots.txt could not be reached; that passes."""

    outcome = "failed"


class RobotsGate:
    """Downloader middleware: asks each host's robots.txt before the first request to it, unless it is known."""

    def __init__(self, crawler: "Crawler", context: CrawlContext) -> None:
        self._crawler = crawler
        self._context = context
        self._rules: dict[str, asyncio.Task[Protego | str]] = {}

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """Scrapy's way to make one."""
        return cls(crawler, CrawlContext.of(crawler))

    async def process_request(self, request: Request) -> None:
        """Lets a request pass, or raises `RobotsDeniedError`, or `RobotsUnreachableError` where the rules can't be known now."""
        # A hub is asked for what it is there for, by a form.
        if request.meta["kind"] in {"robots", "hub"}:
            return
        parts = urlparse_cached(request)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            self._rules[origin] = asyncio.ensure_future(self._load(origin, request.meta["source"]))
        rules = await self._rules[origin]
        if not isinstance(rules, str) and (delay := rules.crawl_delay(AGENT)):
            self._context.slow_down(domain_of(request.url), min(float(delay), LONGEST_CRAWL_DELAY))
        if isinstance(rules, str):
            kind = RobotsUnreachableError if rules.startswith(_PASSING) else RobotsDeniedError
            raise kind(f"robots.txt could not be read: {rules.removeprefix(_PASSING)}")
        if not rules.can_fetch(request.url, AGENT):
            raise RobotsDeniedError("robots.txt forbids it")

    async def _load(self, origin: str, source_id: str) -> Protego | str:
        """The rules, or why there are none to go by; known ones are good for a while."""
        ledger = self._context.ledger
        while True:
            known = ledger.robots(origin)
            now = self._context.now().timestamp()
            if known is not None and 0 <= now - known.fetched_at < (
                _OLD if known.error is None else _OLD_ERROR
            ):
                break
            if ledger.may_ask_robots(origin, now + _OTHERS_WAIT, now):
                known = await self._ask(origin, source_id, now)
                break
            # Another crawl is asking.
            await asyncio.sleep(_LOOK_SECONDS)
        if known.rules is None:
            return known.error or ""
        return Protego.parse(known.rules.decode("utf-8-sig", errors="ignore"))

    async def _ask(self, origin: str, source_id: str, now: float) -> Robots:
        """What a robots.txt says now; all crawls are to know it, unless the error passes."""
        try:
            found = await self._fetch(origin, source_id)
            known = Robots(now, None, found) if isinstance(found, str) else Robots(now, found, None)
            if known.error is None or not known.error.startswith(_PASSING):
                self._context.ledger.remember_robots(origin, known)
        finally:
            self._context.ledger.asked_robots(origin)
        return known

    async def _fetch(self, origin: str, source_id: str) -> bytes | str:
        """The text of a robots.txt, b"" where the standard takes its absence for a yes; or why there is none."""
        request = Request(
            f"{origin}/robots.txt",
            callback=NO_CALLBACK,
            priority=1000,
            dont_filter=True,
            meta={"source": source_id, "kind": "robots", "download_maxsize": MAX_ROBOTS_BYTES},
        )
        try:
            response = await self._crawler.engine.download_async(request)
        except Exception as error:  # noqa: BLE001  whatever it is, the rules are unknown
            outcome, why = describe(error)
            if not is_logged(request):
                self._context.log(request, outcome, error=why)
            return f"{_PASSING}{why}" if outcome in {"postponed", "failed"} else why
        if 200 <= response.status < 300:
            self._context.log(
                response.request or request, "fetched", status=response.status, size=len(response.body)
            )
            return response.body[:_MAX_BYTES]
        if 400 <= response.status < 500 and response.status != 429:
            return b""
        return f"HTTP {response.status}"
