"""What a crawl collects: a real process, a real server."""

import gzip
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

DAY = date(2024, 2, 9)
EVE = DAY - timedelta(days=1)
LONG_AGO = date(2024, 1, 3)


def articles(desk, kind="page"):
    return sorted(
        (capture.day, capture.url.rpartition("/")[2]) for capture in desk.captures() if capture.kind == kind
    )


def test_a_day_is_collected_and_stored_under_its_day(desk, publisher):
    publisher.publish(1, EVE)
    publisher.publish(2, DAY)
    publisher.publish(3, DAY)
    publisher.publish(4, DAY, date=False)
    desk.source("desk", f"{publisher.url}/feed.xml")
    report = desk.crawl("desk", first=EVE, last=DAY)
    done = report.sources["desk"]
    assert (done.outcome, done.reason) == ("ok", None)
    assert (done.feeds, done.entries, done.known, done.captured, done.failed) == (1, 4, 0, 3, 0)
    assert done.days == {"2024-02-08": 1, "2024-02-09": 2}
    assert articles(desk) == [(EVE, "1"), (DAY, "2"), (DAY, "3")]
    page = next(capture for capture in desk.captures() if capture.kind == "page")
    assert page.entry.title.startswith("خبر")
    assert page.content_type == "text/html; charset=utf-8"
    (feed,) = [capture for capture in desk.captures() if capture.kind == "feed"]
    assert feed.day == datetime.now(UTC).date()
    _, headers = publisher.requests[-1]
    assert headers["User-Agent"].startswith("Naba/")
    assert headers["User-Agent"].endswith("(+https://desk.example/)")
    assert not {"Cookie", "Referer"} & set(headers)
    log = desk.log()
    assert Counter((line["kind"], line["outcome"], line["status"]) for line in log) == {
        ("robots", "http_error", 404): 1,
        ("feed", "captured", 200): 1,
        ("page", "captured", 200): 3,
    }
    assert {line["run_id"] for line in log} == {report.run_id}


def test_a_second_run_fetches_no_article_and_gets_304(desk, publisher):
    for number in range(3):
        publisher.publish(number, DAY)
    desk.source("desk", f"{publisher.url}/feed.xml")
    desk.crawl("desk")
    before = len(publisher.requests)
    done = desk.crawl("desk").sources["desk"]
    assert (done.outcome, done.not_modified, done.entries, done.known, done.captured) == ("ok", 1, 3, 3, 0)
    assert publisher.paths()[before:] == ["/feed.xml"]  # robots.txt is known
    assert [line["status"] for line in desk.log() if line["outcome"] == "not_modified"] == [304]


def test_an_unchanged_feed_still_serves_another_day(desk, publisher):
    publisher.publish(1, EVE)
    publisher.publish(2, DAY)
    desk.source("desk", f"{publisher.url}/feed.xml")
    assert desk.crawl("desk", first=DAY).sources["desk"].captured == 1
    done = desk.crawl("desk", first=EVE).sources["desk"]
    assert (done.not_modified, done.captured, done.days) == (1, 1, {"2024-02-08": 1})


def test_the_same_bytes_without_an_etag_are_not_stored_again(desk, publisher):
    publisher.publish(1, DAY)
    publisher.replies["/feed.xml"].headers.clear()
    desk.source("desk", f"{publisher.url}/feed.xml")
    desk.crawl("desk")
    assert desk.crawl("desk").sources["desk"].not_modified == 1
    assert [capture.kind for capture in desk.captures()].count("feed") == 1


def test_live_takes_new_entries_of_any_day_and_distrusts_the_future(desk, publisher):
    today = datetime.now(UTC).date()
    publisher.publish(1, LONG_AGO)
    publisher.publish(2, DAY)
    publisher.publish(3, date(2099, 1, 1))
    publisher.publish(4, DAY, date=False)
    desk.source("desk", f"{publisher.url}/feed.xml")
    done = desk.crawl("desk", first=today, live=True).sources["desk"]
    assert done.captured == 4
    assert articles(desk) == [(LONG_AGO, "1"), (DAY, "2"), (today, "3"), (today, "4")]


def test_full_text_of_entries_is_kept_once_beside_the_page(desk, publisher):
    text = "<p>" + "نص الخبر الكامل في الخلاصة " * 40 + "</p>"
    publisher.publish(1, DAY, full_text=text)
    desk.source("desk", f"{publisher.url}/feed.xml")
    assert desk.crawl("desk").sources["desk"].captured == 2
    publisher.publish(2, DAY)
    assert desk.crawl("desk").sources["desk"].captured == 1
    (entry,) = [capture for capture in desk.captures() if capture.kind == "entry"]
    assert (entry.body.decode(), entry.day, entry.entry.title) == (text, DAY, "خبر 1")


def test_a_broken_feed_fails_its_source_only(desk, publisher, other_publisher):
    publisher.publish(1, DAY)
    other_publisher.answer("/feed.xml", "<html>we moved</html>")
    desk.source("good", f"{publisher.url}/feed.xml")
    desk.source("bad", f"{other_publisher.url}/feed.xml")
    desk.source("gone", f"{other_publisher.url}/none.xml")
    desk.source("half", f"{other_publisher.url}/none.xml", f"{publisher.url}/feed.xml")
    desk.source("wrong", "htp://nowhere")
    sources = desk.crawl().sources
    assert {key: done.outcome for key, done in sources.items()} == {
        "good": "ok",
        "half": "ok",
        "bad": "failed",
        "gone": "failed",
        "wrong": "failed",
    }
    assert sources["bad"].reason == f"{other_publisher.url}/feed.xml: not a feed: it is an HTML page"
    assert sources["gone"].reason == f"{other_publisher.url}/none.xml: HTTP 404"
    assert sources["half"].reason == sources["gone"].reason
    assert "wrong.toml:9: feeds.0.url: expected a URL" in sources["wrong"].reason
    assert [
        line["outcome"] for line in desk.log() if line["source_id"] == "bad" and line["kind"] == "feed"
    ] == ["not_a_feed"]


