"""What a crawl does with answers that are not the article: nothing is lost, and nothing good is overwritten."""

import gzip
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from crawlers.rules.targets import Answer, Failure
from pipelines.archive.captures import CaptureWriter
from pipelines.records import Capture, FeedEntry

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
FEED = "https://n.example/feed.xml"
CHALLENGE = "<html><head><title>Just a moment...</title></head><body><h2>Checking if the site connection is secure</h2></body></html>"
TEXT = "قالت الوزارة إن الرحلات الجوية ستستأنف يوم الأحد المقبل بعد توقف دام أسبوعين بسبب الأحوال الجوية. "
OTHER = "افتتح معرض الكتاب أبوابه مساء أمس بمشاركة ناشرين من عشرين بلدا وحضور جمهور كبير من القراء. "


REFRESH = (
    "<html><head><meta http-equiv='refresh' content='{}'></head><body><a href=x>continue</a></body></html>"
)


def title(number):
    return f"استئناف الرحلات الجوية رقم {number}"


def article(number, text=TEXT, heading=None):
    heading = heading or title(number)
    return f"<html><head><title>{heading}</title></head><body><article><h1>{heading}</h1><p>{text * 4} {number}</p></article></body></html>"


def rss(*numbers):
    items = "".join(
        f"<item><title>{title(n)}</title><link>https://n.example/a/{n}</link><pubDate>{format_datetime(NOON)}</pubDate></item>"
        for n in numbers
    )
    return f"<rss version='2.0'><channel>{items}</channel></rss>"


@pytest.fixture
def crawl(desk):
    """Crawls live at a time with the pages that are given; an address without page fails."""
    desk.source("n", FEED, allow_private=False)
    count = 0

    def crawl_once(listed, pages, at):
        nonlocal count
        count += 1
        with desk.collecting(at=at, run_id=f"run{count}", due_only=True) as collector:
            targets = list(collector.start())
            for target in targets:
                if target.kind == "feed":
                    answer = Answer(target.url, 200, (), listed.encode(), at)
                    targets += collector.answered(target, answer).targets
            outcomes = {}
            for target in targets:
                if target.kind == "page":
                    number = target.asked.rpartition("/")[2]
                    if number in pages:
                        body = pages[number] if isinstance(pages[number], bytes) else pages[number].encode()
                        verdict = collector.answered(target, Answer(target.asked, 200, (), body, at))
                        outcomes[number] = verdict.outcome
                        targets += verdict.targets
                    else:
                        collector.failed(target, Failure("http_error", "HTTP 404", 404))
            return outcomes, collector.report("r").sources["n"]

    return crawl_once


def pages_of(desk):
    return [one for one in desk.captures() if one.kind == "page"]


def test_a_block_page_is_not_held_and_the_article_comes_when_it_is_gone(desk, crawl):
    outcomes, report = crawl(rss(1), {"1": CHALLENGE}, NOON)
    assert outcomes == {"1": "blocked"}
    assert (report.captured, report.failed, report.refused, report.missing) == (
        0,
        1,
        {"blocked": 1},
        {"blocked": 1},
    )
    assert pages_of(desk) == []
    outcomes, report = crawl(rss(1), {"1": article(1)}, NOON + 3 * HOUR)
    assert (outcomes, report.captured, report.refused) == ({"1": "captured"}, 1, {})


def test_an_article_that_failed_is_retried_after_its_feed_forgot_it(desk, crawl):
    _, report = crawl(rss(1), {}, NOON)
    assert (report.failed, report.refused) == (1, {"gone": 1})
    # not due yet; then tried again, with growing pauses
    assert crawl(rss(2), {"2": article(2, OTHER)}, NOON + HOUR)[0] == {"2": "captured"}
    outcomes, report = crawl(rss(2), {"1": article(1)}, NOON + 3 * HOUR)
    assert (outcomes, report.captured, report.expected) == ({"1": "captured"}, 1, 2)
    (one,) = [capture for capture in pages_of(desk) if capture.url.endswith("/1")]
    assert (one.day, one.entry.title) == (NOON.date(), title(1))
    assert crawl(rss(2), {}, NOON + 5 * HOUR)[0] == {}


def test_an_article_that_keeps_failing_is_given_up_after_a_week(crawl):
    crawl(rss(1), {}, NOON)
    days = [
        crawl(rss(2), {"2": article(2, OTHER)}, NOON + timedelta(days=day))[1].failed for day in range(2, 12)
    ]
    assert days == [1] * 6 + [0] * 4


@pytest.mark.parametrize(
    "now",
    [
        CHALLENGE,
        "<p>…</p>",
        article(1, OTHER, "أخبار أخرى من الثقافة"),
        article(1, "خبر قصير. ", "الوزارة: خبر قصير"),
    ],
)
def test_a_recheck_never_replaces_a_good_text_by_something_else(desk, crawl, now):
    crawl(rss(1), {"1": article(1, TEXT * 5)}, NOON)
    outcomes, report = crawl(rss(1), {"1": now}, NOON + 7 * HOUR)
    assert set(outcomes.values()) <= {"blocked", "not_the_article"}
    assert (len(outcomes), report.revised, report.rechecked + sum(report.refused.values()) > 0) == (
        1,
        0,
        True,
    )
    assert len(pages_of(desk)) == 1


