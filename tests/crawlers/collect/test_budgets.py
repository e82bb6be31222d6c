"""No source takes more of a crawl than its budget."""

from datetime import UTC, date, datetime

import pytest

from crawlers.rules.targets import Answer

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
DAY = date(2024, 2, 9)
FEED = "https://n.example/feed.xml"


def rss(count):
    items = "".join(
        f"<item><title>خبر {n}</title><link>https://n.example/{n}</link><pubDate>Fri, 09 Feb 2024 12:00:00 GMT</pubDate></item>"
        for n in range(count)
    )
    return f"<rss version='2.0'><channel>{items}</channel></rss>".encode()


def index(url, count):
    """A sitemap index that names as many others."""
    parts = "".join(f"<sitemap><loc>{url}-{n}</loc></sitemap>" for n in range(count))
    return f"<sitemapindex>{parts}</sitemapindex>".encode()


def test_requests_beyond_the_budget_are_left_for_the_next_crawl(desk):
    desk.source("n", FEED, more="[budget]\nrequests = 5")
    with desk.collecting(at=NOON) as collector:
        (feed,) = collector.start()
        verdict = collector.answered(feed, Answer(FEED, 200, (), rss(20), NOON))
        assert len(verdict.targets) == 4
        for page in verdict.targets:
            collector.answered(
                page, Answer(page.url, 200, (), f"<title>{page.entry.title}</title>".encode(), NOON)
            )
        report = collector.report("r").sources["n"]
    assert report.outcome == "ok"
    assert report.reason == "stopped with 16 to go: 5 requests are a crawl's most"
    assert (report.expected, report.obtained, report.failed) == (20, 4, 0)
    assert report.missing == {"not asked for yet": 16}
    with desk.collecting(at=NOON, run_id="next") as collector:
        (feed,) = collector.start()
        assert len(collector.answered(feed, Answer(FEED, 200, (), rss(20), NOON)).targets) == 4


def test_all_sitemaps_of_a_source_together_are_capped(desk):
    desk.source("n", sitemaps=["https://n.example/map"])
    asked = 0
    with desk.collecting(at=NOON) as collector:
        todo = list(collector.start())
        while todo:
            target = todo.pop(0)
            asked += 1
            body = index(target.url, 100)
            todo += collector.answered(target, Answer(target.url, 200, (), body, NOON)).targets
        report = collector.report("r").sources["n"]
    assert asked == 501
    assert report.reason.endswith("to go: 500 lists that a sitemap leads to are a crawl's most")


@pytest.mark.parametrize(
    ("budget", "said"),
    [
        ("megabytes = 0.001", "0.001 megabytes are a crawl's most"),
        ("minutes = 0.0001", "0.0001 minutes are a crawl's most"),
    ],
)
def test_what_is_queued_when_the_budget_is_spent_is_not_asked(desk, publisher, budget, said):
    for number in range(3):
        publisher.publish(number, DAY)
    desk.source("desk", f"{publisher.url}/feed.xml", more=f"[budget]\n{budget}\n")
    if "megabytes" in budget:
        publisher.answer(
            "/feed.xml", rss(3).replace(b"https://n.example", publisher.url.encode()) + b" " * 2000
        )
    report = desk.crawl().sources["desk"]
    assert report.reason.startswith("stopped with")
    assert report.reason.endswith(said)
    assert report.failed == 0
    assert not [path for path in publisher.paths() if path.startswith("/news/")]
    assert {line["outcome"] for line in desk.log()} <= {"captured", "fetched", "over_budget", "http_error"}


def test_a_wrong_budget_is_named(desk):
    from crawlers.registry.loading import load_registry

    path = desk.source("n", FEED, more="[budget]\nrequests = 0\nhours = 3")
    (problem,) = load_registry(desk.settings.sources).problems
    assert problem.message.startswith(f"{path}:")
    assert "budget.requests: Input should be greater than or equal to 1" in problem.message
    assert "budget.hours: no such key; there are requests, megabytes, minutes" in problem.message
