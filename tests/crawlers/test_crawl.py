import gzip
import itertools
import json
import subprocess
import sys
import threading
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from crawlers.context import MAX_REQUESTS_PER_DOMAIN
from crawlers.run import crawl_command
from pipelines.errors import NabaError

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
    publisher.answer("/moved/4", "<html>4</html>")
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
        ("4", "redirected"): 1,
        ("4", "captured"): 1,
        ("5", "captured"): 1,
    }
    moved = next(capture for capture in desk.captures() if capture.url.endswith("/news/4"))
    assert moved.final_url == f"{publisher.url}/moved/4"
    for number in range(4):
        publisher.answer(f"/news/{number}", "<html>here</html>")
    assert desk.crawl("desk").sources["desk"].captured == 4


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
    publisher.answer("/robots.txt", "User-agent: *\nCrawl-delay: 0.5")
    desk.source("desk", f"{publisher.url}/feed.xml")
    desk.source("more", f"{publisher.url}/feed.xml")
    with start(desk, "desk") as one, start(desk, "more") as two:
        for process in (one, two):
            process.communicate(timeout=60)
    # robots.txt is asked before its delay is known; then every two requests are half a second apart
    times = [
        at for (path, _), at in zip(publisher.requests, publisher.times, strict=True) if path != "/robots.txt"
    ]
    assert len(times) == 8
    assert min(after - before for before, after in itertools.pairwise(sorted(times))) > 0.4


def test_bodies_that_are_too_large_are_refused_on_the_wire_and_unpacked(desk, publisher):
    for number in range(3):
        publisher.publish(number, DAY)
    publisher.answer("/news/0", b"x" * 11_000_000)
    publisher.answer("/news/1", gzip.compress(b"x" * 50_000_000), Content_Encoding="gzip")
    publisher.answer("/news/2", gzip.compress(b"<html>small</html>"), Content_Encoding="gzip")
    desk.source("desk", f"{publisher.url}/feed.xml")
    done = desk.crawl("desk").sources["desk"]
    assert (done.captured, done.failed) == (1, 2)
    too_large = [line["url"][-1] for line in desk.log() if line["outcome"] == "too_large"]
    assert sorted(too_large) == ["0", "1"]
    (page,) = [capture for capture in desk.captures() if capture.kind == "page"]
    assert page.body == b"<html>small</html>"


def test_a_host_gets_two_requests_at_a_time(desk, publisher):
    for number in range(12):
        publisher.publish(number, DAY)
        publisher.replies[f"/news/{number}"].seconds = 0.03
    desk.source("desk", f"{publisher.url}/feed.xml")
    desk.source("more", f"{publisher.url}/feed.xml")
    assert [done.captured for done in desk.crawl().sources.values()] == [12, 12]
    assert publisher.busiest == 2


def test_a_source_sets_the_pace_of_its_host(desk, publisher):
    for number in range(3):
        publisher.publish(number, DAY)
    path = desk.source("desk", f"{publisher.url}/feed.xml")
    path.write_text(path.read_text().replace("delay_seconds = 0.0", "delay_seconds = 0.6"))
    desk.crawl()
    times = sorted(datetime.fromisoformat(line["fetched_at"]) for line in desk.log())
    gaps = [(later - earlier).total_seconds() for earlier, later in itertools.pairwise(times)]
    assert len(gaps) == 4
    assert min(gaps) > 0.1  # half the delay is the least that Scrapy's jitter makes of it


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


def test_private_addresses_are_refused_unless_allowed(desk, publisher):
    publisher.publish(1, DAY)
    port = publisher.url.rpartition(":")[2]
    desk.source("literal", f"{publisher.url}/feed.xml", allow_private=False)
    desk.source("name", f"http://localhost:{port}/feed.xml", allow_private=False)
    desk.source("short", f"http://127.1:{port}/feed.xml", allow_private=False)
    sources = desk.crawl().sources
    assert [done.outcome for done in sources.values()] == ["failed"] * 3
    assert all("private address" in done.reason for done in sources.values())
    assert publisher.requests == []
    assert Counter(line["outcome"] for line in desk.log()) == {"refused": 3}


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


