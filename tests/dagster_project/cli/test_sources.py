import json
from datetime import UTC, date, datetime, timedelta

import pytest
from typer.testing import CliRunner

from crawlers.memory.opening import open_state
from crawlers.registry.loading import load_registry
from crawlers.rules.schedule import Schedule
from dagster_project.cli.sources import age, app
from pipelines.errors import BadInputError, NabaError
from tests.support.servers.wordpress import WordPressSite


@pytest.fixture
def naba(desk):
    def run(*arguments):
        return CliRunner(env=desk.settings.environment()).invoke(app, [str(one) for one in arguments])

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


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["check"], "no source file in it that can be used"),
        (["check", "oasis"], "no source oasis: there are none"),
    ],
)
def test_a_check_of_a_folder_without_source_files_does_not_say_that_all_is_well(desk, naba, arguments, says):
    desk.settings.sources.mkdir(parents=True, exist_ok=True)
    error = naba(*arguments).exception
    assert isinstance(error, BadInputError)
    assert says in str(error)


def test_a_country_that_is_none_is_said_and_not_asked_for(naba, tmp_path):
    listed = tmp_path / "feeds.csv"
    listed.write_text("url\nhttps://wave.example/feed\n")
    for country in ("Lebanon", "LB"):
        said = f"'{country}' is no country: expected a code of ISO 3166 such as sa"
        assert str(naba("new", "https://wave.example/", "--country", country).exception) == said
        result = naba("import", listed, "--country", country)
        assert (result.exit_code, said in result.stderr) == (2, True)


@pytest.mark.parametrize(
    ("content", "why"), [(None, "No such file or directory"), (b"\xff\xfe\x00", "expected UTF-8")]
)
def test_a_file_of_sites_that_cannot_be_read_is_one_plain_line(naba, tmp_path, content, why):
    sites = tmp_path / "sites.txt"
    if content is not None:
        sites.write_bytes(content)
    assert str(naba("new", "--from", sites).exception) == f"{sites}: cannot be read: {why}"


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
    with open_state(desk.settings) as state:
        url = f"{publisher.url}/feed.xml"
        state.reschedule("good", url, Schedule(overflows=2, overflowed_at=at, etag_lies=True))
    feed, gone = json.loads(naba("check", "--json").output)
    assert feed["note"] == (
        "2 times no entry in common with the poll before, last 2024-02-09 12:00: articles may have been missed; "
        "keeps its ETag while its content changes"
    )
    assert gone["problem"] == "gone (HTTP 410): remove it, or find where it went"


ARTICLE = (
    "<html lang='ar'><head><title>{0}</title><meta property='article:published_time' content='2024-02-09T12:00:00+03:00'></head>"
    "<body><article><h1>{0}</h1><p>"
    + "قالت الوزارة إن الرحلات الجوية ستستأنف يوم الأحد المقبل بعد توقف دام أسبوعين بسبب الأحوال الجوية. " * 4
    + "</p></article></body></html>"
)


def test_a_check_shows_how_an_article_of_each_source_is_read(desk, publisher, naba):
    publisher.publish(1, date(2024, 2, 9))
    publisher.answer("/news/1", ARTICLE.format("خبر 1"), Content_Type="text/html")
    publisher.publish(2, date(2024, 2, 9), feed="/wall.xml")
    publisher.answer("/news/2", "<title>Just a moment...</title><p>x</p>")
    desk.source("good", f"{publisher.url}/feed.xml")
    desk.source("wall", f"{publisher.url}/wall.xml")
    good, wall = json.loads(naba("check", "--json").stdout)
    assert (good["article"]["title"], good["article"]["language"], good["article"]["words"] > 50) == (
        "خبر 1",
        "ar",
        True,
    )
    assert good["article"]["published_at"] == "2024-02-09T12:00:00+03:00"
    assert good["article"]["first_words"].startswith("قالت الوزارة إن")
    assert wall["article"]["problem"].startswith("blocked: ")
    shown = naba("check", "good").output
    assert "قالت الوزارة" in shown


def test_many_sites_are_looked_at_side_by_side_and_one_that_fails_stops_no_other(
    publisher, other_publisher, naba, tmp_path
):
    site = WordPressSite(publisher, datetime(2024, 2, 9, 12, tzinfo=UTC), days=5)
    other_publisher.answer("/", "<html><p>nothing to read from here</p></html>")
    sites = tmp_path / "sites.txt"
    sites.write_text(f"# two sites\n{other_publisher.url}/\n{site.url}/\nnowhere\n")
    result = naba("new", "--from", sites, "--country", "sa", "--allow-private", "--json")
    assert result.exit_code == 2
    record = json.loads(result.stdout)
    assert sorted((one["kind"], one["url"].removeprefix(site.url)) for one in record["lists"]) == [
        ("feed", "/feed/"),
        ("sitemap", "/sitemap_index.xml"),
        ("wordpress", "/wp-json/wp/v2/posts"),
    ]
    assert "neither feed nor sitemap found" in result.stderr
    assert "'nowhere' is no address" in result.stderr
    assert isinstance(naba("new").exception, BadInputError)


