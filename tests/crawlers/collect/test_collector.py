"""The collector by itself: what it makes of answers that come at times of our own."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from crawlers.memory.opening import open_state
from crawlers.rules.schedule import LONGEST
from crawlers.rules.targets import Answer, Failure

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
FEED = "https://n.example/feed.xml"


def rss(*numbers, at=NOON, ttl=60):
    items = "".join(
        f"<item><title>خبر {n}</title><link>https://n.example/{n}</link><pubDate>{format_datetime(at)}</pubDate></item>"
        for n in numbers
    )
    return f"<rss version='2.0'><channel><ttl>{ttl}</ttl>{items}</channel></rss>".encode()


def page_of(target):
    return f"<title>{target.entry.title}</title><p>نص</p>".encode()


def answer(body, at, *, status=200, moved_to=None, **headers):
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Answer(FEED, status, named, body, at, moved_to)


@pytest.fixture
def ask(desk):
    """Polls the feed once at a time; returns the verdict, the source's report and its schedule."""
    desk.source("n", FEED, allow_private=False)
    count = 0

    def ask_once(body, at, *, due_only=False, **more):
        nonlocal count
        count += 1
        with desk.collecting(at=at, due_only=due_only, run_id=f"run{count}") as collector:
            targets = collector.start()
            (target,) = [one for one in targets if one.kind == "feed"] or [None]
            verdict = None
            if target is not None:
                sent = collector.request_headers(target)
                if isinstance(body, Failure):
                    verdict = collector.failed(target, body)
                else:
                    verdict = collector.answered(target, answer(body, at, **more))
                    for page in verdict.targets:
                        collector.answered(page, Answer(page.url, 200, (), page_of(page), at))
            report = collector.report("r").sources["n"]
        with open_state(desk.settings) as state:
            schedule = state.schedule("n", FEED)
        return verdict, report, schedule, sent if target else None

    return ask_once


def test_a_feed_that_is_not_due_is_left_alone_unless_it_is_asked_for(ask):
    ask(rss(1, 2), NOON)
    _, report, _, sent = ask(None, NOON + timedelta(minutes=30), due_only=True)
    assert (sent, report.outcome, report.not_due, report.feeds) == (None, "ok", 1, 0)
    assert ask(rss(1, 2, 3), NOON + timedelta(minutes=30))[1].captured == 1
    assert ask(rss(1, 2, 3), NOON + 2 * HOUR, due_only=True)[1].not_modified == 1


def test_a_page_that_failed_is_tried_again_though_its_feed_is_not_due(desk):
    desk.source("n", FEED, allow_private=False)
    with desk.collecting(at=NOON, run_id="first") as collector:
        (feed,) = collector.start()
        (page,) = collector.answered(feed, answer(rss(1, ttl=600), NOON)).targets
        collector.failed(page, Failure("http_error", "HTTP 503", 503, "1800"))
    for minutes, tried in ((20, 0), (100, 1)):
        at = NOON + timedelta(minutes=minutes)
        with desk.collecting(at=at, due_only=True, run_id=f"after{minutes}") as collector:
            assert sum(one.kind == "page" for one in collector.start()) == tried


def test_two_polls_without_a_common_entry_are_said_and_shorten_the_interval(ask):
    ask(rss(1, 2), NOON)
    _, report, schedule, _ = ask(rss(3, 4), NOON + HOUR)
    assert schedule.overflows == 1
    assert schedule.next_at == NOON + HOUR + timedelta(minutes=15)
    assert report.notices == [
        f"{FEED}: shares no entry with the poll before of 2024-02-09 12:00: articles may have been missed"
    ]
    _, report, schedule, _ = ask(rss(3, 4, 5), NOON + HOUR + timedelta(minutes=15))
    assert (report.notices, schedule.overflows) == ([], 1)


@pytest.mark.parametrize("headers", [{"ETag": '"same"'}, {"Last_Modified": "Fri, 09 Feb 2024 12:00:00 GMT"}])
def test_an_etag_caught_lying_is_never_sent_again(ask, headers):
    ask(rss(1), NOON, **headers)
    _, report, schedule, sent = ask(rss(1, 2), NOON + HOUR, **headers)
    assert list(sent.values()) == list(headers.values())
    assert (report.captured, schedule.etag_lies) == (1, True)
    *_, sent = ask(rss(1, 2, 3), NOON + 2 * HOUR, **headers)
    assert sent == {}


def test_a_feed_that_says_304_for_a_day_is_asked_for_its_bytes(ask):
    ask(rss(1), NOON, ETag='"a"')
    *_, sent = ask(b"", NOON + 2 * HOUR, status=304)
    assert sent == {"If-None-Match": '"a"'}
    *_, sent = ask(rss(1), NOON + 25 * HOUR, ETag='"a"')
    assert sent == {}
    *_, sent = ask(b"", NOON + 26 * HOUR, status=304)
    assert sent == {"If-None-Match": '"a"'}


def test_failures_slow_a_feed_down_and_are_forgotten_with_the_first_success(ask):
    ask(rss(1), NOON)
    at = NOON + HOUR
    _, report, schedule, _ = ask(Failure("failed", "host not found"), at)
    assert (report.outcome, report.reason) == ("failed", f"{FEED}: host not found")
    assert (schedule.failures, schedule.next_at) == (0.25, at + HOUR * 1.25)
    *_, schedule, _ = ask(Failure("http_error", "HTTP 503", 503, "86400000"), at)
    assert (schedule.failures, schedule.next_at) == (0.75, at + LONGEST)
    *_, schedule, _ = ask(rss(1), at)
    assert schedule.failures == 0


