import json
from datetime import UTC, date, datetime, timedelta

import pytest
from typer.testing import CliRunner

from crawlers.memory.crawl_state import CrawlState
from crawlers.rules.schedule import Schedule
from dagster_project.cli.sources import age, app
from pipelines.errors import NabaError


@pytest.fixture
def naba(desk):
    def run(*arguments):
        return CliRunner(env=desk.settings.environment()).invoke(app, arguments)

    return run


def test_the_list_isolates_arabic_names(desk, naba):
    path = desk.source("oasis", "https://oasis.example/rss.xml", sitemaps=["https://oasis.example/s.xml"])
    path.write_text(path.read_text().replace('name = "oasis"', 'name = "الواحة"'))
    desk.source("wave", "https://wave.example/feed")
    for arguments in ((), ("list",)):
        result = naba(*arguments)
        assert result.exit_code == 0
        assert "│ \u2068الواحة\u2069 │ https://oasis.example/rss.xml" in result.output
        assert "https://oasis.example/s.xml (sitemap)" in result.output
        assert "│ wave   │ sa      │ ar       │ wave" in result.output
    first, second = json.loads(naba("--json").output)
    assert (first["id"], first["name"], second["id"]) == ("oasis", "الواحة", "wave")


def test_a_check_shows_what_each_feed_answers(desk, publisher, naba):
    publisher.publish(1, date(2024, 2, 8))
    publisher.publish(2, date(2024, 2, 9))
    publisher.answer("/old.xml", status=301, Location="/feed.xml")
    publisher.answer("/page.xml", "<html>we moved</html>")
    publisher.answer("/empty.xml", "<rss version='2.0'><channel/></rss>")
    publisher.answer("/map.xml", "<urlset><url><loc>/a</loc><lastmod>2024-02-09</lastmod></url></urlset>")
    publisher.answer("/robots.txt", "User-agent: Naba\nDisallow: /private.xml")
    desk.source(
        "good", f"{publisher.url}/feed.xml", f"{publisher.url}/old.xml", sitemaps=[f"{publisher.url}/map.xml"]
    )
    names = ("page", "empty", "none", "private")
    desk.source("poor", *(f"{publisher.url}/{name}.xml" for name in names))
    desk.source("inside", f"{publisher.url}/feed.xml", allow_private=False)
    result = naba("check", "--json")
    assert result.exit_code == 1
    checks = {(one["source_id"], one["url"].rpartition("/")[2]): one for one in json.loads(result.output)}
    good = checks["good", "feed.xml"]
    assert (good["status"], good["entries"], good["encoding"], good["problem"]) == (200, 2, "utf-8", None)
    assert good["newest_at"] == "2024-02-09T12:00:00Z"
    assert checks["good", "old.xml"]["note"] == (
        f"moved for good to {publisher.url}/feed.xml: put that into the source's file"
    )
    assert checks["good", "map.xml"]["entries"] == 1
    problems = {
        url.removesuffix(".xml"): one["problem"] for (source, url), one in checks.items() if source == "poor"
    }
    assert problems == {
        "page": "not a feed: it is an HTML page",
        "empty": "no entries",
        "none": "HTTP 404",
        "private": "robots.txt forbids it",
    }
    assert checks["poor", "none.xml"]["status"] == 404
    assert checks["inside", "feed.xml"]["problem"] == "127.0.0.1 is a private address"
    assert not desk.settings.archive.exists()
    assert not desk.settings.fetch_logs.exists()
    result = naba("check", "good")
    assert result.exit_code == 0
    assert "moved for good" in result.output
    assert "poor" not in result.output


def test_bad_input_is_raised_for_the_command_line_to_print(desk, publisher, naba):
    desk.source("desk", f"{publisher.url}/feed.xml")
    assert isinstance(naba("check", "dusk").exception, NabaError)
    assert str(naba("check", "dusk").exception) == "no source dusk: there are desk"


def test_a_wrong_source_file_costs_its_source_only(desk, publisher, naba):
    publisher.publish(1, date(2024, 2, 8))
    desk.source("desk", f"{publisher.url}/feed.xml")
    desk.source("bad", "nowhere")
    listed = naba()
    assert listed.exit_code == 2
    assert "desk" in listed.stdout
    assert "bad.toml:9: feeds.0.url: expected a URL" in listed.stderr
    checked = naba("check", "--json")
    assert checked.exit_code == 1
    bad, good = json.loads(checked.stdout)
    assert (bad["source_id"], bad["url"]) == ("bad", "")
    assert "bad.toml:9: feeds.0.url: expected a URL" in bad["problem"]
    assert (good["source_id"], good["entries"], good["problem"]) == ("desk", 1, None)


def test_ages():
    now = datetime(2024, 2, 9, tzinfo=UTC)
    hours = [0.5, 7, 47, 49, 24 * 400, -3]
    ages = [age(now - timedelta(hours=one), now) for one in hours]
    assert ages == ["30 min", "7 h", "47 h", "2 d", "400 d", "in the future"]


def test_a_check_says_what_crawls_have_met(desk, publisher, naba):
    publisher.publish(1, date(2024, 2, 9))
    publisher.answer("/gone.xml", status=410)
    desk.source("good", f"{publisher.url}/feed.xml", f"{publisher.url}/gone.xml")
    at = datetime(2024, 2, 9, 12, tzinfo=UTC)
    with CrawlState(desk.settings.crawl_state, desk.settings.archive) as state:
        url = f"{publisher.url}/feed.xml"
        state.reschedule("good", url, Schedule(overflows=2, overflowed_at=at, etag_lies=True))
    feed, gone = json.loads(naba("check", "--json").output)
    assert feed["note"] == (
        "2 times no entry in common with the poll before, last 2024-02-09 12:00: articles may have been missed; "
        "keeps its ETag while its content changes"
    )
    assert gone["problem"] == "gone (HTTP 410): remove it, or find where it went"
