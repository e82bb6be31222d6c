"""What was queued before a source's budget was spent is not asked after it."""

from typing import TYPE_CHECKING, Self

from scrapy import Request

from crawlers.fetch.attempts import DeniedError
from crawlers.fetch.context import CrawlContext

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class OverBudgetError(DeniedError):
    """A request that is not made, because its source has had its share of this crawl."""

    outcome = "over_budget"


class BudgetGate:
    """Downloader middleware: lets no request pass whose source's budget is spent."""

    def __init__(self, context: CrawlContext) -> None:
        self._context = context

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """Scrapy's way to make one."""
        return cls(CrawlContext.of(crawler))

    def process_request(self, request: Request) -> None:
        """Lets a request pass, or raises `OverBudgetError`."""
        if why := self._context.spent(request.meta["source"]):
            raise OverBudgetError(why)
