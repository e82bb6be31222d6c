"""A feed that overflowed between two polls is paged back to what was known; what cannot be closed is said."""

from datetime import UTC, datetime, timedelta

import pytest

from crawlers.rules.targets import Answer, Failure
from tests.support.servers.wordpress import WordPressSite

NOON = datetime(2024, 2, 25, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def poll(desk, publisher):
    """Polls the feed of a WordPress site whose newest posts are hidden at first; returns report and pages asked."""
    site = WordPressSite(publisher, NOON, days=60, posts_a_day=1)
    everything = site.posts
    desk.source("wp", f"{site.url}/feed/")
    count = 0

    def poll_once(hidden, at, deepest=99):
        nonlocal count
        count += 1
        site.posts = everything[hidden:]
        asked = []
        with desk.collecting(at=at, run_id=f"run{count}") as collector:
            targets = list(collector.start())
            for target in targets:
                path = target.url.removeprefix(site.url)
                asked += [path]
                page = int(path.partition("paged=")[2] or 1)
                reply = site.reply(path)
                if target.kind == "feed" and page > deepest:
                    collector.failed(target, Failure("http_error", "HTTP 404", 404))
                else:
                    answer = Answer(target.url, 200, tuple(reply.headers.items()), reply.body, at)
                    targets += collector.answered(target, answer).targets
            feeds = [path for path in asked if path.startswith("/feed")]
            return collector.report("r").sources["wp"], feeds

    return poll_once


def test_what_a_feed_lost_between_two_polls_is_read_from_its_older_pages(poll):
    report, feeds = poll(40, NOON)
    # the first poll of all is no gap
    assert (report.captured, feeds) == (10, ["/feed/"])
    report, feeds = poll(5, NOON + HOUR)
    assert feeds == ["/feed/", "/feed/?paged=2", "/feed/?paged=3", "/feed/?paged=4"]
    assert (report.captured, report.notices) == (35, [])
    assert report.unknown_days == []
    report, feeds = poll(0, NOON + 2 * HOUR)
    assert (report.captured, feeds) == (5, ["/feed/"])


def test_a_gap_that_cannot_be_closed_makes_the_days_unknown(poll):
    poll(40, NOON)
    report, _ = poll(0, NOON + HOUR, deepest=2)
    assert (report.captured, report.failed, report.unreadable) == (20, 0, [])
    (notice,) = report.notices
    assert "articles may have been missed" in notice
    assert report.unknown_days == ["2024-02-25"]


def test_the_feed_of_comments_names_no_articles(desk, publisher):
    site = WordPressSite(publisher, NOON, days=3)
    site.comments = site.posts[:4]
    desk.source("wp", f"{site.url}/comments/feed/")
    done = desk.crawl("wp", first=NOON.date(), live=True).sources["wp"]
    assert (done.outcome, done.entries, done.captured) == ("ok", 0, 0)
