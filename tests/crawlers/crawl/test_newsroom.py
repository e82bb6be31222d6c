import http.client
import json
import subprocess
import sys
import tomllib
from collections import Counter
from datetime import UTC, datetime
from urllib.parse import quote, unquote, urlsplit

import feedparser
import pytest
from lxml import etree, html

from crawlers.registry.loading import load_registry
from dagster_project.demo.newsroom import SITE, Newsroom
from pipelines.errors import BadInputError
from pipelines.settings import REPOSITORY
from pipelines.urls import canonical_url
from tests.support.processes import PATIENCE

NEWSROOM = SITE.parent
TRUTH = tomllib.loads((NEWSROOM / "truth.toml").read_text("utf-8"))
PAGES = {
    f"http://{file.relative_to(SITE).parts[0]}/{quote('/'.join(file.relative_to(SITE).parts[1:]))}": file
    for file in SITE.rglob("*.html")
    if file.name != "index.html"
}
OLD_PAGE = "http://www.sahel-news.example/2026/3/4/48389/luxor-solar-feluccas.html"
ARABIC_URL = next(url for url in PAGES if "%D9" in url)


def _text(file):
    return file.read_bytes().decode("windows-1256" if PAGES.get(OLD_PAGE) == file else "utf-8")


def _file(url):
    target = urlsplit(url)
    return SITE / target.hostname / unquote(target.path).lstrip("/")


@pytest.fixture(scope="module")
def registry():
    return load_registry(NEWSROOM / "sources")


@pytest.fixture(scope="module")
def listed(registry):
    """Article URL → UTC time that its outlet's feed or sitemap gives."""
    found = {}
    for source in registry.sources.values():
        for feed in source.feeds:
            for entry in feedparser.parse(_file(feed.url).read_bytes()).entries:
                found[entry.link] = datetime(*entry.published_parsed[:6], tzinfo=UTC)
        for sitemap in source.sitemaps:
            tree = etree.fromstring(_file(sitemap.url).read_bytes())
            for url in tree.iterfind("{*}url"):
                assert url.findtext(".//{*}title")
                date = datetime.fromisoformat(url.findtext(".//{*}publication_date")).astimezone(UTC)
                assert found.setdefault(url.findtext("{*}loc"), date) == date
        for api in source.wordpress:
            for post in json.loads(_file(api.url).read_bytes()):
                found[post["link"]] = datetime.fromisoformat(post["date_gmt"]).replace(tzinfo=UTC)
    return found


@pytest.fixture
def newsroom():
    with Newsroom() as running:
        yield running


def _ask(newsroom, target, method="GET", **headers):
    port = urlsplit(newsroom.url).port
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, target, headers=names)
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


# ---- the files ----


def test_sources_are_valid(registry):
    assert registry.problems == ()
    assert len(registry.sources) >= 5
    assert {source.language for source in registry.sources.values()} == {"ar", "en", "fa"}
    assert {path.name for path in SITE.iterdir()} == {
        urlsplit(source.homepage).hostname for source in registry.sources.values()
    }


def test_feeds_and_sitemap_list_every_page_and_nothing_else(listed):
    assert set(listed) == set(PAGES)
    assert all(canonical_url(url) == url for url in listed)


def test_two_pages_are_in_the_sitemap_only(registry):
    source = registry.sources["ofoq-alsharq"]
    by_feed = {entry.link for entry in feedparser.parse(_file(source.feeds[0].url).read_bytes()).entries}
    by_host = {url for url in PAGES if urlsplit(url).hostname == "www.ofoq-alsharq.example"}
    assert len(by_host - by_feed) == 2
    robots = (SITE / "www.ofoq-alsharq.example" / "robots.txt").read_text("utf-8")
    assert f"Sitemap: {source.sitemaps[0].url}" in robots


def test_feeds_of_each_kind(registry):
    kinds = Counter()
    for source in registry.sources.values():
        for feed in source.feeds:
            parsed = feedparser.parse(_file(feed.url).read_bytes())
            kinds[parsed.version] += 1
            if feed.url.endswith("/broken.xml"):
                assert parsed.bozo
                assert not parsed.entries
            else:
                assert not parsed.bozo, feed.url
                assert parsed.entries, feed.url
            if source.id == "nasim":
                assert all(len(entry.content[0].value) > 400 for entry in parsed.entries)
    assert kinds["rss20"] >= 5
    assert kinds["atom10"] >= 1


