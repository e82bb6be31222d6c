"""Fetches some addresses once."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

import scrapy
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawlers.fetch.attempts import describe, moved_to
from crawlers.fetch.context import CrawlContext
from crawlers.fetch.wanted import Fetched, Wanted


class FetchSpider(scrapy.Spider):
    """One spider for all addresses.

    Attributes:
        fetched: what came, in the order of the answers.
    """

    name = "fetch"

    def __init__(self, *, context: CrawlContext, wanted: Sequence[Wanted]) -> None:
        super().__init__()
        self.context = context
        self.fetched: list[Fetched] = []
        self._wanted = wanted

    async def start(self) -> AsyncIterator[Any]:
        """Yields a request for each address."""
        for one in self._wanted:
            yield scrapy.Request(
                one.url,
                callback=self._answered,
                errback=self._failed,
                dont_filter=True,
                meta={
                    "source": one.source.id,
                    "kind": one.kind,
                    "asked": one.url,
                    "download_maxsize": one.max_bytes,
                },
            )

    def _answered(self, response: Response) -> None:
        self.fetched.append(
            Fetched(
                source_id=response.meta["source"],
                url=response.meta["asked"],
                final_url=response.url,
                status=response.status,
                body=response.body,
                content_type=(response.headers.get("Content-Type") or b"").decode("latin-1"),
                moved_to=moved_to(response),
            )
        )

    def _failed(self, failure: Failure) -> None:
        request: scrapy.Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        error = failure.value
        assert error is not None  # noqa: S101  a failure has one
        self.fetched.append(
            Fetched(
                source_id=request.meta["source"],
                url=request.meta["asked"],
                final_url=request.url,
                status=error.response.status if isinstance(error, HttpError) else None,
                problem=describe(error)[1],
            )
        )