def test_articles_that_fail_are_counted_and_tried_again(desk, publisher):
    for number in range(6):
        publisher.publish(number, DAY)
    publisher.answer("/news/0", status=500)
    publisher.answer("/news/1", status=404)
    publisher.answer("/news/2", "   ")
    publisher.answer("/news/3", status=302, Location="/news/3")
    publisher.answer("/news/4", status=301, Location="/moved/4")
    publisher.answer("/moved/4", "<html><h1>خبر 4</h1></html>")
    desk.source("desk", f"{publisher.url}/feed.xml")
    done = desk.crawl("desk").sources["desk"]
    assert (done.outcome, done.captured, done.failed) == ("ok", 2, 4)
    outcomes = Counter(
        (line["url"].rpartition("/")[2], line["outcome"]) for line in desk.log() if line["kind"] == "page"
    )
    assert outcomes == {
        ("0", "http_error"): 3,
        ("1", "http_error"): 1,
        ("2", "empty"): 1,
        ("3", "redirected"): 11,
        ("3", "failed"): 1,
        ("4", "redirected"): 1,
        ("4", "captured"): 1,
        ("5", "captured"): 1,
    }
    moved = next(capture for capture in desk.captures() if capture.url.endswith("/news/4"))
    assert moved.final_url == f"{publisher.url}/moved/4"
    for number in range(4):
        publisher.answer(f"/news/{number}", f"<html><h1>خبر {number}</h1> here</html>")
    assert desk.crawl("desk").sources["desk"].captured == 4


def test_everything_goes_through_the_proxy(desk, publisher):
    publisher.answer("/outlet.example/robots.txt", "")
    publisher.answer(
        "/outlet.example/feed.xml",
        "<rss version='2.0'><channel><item><link>/a</link><pubDate>Fri, 09 Feb 2024 12:00:00 GMT</pubDate></item>"
        "<item><link>http://10.0.0.1/b</link><pubDate>Fri, 09 Feb 2024 12:00:00 GMT</pubDate></item>"
        "<item><link>/c</link><pubDate>Fri, 09 Feb 2024 12:00:00 GMT</pubDate></item></channel></rss>",
    )
    publisher.answer("/outlet.example/c", status=302, Location=f"{publisher.url}/secret")
    publisher.answer("/outlet.example/a", status=302, Location="http://www.outlet.example/a")
    publisher.answer("/www.outlet.example/a", "<html>a</html>")
    desk.settings = replace(desk.settings, proxy=publisher.url)
    desk.source("outlet", "http://outlet.example/feed.xml", allow_private=False)
    done = desk.crawl("outlet").sources["outlet"]
    assert (done.outcome, done.captured, done.failed) == ("ok", 1, 2)
    assert sorted(publisher.proxied) == [
        "http://outlet.example/a",
        "http://outlet.example/c",
        "http://outlet.example/feed.xml",
        "http://outlet.example/robots.txt",
        "http://www.outlet.example/a",
        "http://www.outlet.example/robots.txt",
    ]
    assert len(publisher.requests) == len(publisher.proxied)
    # a private address in the feed, and one behind a redirect
    refused = sorted(line["url"] for line in desk.log() if line["outcome"] == "refused")
    assert refused == ["http://10.0.0.1/b", f"{publisher.url}/secret"]


def test_sitemaps_give_a_past_day(desk, publisher):
    for number in range(1, 5):
        publisher.answer(f"/p/{number}", "<html>page</html>")
    publisher.answer(
        "/index.xml",
        "<sitemapindex><sitemap><loc>/old.xml</loc><lastmod>2024-01-01</lastmod></sitemap>"
        "<sitemap><loc>/s.xml.gz</loc><lastmod>2024-02-10</lastmod></sitemap></sitemapindex>",
    )
    pages = "".join(
        f"<url><loc>/p/{number}</loc>{date}</url>"
        for number, date in enumerate(
            (
                "<lastmod>2024-02-08</lastmod>",
                "<lastmod>2024-02-09T10:00:00Z</lastmod>",
                "",
                "<lastmod>2024-02-09</lastmod>",
            ),
            1,
        )
    )
    publisher.answer(
        "/s.xml.gz", gzip.compress(f"<urlset>{pages}</urlset>".encode()), Content_Type="application/gzip"
    )
    desk.source("desk", sitemaps=[f"{publisher.url}/index.xml"])
    done = desk.crawl("desk").sources["desk"]
    assert (done.outcome, done.feeds, done.entries, done.captured) == ("ok", 2, 4, 2)
    assert articles(desk) == [(DAY, "2"), (DAY, "4")]
    assert "/old.xml" not in publisher.paths()


def test_a_page_whose_server_does_not_know_what_it_sends_is_kept_as_the_page_it_is(desk, publisher):
    for number in (1, 2):
        publisher.publish(number, DAY)
    publisher.answer("/news/1", "<html><h1>خبر 1</h1></html>", Content_Type="application/octet-stream")
    publisher.answer("/news/2", "%PDF-1.7", Content_Type="application/octet-stream")
    desk.source("desk", f"{publisher.url}/feed.xml")
    desk.crawl("desk")
    types = {one.url[-1]: one.content_type for one in desk.captures() if one.kind == "page"}
    assert types["1"] == "text/html"
    assert types.get("2", "application/octet-stream") == "application/octet-stream"
