"""The order in which a crawl's requests leave."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request

from crawlers.fetch.context import MAX_REQUESTS_PER_DOMAIN
from crawlers.fetch.fair_queue import FairQueue
from crawlers.rules.domains import domain_of


class Crawl:
    """A queue, and the requests under way that Scrapy's downloader would know."""

    def __init__(self):
        self.active = set()
        engine = SimpleNamespace(downloader=SimpleNamespace(active=self.active))
        self.queue = FairQueue.from_crawler(SimpleNamespace(engine=engine), key="")

    def push(self, url, priority=0):
        self.queue.push(Request(url, priority=priority))

    def pop(self):
        request = self.queue.pop()
        if request is not None:
            self.active.add(request)
        return request and request.url

    def finish(self, url):
        self.active -= {request for request in self.active if request.url == url}


@pytest.fixture
def crawl():
    return Crawl()


def test_domains_take_turns_whatever_stands_first(crawl):
    for number in range(3):
        crawl.push(f"https://a.example/{number}")
    crawl.push("https://b.example/0")
    crawl.push("https://www.b.example/1")
    assert [crawl.pop() for _ in range(4)] == [
        "https://a.example/0",
        "https://b.example/0",
        "https://a.example/1",
        "https://www.b.example/1",
    ]


def test_a_domain_with_its_share_under_way_waits_and_keeps_no_other_waiting(crawl):
    for number in range(4):
        crawl.push(f"https://a.example/{number}")
    assert [crawl.pop(), crawl.pop(), crawl.pop()] == ["https://a.example/0", "https://a.example/1", None]
    crawl.push("https://b.example/")
    assert crawl.pop() == "https://b.example/"
    crawl.finish("https://a.example/1")
    assert [crawl.pop(), crawl.pop()] == ["https://a.example/2", None]
    assert len(crawl.queue) == 1


def test_of_a_domain_lists_come_before_pages(crawl):
    crawl.push("https://a.example/page")
    crawl.push("https://a.example/feed", priority=10)
    assert crawl.pop() == "https://a.example/feed"


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 9), st.integers(0, 2)), max_size=60), st.randoms()
)
def test_every_request_comes_out_once_and_no_domain_has_more_than_its_share(pushed, chance):
    crawl, out = Crawl(), []
    urls = [f"https://d{domain}.example/{page}?{at}" for at, (domain, page, _) in enumerate(pushed)]
    for url, (_, _, priority) in zip(urls, pushed, strict=True):
        crawl.push(url, priority)
    while len(crawl.queue):
        while (url := crawl.pop()) is not None:
            out.append(url)
        domains = [domain_of(request.url) for request in crawl.active]
        assert all(domains.count(domain) <= MAX_REQUESTS_PER_DOMAIN for domain in domains)
        # A set of objects has another order each time, and hypothesis replays what it saw.
        crawl.finish(chance.choice(sorted(request.url for request in crawl.active)))
    assert sorted(out) == sorted(urls)
