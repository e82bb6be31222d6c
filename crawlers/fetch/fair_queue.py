"""The queue of a crawl's requests: one of each domain in turn, in constant time however many domains there are.

Scrapy's own looks at every domain for each request, which takes half of a crawl of 3,000 sources, and hands out
requests of a domain that has its share under way: they would fill the places of the others.
"""

from collections import deque
from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request

from crawlers.fetch.context import MAX_REQUESTS_PER_DOMAIN
from crawlers.rules.domains import domain_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class FairQueue:
    """What `SCHEDULER_PRIORITY_QUEUE` asks for, in memory; in a domain by priority, then first come, first served."""

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler
        self._number = count()
        self._size = 0
        self._waiting: dict[str, list[tuple[int, int, Request]]] = {}
        # The domains that have a request waiting; the first is the next in turn.
        self._turns: deque[str] = deque()
        self._under_way: dict[str, list[Request]] = {}

    @classmethod
    def from_crawler(cls, crawler: "Crawler", **_: Any) -> Self:
        """Scrapy's way to make one; its inner queues and folders are not needed."""
        return cls(crawler)

    def push(self, request: Request) -> None:
        """Takes a request."""
        domain = domain_of(request.url)
        if domain not in self._waiting:
            self._waiting[domain] = []
            self._turns.append(domain)
        heappush(self._waiting[domain], (-request.priority, next(self._number), request))
        self._size += 1

    def pop(self) -> Request | None:
        """The next request, None if none is waiting or all that are have to wait for others of their domains."""
        for _ in range(len(self._turns)):
            domain = self._turns.popleft()
            if self._has_its_share(domain):
                self._turns.append(domain)
                continue
            waiting = self._waiting[domain]
            request = heappop(waiting)[2]
            self._size -= 1
            if waiting:
                self._turns.append(domain)
            else:
                del self._waiting[domain]
            self._under_way.setdefault(domain, []).append(request)
            return request
        return None

    def close(self) -> None:
        """Forgets what is waiting."""
        self._waiting.clear()
        self._turns.clear()
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def _has_its_share(self, domain: str) -> bool:
        assert self._crawler.engine is not None  # noqa: S101  Scrapy makes it before its scheduler
        active = self._crawler.engine.downloader.active
        under_way = [request for request in self._under_way.get(domain, ()) if request in active]
        self._under_way[domain] = under_way
        return len(under_way) >= MAX_REQUESTS_PER_DOMAIN