def test_a_feed_that_turns_into_a_page_and_back_loses_nothing(ask):
    ask(rss(1), NOON, ETag='"a"')
    verdict, report, schedule, _ = ask(b"<html>we are down</html>", NOON + HOUR)
    assert (verdict.outcome, report.outcome, schedule.failures) == ("not_a_feed", "failed", 0.5)
    _, report, _, sent = ask(rss(1, 2), NOON + 2 * HOUR)
    assert (sent, report.captured, report.notices) == ({}, 1, [])


def test_gone_and_moved_feeds_are_said(ask):
    _, report, schedule, _ = ask(Failure("http_error", "HTTP 410", 410), NOON)
    assert report.notices == [f"{FEED}: gone (HTTP 410) since 2024-02-09 12:00"]
    assert schedule.failures == 1
    new = "https://www.n.example/feed.xml"
    _, report, schedule, _ = ask(rss(1), NOON + HOUR, moved_to=new)
    assert report.notices == [f"{FEED}: moved for good to {new}: put that into the source's file"]
    assert (schedule.moved_to, schedule.gone_at) == (new, None)


def test_what_is_expected_and_why_the_rest_is_missing(desk):
    desk.source("n", FEED, allow_private=False)
    with desk.collecting(at=NOON) as collector:
        (feed,) = collector.start()
        pages = collector.answered(feed, answer(rss(1, 2, 3, 4), NOON)).targets
        collector.answered(pages[0], Answer(pages[0].url, 200, (), page_of(pages[0]), NOON))
        collector.failed(pages[1], Failure("http_error", "HTTP 404", 404))
        collector.failed(pages[2], Failure("http_error", "HTTP 404", 404))
        report = collector.report("r").sources["n"]
    assert (report.expected, report.obtained) == (4, 1)
    assert report.missing == {"HTTP 404": 2, "not asked for yet": 1}


def test_the_amp_twin_of_an_article_is_not_fetched_again(desk):
    desk.source("n", FEED, allow_private=False)
    page = (
        b"<html><head><link rel=canonical href='https://n.example/1'>"
        b'<link rel="amphtml" href="https://amp.n.example/1"><title>\xd8\xae\xd8\xa8\xd8\xb1 1</title></head><p>x</p>'
    )
    with desk.collecting(at=NOON) as collector:
        (feed,) = collector.start()
        (one,) = collector.answered(feed, answer(rss(1), NOON)).targets
        collector.answered(one, Answer(one.url, 200, (), page, NOON))
    twin = rss(2).replace(b"https://n.example/2", b"https://amp.n.example/1?utm_source=rss")
    with desk.collecting(at=NOON + HOUR, run_id="next") as collector:
        (feed,) = collector.start()
        verdict = collector.answered(feed, answer(twin, NOON + HOUR))
        assert (verdict.targets, collector.report("r").sources["n"].known) == ((), 1)


ARTICLE = "<html><head><title>{0}</title></head><body><article><h1>{0}</h1><p>{1}</p></article></body></html>"
TEXT = (
    "قالت الوزارة إن الرحلات الجوية ستستأنف يوم الأحد المقبل بعد توقف دام أسبوعين بسبب الأحوال الجوية. " * 4
)


def recheck(desk, at, text, run_id, title="عنوان الخبر"):
    with desk.collecting(at=at, run_id=run_id) as collector:
        pages = [one for one in collector.start() if one.kind == "page"]
        for page in pages:
            body = ARTICLE.format(title, text).encode()
            collector.answered(page, Answer(page.url, 200, (("Content-Type", "text/html"),), body, at))
        report = collector.report("r").sources["n"]
        assert (report.rechecked, report.captured, report.known) == (len(pages), 0, 0)
        return len(pages), report.revised


def test_an_article_is_rechecked_twice_and_kept_again_only_if_its_text_changed(desk):
    desk.source("n", FEED, allow_private=False)
    with desk.collecting(at=NOON) as collector:
        (feed,) = collector.start()
        (page,) = collector.answered(feed, answer(rss(1), NOON)).targets
        collector.answered(
            page, Answer(page.url, 200, (), ARTICLE.format("عنوان الخبر", TEXT).encode(), NOON)
        )
    assert recheck(desk, NOON + 5 * HOUR, TEXT, "a") == (0, 0)
    # tashkeel, spelling of alef and markup are no revision
    assert recheck(desk, NOON + 6 * HOUR, TEXT.replace("إن", "ان") + "<!-- ad 2 -->", "b") == (1, 0)
    assert recheck(desk, NOON + 7 * HOUR, TEXT, "c") == (0, 0)
    assert recheck(desk, NOON + 48 * HOUR, TEXT.replace("الأحد", "الاثنين"), "d") == (1, 1)
    assert recheck(desk, NOON + 60 * HOUR, TEXT, "e") == (0, 0)
    pages = [capture for capture in desk.captures() if capture.kind == "page"]
    assert sorted((one.day, one.fetched_at) for one in pages) == [
        (NOON.date(), NOON),
        (NOON.date(), NOON + 48 * HOUR),
    ]


def test_a_source_may_want_no_rechecks(desk):
    desk.source("n", FEED, allow_private=False, more="recheck_hours = []")
    with desk.collecting(at=NOON) as collector:
        (feed,) = collector.start()
        (page,) = collector.answered(feed, answer(rss(1), NOON)).targets
        collector.answered(page, Answer(page.url, 200, (), page_of(page), NOON))
    assert recheck(desk, NOON + 7 * HOUR, TEXT, "a") == (0, 0)