def test_feeds_that_are_linked_for_people_are_found_and_each_once(publisher, other_publisher, desk, naba):
    today = datetime.now(UTC).date()
    page = "<html lang=ar><head><title>{}</title>{}</head><body>{}</body></html>"
    publisher.publish(1, today, feed="/rss.php")
    atom = "<link rel=alternate type='application/rss+xml' href='/rss.php'><link rel=alternate type='application/rss+xml' href='/comments/feed/'>"
    publisher.answer("/", page.format("الواحة", atom, "<a href='rss.php?again=1'>RSS</a>"))
    for place in ("/rss.php?again=1", "/comments/feed/"):
        publisher.replies[place] = publisher.replies["/rss.php"]
    other_publisher.publish(2, today, feed="/services/sport-rss")
    other_publisher.answer("/", page.format("المنارة", "", "<a href='/services/rss'>الخلاصات</a>"))
    place = other_publisher.url.replace("http:", "feed:")
    other_publisher.answer(
        "/services/rss", page.format("RSS", "", f"<a href='{place}/services/sport-rss'>رياضة</a>")
    )
    for name, site in (("oasis", publisher), ("lighthouse", other_publisher)):
        result = naba("new", f"{site.url}/", "--id", name, "--country", "sa", "--allow-private")
        assert result.exit_code == 0, result.stderr
    feeds = [
        feed.url for source in load_registry(desk.settings.sources).sources.values() for feed in source.feeds
    ]
    assert sorted(feeds) == sorted([f"{publisher.url}/rss.php", f"{other_publisher.url}/services/sport-rss"])


OPML = """<?xml version="1.0"?><opml version="2.0"><body><outline text="أخبار">
<outline type="rss" text="الواحة" xmlUrl="https://oasis.om/rss.xml" htmlUrl="https://www.oasis.om/" language="ar"/>
<outline type="rss" text="الواحة: رياضة" xmlUrl="https://oasis.om/sport.xml" htmlUrl="https://www.oasis.om/"/>
<outline type="rss" text="Wave" xmlUrl="https://wave.example/feed"/><outline text="no feed"/></outline></body></opml>"""


def test_lists_of_other_programs_become_source_files(desk, naba, tmp_path):
    file = tmp_path / "feeds.opml"
    file.write_text(OPML, encoding="utf-8")
    result = naba("import", file)
    assert result.exit_code == 2
    assert "wave.example does not say its country" in result.stderr
    assert naba("import", file, "--country", "cy", "--language", "en").exit_code == 2
    sources = load_registry(desk.settings.sources).sources
    assert {key: (one.country, one.name, one.language, one.timezone) for key, one in sources.items()} == {
        "oasis": ("om", "الواحة", "ar", "Asia/Muscat"),
        "wave": ("cy", "Wave", "en", "Asia/Nicosia"),
    }
    assert [spec.url for spec in sources["oasis"].lists] == [
        "https://oasis.om/rss.xml",
        "https://oasis.om/sport.xml",
    ]
    # what was exported is imported again, as it was
    for name in ("all.csv", "all.opml"):
        assert naba("export", tmp_path / name).exit_code == 0
    for path in desk.settings.sources.glob("*/*.toml"):
        path.unlink()
    assert naba("import", tmp_path / "all.csv").exit_code == 0
    again = load_registry(desk.settings.sources).sources
    assert {key: one.lists for key, one in again.items()} == {key: one.lists for key, one in sources.items()}
    assert "https://wave.example/feed" in (tmp_path / "all.opml").read_text()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<html>", "no address of a feed in it"),
        ("", "no address of a feed in it"),
        ("name,address\nx,y\n", "no column url"),
        ("url\nnot an address\n", "no address of a feed in it"),
        ("\0\1", "no"),
    ],
)
def test_a_file_without_feeds_is_one_line(naba, tmp_path, text, said):
    file = tmp_path / "feeds"
    file.write_text(text)
    error = naba("import", file).exception
    assert isinstance(error, BadInputError)
    assert said in str(error)
    assert "\n" not in str(error)


def test_a_kind_that_needs_more_than_an_address_is_said(naba, tmp_path):
    file = tmp_path / "lists.csv"
    file.write_text(
        "url;kind;country\nhttps://n.example/map.xml;sitemap;sa\nhttps://m.example/a;listing;sa\n"
    )
    result = naba("import", file)
    assert (result.exit_code, "expected a list of the kinds feed, sitemap, wordpress;" in result.stderr) == (
        2,
        True,
    )
    assert "n.toml: written" in result.stdout


def test_no_row_is_lost_in_silence_and_two_sites_of_one_name_are_two_sources(desk, naba, tmp_path):
    file = tmp_path / "lists.csv"
    file.write_text(
        "url,name,country\nfeed://wave.example.kw/rss,Wave,kw\nhttps://wave.example.ps/rss,Wave,ps\n"
        "javascript:alert(1),x,sa\nhttps://wave.example.kw/other,Wave,kw\n"
    )
    result = naba("import", file)
    assert (result.exit_code, "javascript:alert(1): no web address" in result.stderr) == (2, True)
    found = load_registry(desk.settings.sources).sources
    assert {key: [feed.url for feed in source.feeds] for key, source in found.items()} == {
        "example": ["http://wave.example.kw/rss", "https://wave.example.kw/other"],
        "example-ps": ["https://wave.example.ps/rss"],
    }
    assert "is there already" in naba("import", file).stderr


def test_a_check_of_an_index_says_that_no_article_was_looked_at(desk, publisher, naba):
    publisher.answer(
        "/index.xml",
        "<sitemapindex><sitemap><loc>/1.xml.gz</loc></sitemap><sitemap><loc>/2.xml.gz</loc></sitemap></sitemapindex>",
    )
    desk.source("map", sitemaps=[f"{publisher.url}/index.xml"])
    (check,) = json.loads(naba("check", "--json").output)
    assert (check["entries"], check["problem"]) == (2, None)
    assert check["note"] == "an index of lists: those, and their articles, only a crawl asks"
