"""Fetches a few addresses once, as politely and guarded as a crawl."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

import scrapy
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawlers.attempts import describe
from crawlers.context import MAX_BODY_BYTES, CrawlContext
from crawlers.fetching import SOURCE_ID, Fetched


class FetchSpider(scrapy.Spider):
    """One spider for all addresses.

    Attributes:
        fetched: what came, in the order of the answers.
    """

    name = "fetch"

    def __init__(self, *, context: CrawlContext, urls: Sequence[str]) -> None:
        super().__init__()
        self.context = context
        self.fetched: list[Fetched] = []
        self._urls = urls

    async def start(self) -> AsyncIterator[Any]:
        """Yields a request for each address."""
        for url in self._urls:
            yield scrapy.Request(
                url,
                callback=self._answered,
                errback=self._failed,
                dont_filter=True,
                meta={
                    "source": SOURCE_ID,
                    "kind": "robots" if url.endswith("/robots.txt") else "feed",
                    "asked": url,
                    "download_maxsize": MAX_BODY_BYTES["feed"],
                },
            )

    def _answered(self, response: Response) -> None:
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        asked: str = response.meta["asked"]
        self.fetched.append(
            Fetched(url=asked, final_url=response.url, body=response.body, content_type=content_type)
        )

    def _failed(self, failure: Failure) -> None:
        request: scrapy.Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        error = failure.value
        assert error is not None  # noqa: S101  a failure has one
        status = f"HTTP {error.response.status}" if isinstance(error, HttpError) else describe(error)[1]
        self.fetched.append(Fetched(url=request.meta["asked"], final_url=request.url, problem=status))