def start(desk, *sources):
    return subprocess.Popen(
        crawl_command(sources, DAY, DAY),
        env=desk.settings.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_capture_that_the_state_does_not_know_is_found_in_the_archive(desk, publisher):
    for number in range(3):
        publisher.publish(number, DAY)
    desk.source("desk", f"{publisher.url}/feed.xml")
    desk.crawl("desk")
    for path in desk.settings.crawl_state.parent.glob("state.sqlite*"):
        path.unlink()
    done = desk.crawl("desk").sources["desk"]
    assert (done.known, done.captured) == (3, 0)


def test_two_crawls_at_once_store_nothing_twice(desk, publisher):
    gate = threading.Event()
    for number in range(10):
        publisher.publish(number, DAY)
        publisher.replies[f"/news/{number}"].hold = gate
    desk.source("desk", f"{publisher.url}/feed.xml")
    with start(desk, "desk") as one, start(desk, "desk") as two:
        publisher.wait_for_requests(4, of="/news")  # both: two pages that are held back
        gate.set()
        reports = [
            json.loads(process.communicate(timeout=60)[0])["sources"]["desk"] for process in (one, two)
        ]
    assert sum(report["captured"] for report in reports) == 10
    assert len(articles(desk)) == 10
    assert any(line["outcome"] == "known" for line in desk.log())


def test_a_terminated_crawl_says_that_it_was_stopped(desk, publisher):
    gate = threading.Event()
    for number in range(60):  # more than can be under way
        publisher.publish(number, DAY)
        publisher.replies[f"/news/{number}"].hold = gate
    desk.source("desk", f"{publisher.url}/feed.xml")
    with start(desk, "desk") as process:
        publisher.wait_for_requests(4)
        process.terminate()
        gate.set()
        done = json.loads(process.communicate(timeout=60)[0])["sources"]["desk"]
    assert done["outcome"] == "failed"
    assert done["reason"].startswith("stopped with")


def test_bad_input_is_one_line(desk, publisher, tmp_path):
    desk.source("desk", f"{publisher.url}/feed.xml")
    with pytest.raises(NabaError, match=r"^no source desc, dusk: there are desk$"):
        desk.crawl("desc", "dusk")
    with pytest.raises(NabaError, match="--from 2024-02-09 is after --to 2024-02-08"):
        desk.crawl("desk", first=DAY, last=EVE)
    blocked = tmp_path / "blocked"
    blocked.write_text("a file")
    desk.settings = replace(desk.settings, data=blocked)
    with pytest.raises(NabaError, match="cannot be created: Not a directory"):
        desk.crawl("desk")
    desk.settings = replace(desk.settings, data=tmp_path / "data", sources=tmp_path / "none")
    with pytest.raises(NabaError, match="no such folder of sources"):
        desk.crawl("desk")


@pytest.mark.parametrize(
    ("option", "value"), [("--from", "yesterday"), ("--to", "2024-13-01"), ("--sauce", "x")]
)
def test_a_wrong_option_is_one_line_and_exit_2(option, value):
    command = [
        sys.executable,
        "-m",
        "crawlers.run",
        "--from",
        "2024-01-01",
        "--to",
        "2024-01-01",
        option,
        value,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert value in done.stderr


def test_an_archive_that_cannot_be_written_ends_the_run_with_one_line(desk, publisher):
    for number in range(40):
        publisher.publish(number, DAY)
    desk.source("desk", f"{publisher.url}/feed.xml")
    desk.settings.archive.mkdir(parents=True)
    in_the_way = desk.settings.archive / DAY.isoformat()
    in_the_way.touch()
    with pytest.raises(NabaError, match=r"2024-02-09/.*: cannot be written: "):
        desk.crawl("desk")
    in_the_way.unlink()
    assert desk.crawl("desk").sources["desk"].captured == 40


def test_a_damaged_state_is_one_line(desk, publisher):
    desk.source("desk", f"{publisher.url}/feed.xml")
    desk.settings.crawl_state.parent.mkdir(parents=True)
    desk.settings.crawl_state.write_text("no database" * 100)
    with pytest.raises(NabaError, match="move it away: it is made anew from the archive"):
        desk.crawl("desk")


def test_dagster_is_told_about_each_source(desk, publisher, tmp_path):
    from dagster_pipes import encode_param

    publisher.publish(1, DAY)
    publisher.publish(2, DAY)
    publisher.answer("/news/2", status=404)
    desk.source("good", f"{publisher.url}/feed.xml")
    desk.source("bad", f"{publisher.url}/none.xml")
    keys = ["captures/bad", "captures/good"]
    context = {
        "asset_keys": keys,
        "code_version_by_asset_key": dict.fromkeys(keys),
        "provenance_by_asset_key": dict.fromkeys(keys),
        "partition_key": None,
        "partition_key_range": {"start": "2024-02-08", "end": "2024-02-09"},
        "partition_time_window": None,
        "run_id": "r",
        "job_name": "j",
        "retry_number": 0,
        "extras": {},
    }
    messages = tmp_path / "messages"
    environment = {
        "DAGSTER_PIPES_CONTEXT": encode_param({"data": context}),
        "DAGSTER_PIPES_MESSAGES": encode_param({"path": str(messages)}),
    }
    done = subprocess.run(
        crawl_command([], EVE, DAY),
        env=desk.settings.environment() | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    told = [json.loads(line) for line in messages.read_text().splitlines()]
    assert [message["method"] for message in told] == [
        "opened",
        "report_asset_check",
        "report_asset_materialization",
        "report_asset_check",
        "log",
        "report_custom_message",
        "closed",
    ]
    bad, made, good = (message["params"] for message in told[1:4])
    assert (bad["asset_key"], bad["check_name"], bad["passed"]) == ("captures/bad", "collected", False)
    assert bad["metadata"]["reason"]["raw_value"].endswith("HTTP 404")
    assert (made["asset_key"], made["metadata"]["captured"]["raw_value"]) == ("captures/good", 1)
    facts = {name: value["raw_value"] for name, value in made["metadata"].items()}
    assert (facts["expected"], facts["obtained"], facts["missing"]) == (2, 1, {"HTTP 404": 1})
    assert facts["coverage"] == {"2024-02-09": {"expected": 2, "obtained": 1}}
    assert (good["asset_key"], good["passed"]) == ("captures/good", True)
    assert told[4]["params"]["message"] == (
        "2 sources: 1 captured, 0 held already, 1 articles failed; could not be read: bad"
    )
    assert told[5]["params"]["payload"]["crawl_report"]["sources"]["good"]["days"] == {"2024-02-09": 1}
