"""Asks each feed and sitemap once and says what it is."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

import scrapy
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawlers.attempts import describe, moved_to
from crawlers.check import ListCheck
from crawlers.context import MAX_BODY_BYTES, CrawlContext
from crawlers.registry import FeedSpec, SitemapSpec
from pipelines.captures import FetchKind
from pipelines.feeds import NotAFeedError, parse_feed, parse_sitemap


class CheckSpider(scrapy.Spider):
    """One spider for all sources that are checked.

    Attributes:
        checks: what came out, in the order of the answers.
    """

    name = "check"

    def __init__(self, *, context: CrawlContext) -> None:
        super().__init__()
        self.context = context
        self.checks: list[ListCheck] = []

    async def start(self) -> AsyncIterator[Any]:
        """Yields a request for each feed and sitemap."""
        for source_id, source in self.context.sources.items():
            kinds: tuple[tuple[FetchKind, Sequence[FeedSpec | SitemapSpec]], ...] = (
                ("feed", source.feeds),
                ("sitemap", source.sitemaps),
            )
            for kind, lists in kinds:
                for one in lists:
                    yield scrapy.Request(
                        one.url,
                        callback=self._answered,
                        errback=self._failed,
                        dont_filter=True,
                        meta={
                            "source": source_id,
                            "kind": kind,
                            "asked": one.url,
                            "download_maxsize": MAX_BODY_BYTES[kind],
                        },
                    )

    def _answered(self, response: Response) -> None:
        asked: str = response.meta["asked"]
        check = ListCheck(source_id=response.meta["source"], url=asked, status=response.status)
        notes = []
        if moved_to(response):
            notes.append(f"moved for good to {response.url}: put that into the source's file")
        elif response.url != asked:
            notes.append(f"redirects to {response.url}")
        try:
            if response.meta["kind"] == "feed":
                content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
                feed = parse_feed(response.body, url=asked, content_type=content_type)
                entries, problem, check.encoding = feed.entries, feed.problem, feed.encoding
                check.entries = len(entries)
            else:
                sitemap = parse_sitemap(response.body, url=asked)
                entries, problem = sitemap.entries, sitemap.problem
                check.entries = len(entries) + len(sitemap.children)
        except NotAFeedError as error:
            check.problem = str(error).removeprefix(f"{asked}: ")
        else:
            check.newest_at = max(
                (entry.published_at for entry in entries if entry.published_at), default=None
            )
            check.problem = None if check.entries else "no entries"
            notes += [problem] if problem else []
        check.note = "; ".join(notes) or None
        self.checks.append(check)

    def _failed(self, failure: Failure) -> None:
        request: scrapy.Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        error = failure.value
        assert error is not None  # noqa: S101  a failure has one
        status = error.response.status if isinstance(error, HttpError) else None
        self.checks.append(
            ListCheck(
                source_id=request.meta["source"],
                url=request.meta["asked"],
                status=status,
                problem="gone (HTTP 410): remove it, or find where it went"
                if status == 410
                else describe(error)[1],
            )
        )
