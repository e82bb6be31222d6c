"""What a crawl does to the servers it asks, and what it lets them do to it."""

import gzip
import threading
from collections import Counter
from datetime import date

from crawlers.fetch.context import MAX_REQUESTS_PER_DOMAIN

DAY = date(2024, 2, 9)


def test_a_domain_that_asks_for_time_gets_it_in_the_next_run_too(desk, publisher):
    for number in range(6):
        publisher.publish(number, DAY)
        publisher.answer(f"/news/{number}", status=429, Retry_After="3600")
    desk.source("desk", f"{publisher.url}/feed.xml")
    done = desk.crawl("desk").sources["desk"]
    assert (done.outcome, done.captured, done.failed) == ("ok", 0, 6)
    asked = sum(path.startswith("/news") for path in publisher.paths())
    postponed = Counter(line["outcome"] for line in desk.log() if line["kind"] == "page")["postponed"]
    assert asked + postponed == 6
    assert asked <= MAX_REQUESTS_PER_DOMAIN  # those that were under way
    before = len(publisher.requests)
    assert "asked to be left alone for 3" in desk.crawl("desk").sources["desk"].reason
    assert len(publisher.requests) == before


def test_a_server_error_with_a_time_is_not_tried_again_at_once(desk, publisher):
    publisher.publish(0, DAY)
    publisher.answer("/news/0", status=503, Retry_After="120")
    desk.source("desk", f"{publisher.url}/feed.xml")
    assert desk.crawl("desk").sources["desk"].failed == 1
    assert publisher.paths().count("/news/0") == 1


def test_crawl_delay_and_delay_are_kept_by_processes_together(desk, publisher):
    for number in range(3):
        publisher.publish(number, DAY)
    publisher.answer("/robots.txt", "User-agent: *\nCrawl-delay: 1")
    desk.source("desk", f"{publisher.url}/feed.xml")
    desk.source("more", f"{publisher.url}/feed.xml")
    for crawl in (desk.start("desk"), desk.start("more")):
        desk.report(crawl)
    # robots.txt is asked before its delay is known; then every two requests leave a second apart: 7 seconds for both
    # crawls together, 3 for each alone. A busy machine sees the first one late, hence 5.
    times = [
        at for (path, _), at in zip(publisher.requests, publisher.times, strict=True) if path != "/robots.txt"
    ]
    assert len(times) == 8
    assert max(times) - min(times) > 5


def test_bodies_that_are_too_large_are_refused_on_the_wire_and_unpacked(desk, publisher):
    for number in range(3):
        publisher.publish(number, DAY)
    publisher.answer("/news/0", b"x" * 11_000_000)
    publisher.answer("/news/1", gzip.compress(b"x" * 50_000_000), Content_Encoding="gzip")
    publisher.answer("/news/2", gzip.compress(b"<html>small</html>"), Content_Encoding="gzip")
    desk.source("desk", f"{publisher.url}/feed.xml")
    done = desk.crawl("desk").sources["desk"]
    assert (done.captured, done.failed) == (1, 2)
    too_large = {line["url"][-1]: line["error"] for line in desk.log() if line["outcome"] == "too_large"}
    assert too_large == {
        "0": "larger than allowed (10 MB)",
        "1": "when unpacked larger than allowed (10 MB)",
    }
    (page,) = [capture for capture in desk.captures() if capture.kind == "page"]
    assert page.body == b"<html>small</html>"


def test_a_host_gets_two_requests_at_a_time(desk, publisher):
    both = threading.Barrier(2)
    for number in range(12):
        publisher.publish(number, DAY)
        # Answered as soon as a second request is under way, never before.
        publisher.replies[f"/news/{number}"].hold = both
    desk.source("desk", f"{publisher.url}/feed.xml")
    desk.source("more", f"{publisher.url}/feed.xml")
    assert [done.captured for done in desk.crawl().sources.values()] == [12, 12]
    assert publisher.busiest == 2


def test_a_source_sets_the_pace_of_its_host(desk, publisher):
    for number in range(3):
        publisher.publish(number, DAY)
    path = desk.source("desk", f"{publisher.url}/feed.xml")
    path.write_text(path.read_text().replace("delay_seconds = 0.0", "delay_seconds = 1.0"))
    desk.crawl()
    assert len(publisher.times) == 5
    # Half the delay is the least that Scrapy's jitter makes of it: 2 seconds, of which a busy machine may see less.
    assert publisher.times[-1] - publisher.times[0] > 1


def test_robots_txt_is_obeyed_and_denials_are_logged(desk, publisher):
    publisher.publish(1, DAY)
    publisher.publish(2, DAY)
    publisher.answer("/robots.txt", "User-agent: naba\nDisallow: /news/1\n\nUser-agent: *\nDisallow: /")
    desk.source("desk", f"{publisher.url}/feed.xml")
    done = desk.crawl("desk").sources["desk"]
    assert (done.outcome, done.captured, done.failed) == ("ok", 1, 1)
    assert "/news/1" not in publisher.paths()
    (denied,) = [line for line in desk.log() if line["outcome"] == "robots_denied"]
    assert (denied["url"], denied["status"], denied["error"]) == (
        f"{publisher.url}/news/1",
        None,
        "robots.txt forbids it",
    )


def test_an_unreachable_robots_txt_means_not_now(desk, publisher):
    publisher.publish(1, DAY)
    publisher.answer("/robots.txt", status=503)
    desk.source("desk", f"{publisher.url}/feed.xml")
    done = desk.crawl("desk").sources["desk"]
    assert (done.outcome, done.reason) == (
        "failed",
        f"{publisher.url}/feed.xml: robots.txt could not be read: HTTP 503",
    )
    assert set(publisher.paths()) == {"/robots.txt"}
