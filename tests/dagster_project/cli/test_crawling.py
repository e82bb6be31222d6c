import json
import re
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from typer.testing import CliRunner
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawlers.ask.why import why
from crawlers.registry.loading import load_registry
from dagster_project.cli.commands import app as naba_app
from pipelines import steps, warehouse
from pipelines.errors import BadInputError

DAY = date(2024, 2, 9)


@pytest.fixture
def naba(desk):
    def run(*arguments):
        return CliRunner(env=desk.settings.environment()).invoke(naba_app, [str(one) for one in arguments])

    return run


def test_why_follows_an_article_through_the_crawl(desk, publisher):
    for number in range(4):
        publisher.publish(number, DAY)
    publisher.publish(9, date(2024, 1, 1))
    publisher.answer("/news/1", status=404)
    publisher.answer("/news/3", status=302, Location="/")
    publisher.answer("/", "<h1>اليوم</h1>")
    publisher.answer("/robots.txt", "User-agent: *\nDisallow: /news/2")
    desk.source("desk", f"{publisher.url}/feed.xml")
    desk.crawl("desk")

    def way(number):
        found = why(desk.settings, f"{publisher.url}/news/{number}?utm_source=x#top")
        return [step.what for step in found.steps], found.verdict

    assert way(0) == (
        ["listed", "fetched", "in the archive"],
        "it is in the archive, and not in the database yet: the next run of its day takes it in",
    )
    assert way(1) == (
        ["listed", "http error"],
        "it was not obtained: HTTP 404; it is tried again for a week, and as long as it is listed",
    )
    assert way(2)[1].startswith("it was not obtained: robots.txt forbids it")
    assert way(3)[0] == ["listed", "redirected", "front page"]
    assert way(3)[1].startswith("it was not obtained: front page: it leads to")
    assert way(9) == ([], "it was never listed in a feed, sitemap or listing that was read, nor imported")
    (listed, *_) = why(desk.settings, f"{publisher.url}/news/0").steps
    assert listed.detail == f"{publisher.url}/feed.xml (desk)"
    with pytest.raises(BadInputError, match="is no address"):
        why(desk.settings, "news")


def test_why_of_a_data_folder_that_nothing_was_fetched_into_does_not_say_never_listed(desk):
    with pytest.raises(BadInputError, match="nothing was fetched into this folder") as raised:
        why(desk.settings, "https://news.example/1")
    assert str(desk.settings.data) in str(raised.value)
    assert not desk.settings.crawl_state.exists()


def test_why_prints_the_way(desk, publisher, naba):
    publisher.publish(1, DAY)
    desk.source("desk", f"{publisher.url}/feed.xml")
    desk.crawl("desk")
    result = naba("why", f"{publisher.url}/news/1")
    assert result.exit_code == 0
    assert re.search(r"in the archive .*page of desk, day 2024-02-09: 2024-02-09/.*at byte 0", result.output)
    record = json.loads(naba("why", f"{publisher.url}/news/1", "--json").output)
    assert [step["what"] for step in record["steps"]] == ["listed", "fetched", "in the archive"]
    assert record["verdict"].startswith("it is in the archive")


def test_a_feed_file_becomes_json_lines(naba, tmp_path):
    feed = tmp_path / "feed.xml"
    feed.write_text(
        "<rss version='2.0'><channel><item><title>خبر</title><link>/a?utm_source=x</link>"
        "<pubDate>Fri, 09 Feb 2024 12:00:00 GMT</pubDate></item><item><title>x</title></item></channel></rss>"
    )
    result = naba("feed", feed, "-o", tmp_path / "out.jsonl", "--url", "https://n.example/feed")
    assert result.exit_code == 0
    assert "feed, utf-8: 1 entries" in result.output
    assert "lived with: 1 entries without a usable link" in result.output
    (entry,) = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert (entry["url"], entry["published_at"]) == ("https://n.example/a", "2024-02-09T12:00:00+00:00")
    before = feed.read_bytes()
    refused = naba("feed", feed, "-o", feed, "--url", "https://n.example/feed")
    assert "is what is read" in str(refused.exception or refused.output)
    assert feed.read_bytes() == before
    shown = naba("feed", feed, "--json", "--url", "https://n.example/feed")
    assert shown.stdout == (tmp_path / "out.jsonl").read_text(encoding="utf-8")


