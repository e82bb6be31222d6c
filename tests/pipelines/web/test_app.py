"""The story explorer at the server: every page, filters, hostile texts, a database that is replaced."""

import re
import threading
from urllib.request import urlopen

import duckdb
import pytest
from starlette.testclient import TestClient

from pipelines import warehouse
from pipelines.errors import BadInputError
from pipelines.web.app import build_app
from pipelines.web.security import CONTENT_SECURITY_POLICY
from pipelines.web.serve import serve
from tests.support.pages.html_page import Page
from tests.support.processes import PATIENCE
from tests.support.servers.explorer import served_explorer
from tests.support.warehouse.little_news import (
    ARTICLES,
    BODY,
    HOSTILE,
    MEMBERS,
    STORIES,
    TITLE,
    article,
    story,
)


@pytest.fixture
def client(database):
    return TestClient(build_app(database, ["testserver"]), raise_server_exceptions=True)


def get(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return Page(response.text)


def shown(page):
    """The stories of a page of groups, by the group's id."""
    return re.findall(r"/group/([a-z0-9-]+)", " ".join(page.links))


def test_days_newest_first_and_sources(client):
    page = get(client, "/")
    # The newest one is named above the table, too.
    days = ["/day/2026-03-02", "/day/2026-03-02", "/day/2026-03-01"]
    assert [link for link in page.links if link.startswith("/day/")] == days
    assert {"/source/nasim", "/source/khulasa"} <= set(page.links)


def test_the_first_page_begins_with_what_was_carried_most_on_the_newest_day(client):
    page = get(client, "/")
    assert "Carried most on Monday, 2 March 2026" in page.text
    assert shown(page) == ["a5-0"]
    assert "2 copies" not in page.text


def test_a_day_shows_its_groups_most_copies_first(client):
    page = get(client, "/day/2026-03-01")
    assert shown(page) == ["a1-0", "a4-0", "a3-0"]
    assert TITLE in page.text
    assert "3 stories" in page.text
    assert "15 h" in page.text
    assert BODY.replace("\n", " ") in page.text
    assert "/day/2026-03-02" in page.links


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("outlet=khulasa", ["a1-0", "a3-0"]),
        ("language=en", ["a4-0"]),
        ("copies=1", ["a1-0"]),
        ("copies=3", []),
        ("words=مرسين", ["a1-0"]),
        ("words=انطلق", []),
        ("words=استقبال+سُفُن", ["a1-0"]),
        ("words=مرسين+استقبال", ["a1-0"]),
        ('words="استقبال+سفن"', ["a1-0"]),
        ('words="سفن+استقبال"', []),
        ("words=استقبال+-مرفا", []),
        ("words=استقبال+-انطلق", ["a1-0"]),
        ("words=ادارة&outlet=sahel&language=ar&copies=1", ["a1-0"]),
        ("words=(.*)", []),
        ("words=%25_", []),
        ("words=<SCRIPT>", ["a4-0"]),
        ("outlet=' OR 1=1 --", []),
    ],
)
def test_filters_of_a_day(client, query, expected):
    assert shown(get(client, f"/day/2026-03-01?{query}")) == expected


def test_a_search_over_all_days_looks_at_titles_and_texts(client):
    assert shown(get(client, "/?words=مرفا")) == ["a1-0"]
    assert shown(get(client, "/?words=بمرسين")) == []
    assert shown(get(client, "/?words=مرسين")) == ["a1-0"]
    assert shown(get(client, "/?words=تنطلق")) == ["a3-0"]
    assert shown(get(client, "/?words=-خبر&language=ar")) == ["a3-0", "a1-0"]
    assert shown(get(client, "/?outlet=nasim")) == ["a1-0", "a5-0"]
    assert "no quotation marks" in get(client, "/?words=زرافة").text


def test_a_range_of_days_narrows_a_search(client):
    assert shown(get(client, "/?words=مرسين&from=2026-03-01&to=2026-03-02")) == ["a1-0"]
    assert shown(get(client, "/?words=مرسين&from=2026-03-02&to=2026-03-02")) == []
    assert shown(get(client, "/?outlet=nasim&from=2026-03-02")) == ["a5-0"]
    assert get(client, "/?from=2026-13-01", 400)


def test_a_search_shows_the_copy_that_matched_with_its_words_marked(client):
    markup = client.get("/?words=فجر+عاصفه").text
    assert "<mark>فجر</mark>" in markup
    assert "<mark>عاصفة</mark>" in markup
    assert 'href="/source/sahel"' in markup.split('class="found"')[1].split("</p>")[0]
    hostile = client.get("/?words=script").text
    assert "&lt;<mark>script</mark>&gt;" in hostile
    assert "<script" not in hostile


