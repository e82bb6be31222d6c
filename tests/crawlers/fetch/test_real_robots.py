"""Real feeds and robots.txt files: none crashes anything, and a feed two minutes later is nothing new."""

from datetime import UTC, datetime, timedelta

from protego import Protego

from crawlers.fetch.robots import AGENT
from crawlers.rules.targets import Answer

URL = "https://www.alyaum.com/rssFeed/93"


def test_a_feed_two_minutes_later_is_nothing_new(desk, shared_data):
    desk.source("alyaum", URL, allow_private=False)
    at = datetime(2025, 3, 20, 20, 33, tzinfo=UTC)
    reports, pages = [], 0
    for run, name in enumerate(("hhe.xml", "93.xml")):
        with desk.collecting(at=at + run * timedelta(minutes=2), run_id=f"run{run}") as collector:
            (feed,) = (target for target in collector.start() if target.kind == "feed")
            body = (shared_data / "rss" / name).read_bytes()
            for page in collector.answered(feed, Answer(URL, 200, (), body, at)).targets:
                pages += 1
                collector.answered(
                    page, Answer(page.url, 200, (), f"<title>{page.entry.title}</title>".encode(), at)
                )
            report = collector.report("r").sources["alyaum"]
            reports.append((report.captured, report.known, report.not_modified, report.notices))
    assert pages > 10
    assert reports[0][0] >= pages
    assert reports[1] == (0, pages, 0, [])


def test_every_real_robots_txt_gives_rules(shared_data):
    files = sorted((shared_data / "robots").iterdir())
    assert len(files) >= 90
    for file in files:
        rules = Protego.parse(file.read_bytes().decode("utf-8-sig", errors="ignore"))
        assert rules.can_fetch("https://news.example/a/خبر?x=1", AGENT) in {True, False}
        delay = rules.crawl_delay(AGENT)
        assert delay is None or float(delay) >= 0