def test_a_feed_file_is_shown_as_a_table(naba, tmp_path):
    feed = tmp_path / "feed.xml"
    feed.write_text(
        "<rss version='2.0'><channel><item><title>خبر</title><link>https://n.example/a</link>"
        "<pubDate>Fri, 09 Feb 2024 12:00:00 GMT</pubDate></item></channel></rss>"
    )
    result = naba("feed", feed)
    assert re.search(r"│ 2024-02-09 12:00 │ +│ \u2068خبر\u2069 +│ https://n.example/a │", result.output)
    assert result.output.endswith("feed, utf-8: 1 entries\n")


LISTS = {
    "sitemap.txt": ("https://n.example/1\nhttps://n.example/2\n", (), "sitemap: 2 entries"),
    "sitemap.xml": (
        "<sitemapindex><sitemap><loc>https://n.example/s</loc></sitemap></sitemapindex>",
        (),
        "sitemap: 0 entries, 1 further lists",
    ),
    "posts.json": (
        '[{"link": "/1", "title": {"rendered": "a"}, "content": {"rendered": "b"}}]',
        (),
        "wordpress, utf-8: 1 entries",
    ),
    "page.html": (
        "<html><a class=story href=/1>a</a><a href=/about>b</a></html>",
        ("--links", "a.story"),
        "listing: 1 entries",
    ),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_any_kind_is_shown(naba, tmp_path, name):
    content, options, said = LISTS[name]
    (tmp_path / name).write_text(content)
    result = naba("feed", tmp_path / name, *options)
    assert result.exit_code == 0
    assert f"{name}: {said}" in result.output


def test_dates_without_a_zone_are_read_in_the_one_that_is_given(naba, tmp_path):
    feed = tmp_path / "feed.xml"
    feed.write_text(
        "<rss version='2.0'><channel><item><title>a</title><link>https://n.example/a</link>"
        "<pubDate>9/2/2024 12:00</pubDate></item></channel></rss>"
    )
    shown = naba("feed", feed, "--json", "--timezone", "Asia/Riyadh").stdout
    assert json.loads(shown)["published_at"] == "2024-02-09T09:00:00+00:00"


@pytest.mark.parametrize(
    ("option", "said"),
    [
        (("--timezone", "Mars/Olympus"), "Africa/Cairo"),
        (("--links", "a["), "--links: expected a CSS selector"),
    ],
)
def test_a_wrong_zone_or_selector_is_one_line(naba, tmp_path, option, said):
    (tmp_path / "page.html").write_text("<html>")
    error = naba("feed", tmp_path / "page.html", *option).exception
    assert isinstance(error, BadInputError)
    assert said in str(error)


@pytest.mark.parametrize("where", ["https://", "http://n.example:99999/feed", "http://[::1"])
def test_what_is_no_address_is_one_line(naba, where):
    error = naba("feed", where).exception
    assert isinstance(error, BadInputError)
    assert f"'{where}' is no address" in str(error)


def test_a_feed_address_is_fetched_and_a_private_one_only_if_allowed(naba, publisher, tmp_path):
    publisher.publish(1, DAY)
    out = tmp_path / "out.jsonl"
    assert naba("feed", f"{publisher.url}/feed.xml", "-o", out, "--allow-private").exit_code == 0
    assert len(out.read_text().splitlines()) == 1
    refused = naba("feed", f"{publisher.url}/feed.xml", "-o", out)
    assert isinstance(refused.exception, BadInputError)
    assert str(refused.exception).endswith("127.0.0.1 is a private address: --allow-private permits it")
    (tmp_path / "page.html").write_text("<html>no</html>")
    with pytest.raises(BadInputError, match="not a feed: it is an HTML page"):
        raise naba("feed", tmp_path / "page.html", "-o", out).exception


def test_import_says_what_it_skipped(desk, publisher, naba, tmp_path):
    publisher.publish(1, DAY)
    desk.source("desk", f"{publisher.url}/feed.xml")
    damaged = tmp_path / "x.warc.gz"
    damaged.write_bytes(b"\x1f\x8b\x08 no more")
    result = naba("import", damaged)
    assert result.exit_code == 2
    assert "bytes 0 to 11 skipped: " in result.output
    (record,) = [json.loads(line) for line in naba("import", damaged, "--json").stdout.splitlines()]
    assert (record["pages"], record["skipped"][0]["end"]) == (0, 11)


def test_days_that_no_run_makes_are_named_by_import_and_by_why(desk, naba, tmp_path):
    """Of an archive of years, with the first day as it is at first."""
    url = "https://desk.example/harbour"
    with (tmp_path / "old.warc").open("wb") as file:
        writer = WARCWriter(file, gzip=False)
        page = f"<html><body><article><h1>الميناء</h1>{'<p>قالت هيئة الميناء إن الأعمال تبدأ غدا.</p>' * 9}"
        head = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
        record = writer.create_warc_record(
            url,
            "response",
            payload=BytesIO(page.encode()),
            length=len(page.encode()),
            http_headers=head,
            warc_headers_dict={"WARC-Date": "2019-05-04T08:00:00Z"},
        )
        writer.write_record(record)
    desk.source("desk", "https://desk.example/rss", allow_private=False)
    result = naba("import", tmp_path / "old.warc")
    assert result.exit_code == 0
    assert (
        "1 captures are of days before 2024-01-01 (NABA_FIRST_DAY), of which no run makes articles: set it to 2019-05-04"
        in result.output
    )
    assert why(desk.settings, url).verdict == (
        "it is in the archive, and not in the database yet: no run makes 2019-05-04, as NABA_FIRST_DAY is 2024-01-01"
    )


def test_a_new_source_is_found_and_written(desk, publisher):
    today = datetime.now(UTC).date()
    publisher.publish(1, today)
    publisher.publish(2, today, feed="/rss")
    publisher.answer(
        "/",
        "<html lang='ar-SA'><head><meta property='og:site_name' content='صحيفة \"الواحة\"'>"
        "<link rel=alternate type='application/rss+xml' href='/feed.xml'></head></html>",
    )
    publisher.answer("/robots.txt", f"User-agent: *\nSitemap: {publisher.url}/map.xml")
    publisher.answer("/map.xml", "<urlset><url><loc>/a</loc></url></urlset>")

    def new(*arguments):
        return CliRunner(env=desk.settings.environment()).invoke(
            naba_app, ["sources", "new", f"{publisher.url}/", "--country", "sa", "--id", "oasis", *arguments]
        )

    result = new("--allow-private")
    assert result.exit_code == 0, result.exception
    oasis = load_registry(desk.settings.sources).source("oasis")
    assert (oasis.name, oasis.language, oasis.timezone, oasis.country) == (
        'صحيفة "الواحة"',
        "ar",
        "Asia/Riyadh",
        "sa",
    )
    assert {feed.url for feed in oasis.feeds} == {f"{publisher.url}/feed.xml", f"{publisher.url}/rss"}
    assert [sitemap.url for sitemap in oasis.sitemaps] == [f"{publisher.url}/map.xml"]
    assert "is there already" in str(new("--allow-private").exception)
    (desk.settings.sources / "sa" / "oasis.toml").unlink()
    record = json.loads(new("--allow-private", "--json").output)
    assert record["path"].endswith("sa/oasis.toml")
    assert len(record["lists"]) == 3
    (desk.settings.sources / "sa" / "oasis.toml").unlink()
    assert "is a private address" in str(new().exception)


TEXT = (
    "قالت الوزارة إن الرحلات الجوية ستستأنف يوم الأحد المقبل بعد توقف دام أسبوعين بسبب الأحوال الجوية. " * 4
)


def test_why_follows_an_article_into_its_group(desk, publisher, other_publisher):
    page = f"<html><head><title>عنوان الخبر الأول</title></head><body><article><p>{TEXT}</p></article></body></html>"
    for one in (publisher, other_publisher):
        one.publish(1, DAY)
        one.answer("/news/1", page, Content_Type="text/html; charset=utf-8")
    publisher.publish(2, DAY)
    publisher.answer("/news/2", "<html><body><p>menu</p></body></html>")
    desk.source("desk", f"{publisher.url}/feed.xml")
    desk.source("copy", f"{other_publisher.url}/feed.xml")
    desk.crawl()
    steps.index_archive(desk.settings, [DAY], lambda _: None)
    steps.clean_days(desk.settings, [DAY], {}, lambda _: None)
    steps.pair_days(desk.settings, lambda _: None)
    steps.group_stories(desk.settings, lambda _: None, datetime(2026, 3, 2, tzinfo=UTC))
    warehouse.publish(desk.settings)
    way = why(desk.settings, f"{other_publisher.url}/news/1")
    assert way.verdict == "it is in the database"
    assert [step.what for step in way.steps] == [
        "listed",
        "fetched",
        "in the archive",
        "article",
        "main story",
    ]
    assert "of 2, canonical: http://127.0.0.1" in way.steps[-1].detail
    assert way.steps[-2].detail == "خبر 1 (day 2024-02-09, date from feed)"
    verdict = why(desk.settings, f"{publisher.url}/news/2").verdict
    assert verdict.startswith("it was captured, and holds no article: ")