def test_a_country_narrows_to_what_its_outlets_carry(client, write, settings):
    with warehouse.session(settings) as connection:
        connection.execute(
            "INSERT INTO known_sources VALUES ('sahel', 'Sahel', 'lb', 'ar', 'Asia/Beirut', 'http://sahel.example')"
        )
    write()
    assert shown(get(client, "/day/2026-03-01?country=lb")) == ["a1-0"]
    assert shown(get(client, "/day/2026-03-01?country=eg")) == []
    assert "Lebanon" in get(client, "/").text


def test_a_search_of_the_longest_length_works(client):
    assert shown(get(client, f"/?words={'ا' * 200}")) == []


@pytest.mark.parametrize(
    "query", ["copies=x", "copies=-1", "copies=99999999999", "copies=1&page=1e3", f"words={'x' * 201}"]
)
def test_a_filter_that_cannot_be_is_one_line(client, query):
    assert "at most" in (text := get(client, f"/?{query}", 400).text) or "expected a number" in text


def test_pages_of_groups(client, write):
    articles = [article(f"b{n:03}", "nasim", title=f"خبر {n}", minutes=n, body="نص") for n in range(250)]
    stories = list(map(story, articles))
    database = write(articles, stories, {one["story_id"]: [one["story_id"]] for one in stories})
    client = TestClient(build_app(database, ["testserver"]))
    first = get(client, "/day/2026-03-01")
    assert len(shown(first)) == 200
    assert "250 stories, page 1 of 2" in first.text
    second = get(client, "/day/2026-03-01?page=2")
    assert len(shown(second)) == 50
    assert "/day/2026-03-01?page=1" in second.links


def test_a_group_shows_who_credits_whom_and_the_page_of_a_read_also_copy(client):
    page = get(client, "/group/a1-0")
    assert "وكالة نسيم" in page.text
    assert "82%" in page.text
    assert "identical" in page.text
    assert "read also" in page.text
    assert "/group/a3-0" in page.links  # the page that carried it
    assert "http://sahel.example/a2" in page.links


def test_a_lead_image_is_a_link_that_nobody_follows_unasked(write):
    images = ["http://nasim.example/1.jpg", "javascript:alert(1)"]
    articles = [one | {"image_url": image} for one, image in zip(ARTICLES, images, strict=False)]
    client = TestClient(build_app(write([*articles, *ARTICLES[2:]]), ["testserver"]))
    markup = client.get("/group/a1-0").text
    assert markup.count(">image</a>") == 1
    assert '<a href="http://nasim.example/1.jpg" rel="noopener noreferrer nofollow"' in markup
    assert "<img" not in markup


def test_two_copies_side_by_side_with_what_differs(client):
    markup = client.get("/group/a1-0?left=a1-0&right=a2-0").text
    assert "<del>صباح الأحد </del>" in markup
    assert re.search(r"<ins>فجر الاثنين\s*</ins>", markup)
    same = client.get("/group/a1-0?left=a1-0&right=a3-1").text
    assert "<del>Only on the left</del>: 0 words" in same
    assert "same copy" in client.get("/group/a1-0?left=a1-0&right=a1-0").text


def test_a_story_leads_to_its_group_and_an_unknown_one_is_not_found(client):
    response = client.get("/group/a3-1", follow_redirects=False)
    assert response.headers["location"].endswith("/group/a1-0")
    for address in ("/group/nothing", "/source/nothing", "/day/yesterday", "/nothing"):
        get(client, address, 404)


def test_a_source_shows_rhythm_and_exchange(client):
    page = get(client, "/source/nasim")
    assert {"/source/sahel", "/source/khulasa", "/group/a1-0", "/group/a5-0"} <= set(page.links)
    assert "came by import" in page.text
    assert "/source/nasim" in get(client, "/source/khulasa").links


def test_the_overview_shows_volume_exchange_and_credits_each_with_its_table(client):
    markup = client.get("/overview").text
    page = Page(markup)
    assert {"/source/nasim", "/source/sahel", "/source/khulasa", "/source/ledger"} <= set(page.links)
    assert re.findall(r'<svg class="picture (\w+)"', markup) == ["volume", "network", "matrix"]
    assert "\u2068sahel\u2069 carries 1 of \u2068nasim\u2069, usually after 2 h 40 min" in markup
    assert "وكالة نسيم" in page.text


