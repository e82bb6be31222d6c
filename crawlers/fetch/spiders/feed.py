"""Asks lists, then fetches the articles that they name. What the answers mean the collector says."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, NoReturn

import scrapy
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from scrapy.utils.asyncio import create_looping_call
from twisted.python.failure import Failure

from crawlers.collect.collector import Collector
from crawlers.collect.hubs import HubRequest, Hubs
from crawlers.fetch.attempts import describe, is_logged, moved_to, packed_as
from crawlers.fetch.context import CrawlContext
from crawlers.fetch.list_reader import ListReader
from crawlers.lists.document import NO_READINGS, Readings
from crawlers.lists.kind import ListTarget, Target
from crawlers.memory.source_shares import Shares
from crawlers.progress.counts import ProgressView
from crawlers.rules.targets import Answer
from crawlers.rules.targets import Failure as TargetFailure
from pipelines.errors import NabaError

# Of thousands of sources it takes some 20 ms to count.
_PROGRESS_SECONDS = 1.0
_SHARE_SECONDS = 0.5
# Of what a hub answers, a line as a rule.
_MAX_HUB_BYTES = 100_000
# Characters of what a server says of its packing.
_PACKING_SHOWN = 60


class FeedSpider(scrapy.Spider):
    """One spider for all sources of a crawl.

    Attributes:
        fatal: why the crawl could not go on, such as a full disk, or None.
    """

    name = "feed"

    def __init__(
        self,
        *,
        context: CrawlContext,
        collector: Collector,
        shares: Shares,
        view: ProgressView,
        hubs: Hubs | None = None,
    ) -> None:
        super().__init__()
        self.context = context
        self.fatal: NabaError | None = None
        self._collector = collector
        self._shares = shares
        self._view = view
        self._hubs = hubs
        self._reader = ListReader()

    async def start(self) -> AsyncIterator[Any]:
        """Yields the first requests."""
        ticker = create_looping_call(lambda: self._view.update(self._collector.progress()))
        ticker.start(_PROGRESS_SECONDS)
        self.crawler.signals.connect(ticker.stop, scrapy.signals.spider_closed, weak=False)
        self.crawler.signals.connect(self._reader.close, scrapy.signals.spider_closed, weak=False)
        while True:
            for target in self._first_targets():
                yield self._request(target)
            if self._shares.is_over:
                break
            # Of what this crawl has under way, or others have, something may be done.
            await asyncio.sleep(_SHARE_SECONDS)

    def _first_targets(self) -> tuple[Target, ...]:
        """What is to be asked of the sources whose turn it is now."""
        try:
            for source_id in self._shares.under_way:
                report = self._collector.finished(source_id)
                if report is not None:
                    self._shares.finish(source_id, report)
            return self._collector.start(self._shares.take())
        except NabaError as error:
            self._stop(error)

    def _request(self, target: Target) -> scrapy.Request:
        return scrapy.Request(
            target.asked,
            headers=self._collector.request_headers(target),
            callback=self._list_answered if isinstance(target, ListTarget) else self._answered,
            errback=self._failed,
            dont_filter=True,  # the collector asks for nothing twice
            priority=0 if target.kind == "page" else 10,
            meta={
                "source": target.source_id,
                "kind": target.kind,
                "download_maxsize": target.max_bytes,
                "target": target,
                "handle_httpstatus_list": [304],
            },
        )

    async def _list_answered(self, response: Response) -> list[scrapy.Request]:
        if packed_as(response):
            return self._answered(response)
        try:
            large = self._collector.large_documents(response.meta["target"], self._answer(response))
        except NabaError as error:
            self._stop(error)
        return self._answered(response, await self._reader.read(large))

    def _answered(self, response: Response, readings: Readings = NO_READINGS) -> list[scrapy.Request]:
        request = response.request
        assert request is not None  # noqa: S101  Scrapy sets it
        target: Target = request.meta["target"]
        if packing := packed_as(response):
            text = f"a body packed as {packing[:_PACKING_SHOWN]}, which cannot be read"
            self.context.log(request, "failed", status=response.status, size=len(response.body), error=text)
            self._collector.failed(target, TargetFailure("failed", text, response.status))
            return []
        try:
            verdict = self._collector.answered(target, self._answer(response), readings)
            self.context.log(
                request, verdict.outcome, status=response.status, size=len(response.body), error=verdict.error
            )
        except NabaError as error:
            self._stop(error)
        # A defect of ours costs this answer, not the crawl.
        except Exception as error:
            self.logger.exception("%s", response.url)
            outcome, text = describe(error)
            self.context.log(request, outcome, status=response.status, error=text)
            self._collector.failed(target, TargetFailure(outcome, text, response.status))
        else:
            asked = self._hubs.take_requests() if self._hubs else ()
            return [*map(self._request, verdict.targets), *map(self._hub_request, asked)]
        return []

    def _hub_request(self, wanted: HubRequest) -> scrapy.Request:
        return scrapy.Request(
            wanted.hub,
            method="POST",
            body=wanted.form,
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            callback=self._hub_answered,
            errback=self._hub_failed,
            dont_filter=True,
            meta={"source": wanted.source_id, "kind": "hub", "download_maxsize": _MAX_HUB_BYTES},
        )

    def _hub_answered(self, response: Response) -> None:
        """A hub took the form; it calls `naba hub` to see whether that was meant."""
        assert response.request is not None  # noqa: S101  Scrapy sets it
        self.context.log(response.request, "fetched", status=response.status, size=len(response.body))

    def _hub_failed(self, failure: Failure) -> None:
        """A hub that fails costs nothing but its news: the feed is asked as always, the hub in some hours again."""
        request: scrapy.Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        if failure.value is not None and not is_logged(request):
            outcome, text = describe(failure.value)
            self.context.log(request, outcome, error=text)

    def _answer(self, response: Response) -> Answer:
        headers = tuple(
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, values in response.headers.items()
            for value in values
        )
        return Answer(
            response.url, response.status, headers, response.body, self.context.now(), moved_to(response)
        )

    def _failed(self, failure: Failure) -> None:
        request: scrapy.Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        error = failure.value
        assert error is not None  # noqa: S101  a failure has one
        if isinstance(error, NabaError):
            self._close(error)
            return
        outcome, text = describe(error)
        if not is_logged(request):
            self.context.log(request, outcome, error=text)
        answer = error.response if isinstance(error, HttpError) else None
        wait = answer.headers.get("Retry-After") if answer else None
        self._collector.failed(
            request.meta["target"],
            TargetFailure(
                outcome, text, answer.status if answer else None, wait.decode("latin-1") if wait else None
            ),
        )

    def _close(self, error: NabaError) -> None:
        """Stops the crawl where a `CloseSpider` would make Scrapy log a traceback: out of an errback."""
        if self.fatal is None:
            self.fatal = error
            assert self.crawler.engine is not None  # noqa: S101  it made the request
            self._closing = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason="fatal"))

    def _stop(self, error: NabaError) -> NoReturn:
        self.fatal = self.fatal or error
        raise CloseSpider("fatal") from error