def test_the_api_holds_the_text_of_its_pages(registry):
    (api,) = registry.sources["sepidar"].wordpress
    for post in json.loads(_file(api.url).read_bytes()):
        page = _text(PAGES[post["link"]])
        assert post["content"]["rendered"] in page
        assert f"<h1>{post['title']['rendered']}</h1>" in page


def test_every_host_has_robots_and_a_home_page():
    for host in SITE.iterdir():
        assert "User-agent:" in (host / "robots.txt").read_text("utf-8")
        assert (host / "index.html").is_file()


def test_counts_and_days_are_those_of_the_truth_file(listed):
    appended = sum(
        sum(
            1
            for heading in html.fromstring(_text(file)).iterfind(".//h4")
            if heading.getprevious() is not None and (heading.getprevious().text or "").startswith("إقرأ")
        )
        for url, file in PAGES.items()
        if urlsplit(url).hostname == "khulasa.example"
    )
    assert TRUTH["articles"] == len(PAGES) >= 60
    assert TRUTH["stories"] == len(PAGES) + appended
    assert sorted({f"{date:%Y-%m-%d}" for date in listed.values()}) == TRUTH["days"]
    assert TRUTH["days"] == ["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04"]


def _addresses():
    for story in TRUTH["story"]:
        yield from (story["canonical"], *story["copies"])


def test_every_address_of_the_truth_file_exists_once():
    addresses = list(_addresses())
    assert len(set(addresses)) == len(addresses)
    for address in [*addresses, *(a for trap in TRUTH["not_one_story"] for a in trap["addresses"])]:
        url, _, position = address.partition("#")
        assert url in PAGES
        if position:
            assert _text(PAGES[url]).count("إقرأ أيضاً:") >= int(position)


def test_canonical_is_the_earliest_main_story(listed):
    for story in TRUTH["story"]:
        assert "#" not in story["canonical"]
        main = [address for address in story["copies"] if "#" not in address]
        assert all(listed[story["canonical"]] < listed[address] for address in main)
        assert story["copies"]


def test_no_trap_is_a_group():
    group_of = {
        address: story["name"]
        for story in TRUTH["story"]
        for address in (story["canonical"], *story["copies"])
    }
    for trap in TRUTH["not_one_story"]:
        groups = [group_of.get(address, address) for address in trap["addresses"]]
        assert len(set(groups)) == len(groups) >= 2


@pytest.mark.parametrize("url", sorted(PAGES))
def test_page_is_small_and_well_formed(url):
    text = _text(PAGES[url])
    assert PAGES[url].stat().st_size < 12_288
    page = html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8"))
    assert page.get("dir") == ("ltr" if page.get("lang") == "en" else "rtl")
    for tag in ("p", "div", "ul", "ol", "li", "a", "h1", "article", "section"):
        assert text.count(f"<{tag}>") + text.count(f"<{tag} ") == text.count(f"</{tag}>"), tag
    canonical = page.xpath("string(//link[@rel='canonical']/@href)")
    assert canonical in {"", url}


def test_dates_that_local_time_puts_on_the_next_day(listed):
    for url, day in (
        ("http://sawt-alnakhil.example/akhbar/20260302-barhi-abu-alkhasib.html", "2026-03-01"),
        (next(url for url in PAGES if "/2026/03/04/%D9" in url), "2026-03-03"),
    ):
        assert f"{listed[url]:%Y-%m-%d}" == day


# ---- the server ----


def test_proxy_form_and_host_form_and_browser_form_give_the_same_bytes(newsroom):
    host, path = "www.almanara.example", "/rss.xml"
    expected = (SITE / host / "rss.xml").read_bytes()
    for target, headers in (
        (f"http://{host}{path}", {"Host": host}),
        (path, {"Host": f"{host}:8080"}),
        (f"/{host}{path}", {}),
    ):
        response, body = _ask(newsroom, target, **headers)
        assert (response.status, body) == (200, expected)
        assert response.headers.get_content_type() in {"text/xml", "application/xml"}
    assert newsroom.requests == [("GET", f"http://{host}{path}", 200)] * 3


def test_index_links_every_host(newsroom):
    response, body = _ask(newsroom, "/")
    assert response.status == 200
    for host in SITE.iterdir():
        assert f'href="/{host.name}/"'.encode() in body
        home, _ = _ask(newsroom, f"/{host.name}/")
        assert home.status == 200