def test_a_search_of_several_days_is_shown_over_time(client):
    markup = client.get("/?from=2026-03-01").text
    assert re.findall(r"<title>(\S+) \u2068stories\u2069: (\d)</title>", markup) == [
        ("2026-03-01", "3"),
        ("2026-03-02", "1"),
    ]
    assert "/day/2026-03-02" in Page(markup).links
    for one_day in ("/day/2026-03-01", "/?from=2026-03-02"):
        assert "over-time" not in client.get(one_day).text


def test_an_overview_of_nothing_says_so(client, write):
    write([], [], {})
    assert "No stories yet" in get(client, "/overview").text


def test_a_story_of_three_copies_shows_its_way(client):
    markup = client.get("/group/a1-0").text
    assert markup.count('<path class="like"') == 2
    assert "dispatch" not in client.get("/group/a4-0").text


def test_hostile_texts_are_shown_as_text(client):
    for address in ("/day/2026-03-01", "/group/a4-0", "/source/ledger", "/?words=" + HOSTILE):
        response = client.get(address)
        page = Page(response.text)
        assert "<script>" in page.text or HOSTILE in response.text.replace("&lt;", "<")
        assert not {"script", "img"} & set(page.tags)
        assert not [link for link in page.links if link.startswith("javascript")]


def test_every_text_has_its_language_and_direction(client):
    markup = client.get("/group/a1-0").text
    assert '<h1 lang="ar" dir="rtl">' in markup
    assert '<div class="body" dir="auto">' in client.get("/group/a5-0").text
    assert '<h1 lang="en" dir="ltr">' in client.get("/group/a4-0").text


def test_every_answer_forbids_all_that_it_does_not_need(client):
    for address in ("/", "/nothing", "/static/style.css"):
        headers = client.get(address).headers
        assert headers["content-security-policy"] == CONTENT_SECURITY_POLICY
        assert headers["x-content-type-options"] == "nosniff"
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
    assert client.post("/").status_code == 405


def test_no_page_names_another_place(client):
    for address in ("/", "/day/2026-03-01", "/source/nasim"):
        assert not [link for link in get(client, address).links if not link.startswith(("/", "#"))]


def test_a_replaced_database_is_followed_and_a_missing_one_is_said(client, write, settings):
    assert shown(get(client, "/day/2026-03-01")) == ["a1-0", "a4-0", "a3-0"]
    write(ARTICLES[:1], STORIES[:1], {"a1-0": ["a1-0"]})
    assert shown(get(client, "/day/2026-03-01")) == ["a1-0"]
    settings.database.unlink()
    assert "no database yet" in get(client, "/", 503).text
    write()
    assert shown(get(client, "/day/2026-03-01")) == ["a1-0", "a4-0", "a3-0"]


def test_readers_and_a_publisher_do_not_wait_for_each_other(database, write):
    failed, stop = [], threading.Event()

    def page():
        with urlopen(f"{address}/group/a1-0", timeout=PATIENCE) as answer:  # noqa: S310 - loopback
            return answer.read().decode()

    def read():
        while not stop.is_set():
            try:
                page()
            except OSError as error:
                failed.append(error)

    with served_explorer(database) as address:
        readers = [threading.Thread(target=read) for _ in range(3)]
        for reader in readers:
            reader.start()
        for _ in range(3):
            write()
        write(ARTICLES[:1], STORIES[:1], {"a1-0": ["a1-0"]})
        stop.set()
        for reader in readers:
            reader.join()
        assert failed == []
        assert MEMBERS["a1-0"][1] not in page()


def test_a_database_of_something_else_is_one_line(tmp_path):
    with duckdb.connect(str(tmp_path / "other.duckdb")) as connection:
        connection.execute("CREATE TABLE t (i INTEGER)")
    page = get(TestClient(build_app(tmp_path / "other.duckdb", ["testserver"])), "/", 503)
    assert "another version of Naba published this" in page.text


def test_serving_nothing_or_on_a_taken_port_is_bad_input(tmp_path, database):
    with pytest.raises(BadInputError, match="no database yet"):
        serve(tmp_path / "none.duckdb", "127.0.0.1", 0)
    (tmp_path / "text").write_text("no database")
    with pytest.raises(BadInputError, match="text"):
        serve(tmp_path / "text", "127.0.0.1", 0)
    with pytest.raises(BadInputError, match="can't listen"):
        serve(database, "203.0.113.1", 1)


def test_others_read_the_file_that_the_explorer_has_open(client, database):
    get(client, "/")
    with duckdb.connect(str(database), read_only=True), warehouse.open_database(database) as connection:
        assert connection.execute("SELECT count(*) FROM news").fetchall() == [(4,)]