def test_a_wall_that_slipped_in_before_gives_way_to_the_article(desk, crawl):
    wall = f"<html><title>n.example</title><p>{'Buy this great domain name today at a low price. ' * 60}</p></html>"
    url = "https://n.example/a/1"
    entry = FeedEntry(url, title=title(1), published_at=NOON)
    with CaptureWriter(desk.settings.archive, "old") as writer:
        writer.write(
            Capture("id", "n", "page", url, url, NOON.date(), NOON, 200, "text/html", wall.encode(), entry)
        )
    crawl(rss(1), {"1": article(1)}, NOON + 7 * HOUR)
    assert [one.body.decode() for one in pages_of(desk)][1:] == [article(1)]


def test_a_recheck_takes_a_correction_and_a_text_that_grew(desk, crawl):
    crawl(rss(1), {"1": article(1, "عاجل: خبر قصير جدا من الوزارة عن الرحلات الجوية وعن موعدها. ")}, NOON)
    assert crawl(rss(1), {"1": article(1, OTHER * 3)}, NOON + 7 * HOUR)[1].revised == 1
    assert (
        crawl(rss(1), {"1": article(1, OTHER * 3 + "وأضاف المصدر جملة.")}, NOON + 50 * HOUR)[1].revised == 1
    )
    assert len(pages_of(desk)) == 3


def test_one_text_under_another_title_is_not_the_article(crawl):
    wall = article(0, TEXT, "الموقع في نسخته الجديدة")
    feed = rss(1).replace(
        "</channel>",
        f"<item><title>معرض الكتاب يفتح أبوابه</title><link>https://n.example/a/2</link><pubDate>{format_datetime(NOON)}</pubDate></item></channel>",
    )
    outcomes, report = crawl(feed, {"1": wall, "2": wall}, NOON)
    assert sorted(outcomes.values()) == ["captured", "not_the_article"]
    assert (report.captured, report.refused) == (1, {"not_the_article": 1})


def test_sections_and_session_marks_of_one_article_are_one(desk, crawl):
    page = article(1).replace("<head>", "<head><link rel=canonical href=/a/1><meta property='article:published_time' content='2024-02-09T11:00:00Z'>")  # fmt: skip
    twin = rss(1).replace("/a/1<", "/economy/1?traffic_source=rss<")
    crawl(rss(1), {"1": page}, NOON)
    _, report = crawl(twin, {"1?traffic_source=rss": page}, NOON + HOUR)
    assert (report.captured, report.revised) == (0, 0)
    assert len(pages_of(desk)) == 1


@pytest.mark.parametrize(
    "content", ["0; url=/story/real", "0;URL='https://n.example/story/real'", "3, /story/real"]
)
def test_a_page_that_leads_on_by_itself_is_followed(desk, crawl, content):
    pages = {"1": REFRESH.format(content.replace("'", "&#39;")), "real": article(1)}
    outcomes, report = crawl(rss(1), pages, NOON)
    assert outcomes == {"1": "redirected", "real": "captured"}
    assert (report.captured, report.failed, report.expected, report.obtained) == (1, 0, 1, 1)
    (page,) = pages_of(desk)
    assert (page.url, page.final_url) == ("https://n.example/a/1", "https://n.example/story/real")


def test_pages_that_lead_on_for_ever_or_nowhere_are_refused(crawl):
    ring = {
        "1": REFRESH.format("0;url=/x/2"),
        "2": REFRESH.format("0;url=/x/3"),
        "3": REFRESH.format("0;url=/a/1"),
    }
    assert crawl(rss(1), ring, NOON)[1].refused == {"not_the_article": 1}
    ladder = {str(n): REFRESH.format(f"0;url=/x/{n + 1}") for n in range(1, 30)}
    outcomes, report = crawl(rss(1), ladder, NOON + 5 * HOUR)
    assert (len(outcomes), report.refused) == (6, {"not_the_article": 1})
    for content in ("0;url=javascript:alert(1)", "390", "600;url=/story/real", "x;url=/story"):
        assert "real" not in crawl(rss(2), {"2": REFRESH.format(content)}, NOON + 9 * HOUR)[0]


def test_a_page_that_is_still_gzipped_is_unpacked(desk, crawl):
    _, report = crawl(rss(1), {"1": gzip.compress(article(1).encode())}, NOON)
    assert report.captured == 1
    assert pages_of(desk)[0].body == article(1).encode()


def test_a_feed_that_is_ahead_of_its_fetch_is_named(crawl):
    _, report = crawl(rss(1, 2, 3), {}, NOON - 3 * HOUR)
    assert "is the source's time zone right?" in report.notices[0]
    assert crawl(rss(1, 2, 3), {}, NOON + HOUR)[1].notices == []