def test_every_page_is_served(newsroom):
    for url, file in PAGES.items():
        response, body = _ask(newsroom, url)
        assert (response.status, body) == (200, file.read_bytes())
    assert [url for _, url, _ in newsroom.requests] == list(PAGES)


def test_304_by_etag(newsroom):
    first, body = _ask(newsroom, ARABIC_URL)
    etag = first.headers["ETag"]
    assert etag.startswith('"')
    assert body
    for held in (etag, f'"other", W/{etag}', "*"):
        response, body = _ask(newsroom, ARABIC_URL, If_None_Match=held)
        assert (response.status, body, response.headers["ETag"]) == (304, b"", etag)
    changed, _ = _ask(
        newsroom, ARABIC_URL, If_None_Match='"old"', If_Modified_Since=first.headers["Last-Modified"]
    )
    assert changed.status == 200


def test_304_by_last_modified(newsroom):
    first, _ = _ask(newsroom, ARABIC_URL)
    response, body = _ask(newsroom, ARABIC_URL, If_Modified_Since=first.headers["Last-Modified"])
    assert (response.status, body) == (304, b"")
    for since in ("Mon, 01 Jan 2001 00:00:00 GMT", "yesterday"):
        response, body = _ask(newsroom, ARABIC_URL, If_Modified_Since=since)
        assert response.status == 200
        assert body


def test_head_has_headers_and_no_body(newsroom):
    response, body = _ask(newsroom, OLD_PAGE, "HEAD")
    assert (response.status, body) == (200, b"")
    assert int(response.headers["Content-Length"]) == PAGES[OLD_PAGE].stat().st_size


def test_old_page_is_windows_1256_and_only_its_meta_tag_says_so(newsroom):
    response, body = _ask(newsroom, OLD_PAGE)
    assert response.headers["Content-Type"] == "text/html"
    assert b"charset=windows-1256" in body
    assert "الأقصر تختبر مراكب شراعية" in body.decode("windows-1256")
    assert html.fromstring(body).findtext(".//h1").startswith("الأقصر")
    other, _ = _ask(newsroom, ARABIC_URL)
    assert other.headers["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("http://www.almanara.example/2026/03/01/nothing.html", 404),
        ("http://www.almanara.example/2026", 404),
        (f"http://www.almanara.example/{'x' * 3000}", 404),
        ("http://nobody.example/", 502),
        ("/nobody.example/", 404),
        ("http://www.almanara.example/../../truth.toml", 400),
        ("http://www.almanara.example/%2e%2e/%2e%2e/truth.toml", 400),
        ("http://www.almanara.example/..%2f..%2ftruth.toml", 400),
        ("http://www.almanara.example/..%5c..%5ctruth.toml", 400),
        ("http://www.almanara.example//etc/passwd", 404),
        ("http://www.almanara.example/%00", 400),
        ("http://../truth.toml", 502),
        ("/../truth.toml", 404),
        ("http://[/", 400),
    ],
)
def test_what_is_not_there_or_leads_out_is_refused(newsroom, target, status):
    response, body = _ask(newsroom, target, Host=urlsplit(newsroom.url).netloc)
    assert response.status == status
    assert b"canonical" not in body


def test_query_is_ignored_but_noted(newsroom):
    response, _ = _ask(newsroom, f"{OLD_PAGE}?print=1")
    assert response.status == 200
    assert newsroom.requests == [("GET", f"{OLD_PAGE}?print=1", 200)]


def test_missing_site_is_one_clear_line(tmp_path):
    with pytest.raises(BadInputError, match="no folder"):
        Newsroom(tmp_path / "none")


@pytest.mark.process
def test_command_prints_its_address_and_a_taken_port_ends_with_2(newsroom):
    command = [sys.executable, "-m", "dagster_project.demo.newsroom"]
    folder = REPOSITORY
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=folder) as process:
        try:
            line = process.stdout.readline()
            assert line.startswith("Newsroom on http://127.0.0.1:")
            assert line.endswith("/\n")
        finally:
            process.terminate()
    port = str(urlsplit(newsroom.url).port)
    taken = subprocess.run(
        [*command, "--port", port], capture_output=True, text=True, cwd=folder, check=False
    )
    assert taken.returncode == 2
    assert taken.stderr.count("\n") == 1
    assert port in taken.stderr
