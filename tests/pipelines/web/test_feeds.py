"""Lists of stories as other programs read them."""

import csv
import io
import json
import re

import duckdb
import feedparser
import pytest
from starlette.testclient import TestClient

from pipelines.web.app import build_app
from tests.support.warehouse.little_news import ARTICLES, BODY, HOSTILE, MEMBERS, STORIES, TITLE

FORMULA = "=HYPERLINK(1)\x0b"


@pytest.fixture
def client(database):
    return TestClient(build_app(database, ["testserver"]))


def test_a_feed_reader_reads_the_newest_stories_with_their_copies(client):
    response = client.get("/stories.atom")
    assert response.headers["content-type"] == "application/atom+xml"
    feed = feedparser.parse(response.content)
    assert not feed.bozo
    assert feed.feed.link == "http://testserver/"
    published = [entry.published for entry in feed.entries]
    assert published == sorted(published, reverse=True)
    assert len(published) == len(MEMBERS)
    [story] = [entry for entry in feed.entries if entry.id == "urn:naba:a1-0"]
    assert story.title == TITLE
    assert story.author == "nasim"
    assert {link.href for link in story.links if link.rel == "related"} == {"http://testserver/group/a1-0"}
    assert story.summary.splitlines() == [
        BODY.replace("\n", " "),
        "2 copies, also in khulasa, sahel",
    ]
    assert story.link == next(one["url"] for one in ARTICLES if one["article_id"] == "a1")
    assert HOSTILE in {
        entry.title_detail.value for entry in feed.entries if entry.title_detail.type == "text/plain"
    }


def test_each_form_holds_the_same_stories_and_a_saved_search_is_an_address(client):
    for query in ({}, {"day": "2026-03-01"}, {"words": "مرفا"}, {"outlet": "nasim", "copies": "1"}):
        ids = [
            entry.id for entry in feedparser.parse(client.get("/stories.atom", params=query).content).entries
        ]
        feed = json.loads(client.get("/stories.json", params=query).content)
        rows = list(
            csv.DictReader(io.StringIO(client.get("/stories.csv", params=query).content.decode("utf-8-sig")))
        )
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert [item["id"] for item in feed["items"]] == ids
        assert [f"urn:naba:{row['group_id']}" for row in rows] == ids
        assert ids
        # The page of the list for people shows the same ones.
        shown = client.get(feed["home_page_url"]).text
        assert query == {} or all(f"/group/{one['_naba']['group_id']}" in shown for one in feed["items"])


def test_lists_for_people_name_their_feeds(client):
    page = client.get("/day/2026-03-01?words=مرفا").text
    assert '<link rel="alternate" type="application/atom+xml"' in page
    assert "/stories.csv?day=2026-03-01&amp;words=%D9%85%D8%B1%D9%81%D8%A7" in page


@pytest.mark.parametrize(
    ("page", "address"),
    [("/", "/stories.atom?lang=en"), ("/source/nasim", "/stories.atom?outlet=nasim&amp;lang=en")],
)
def test_home_and_outlets_name_their_feeds_too(client, page, address):
    assert client.get(page).text.count(f'href="{address}"') == 2
    assert feedparser.parse(client.get(address.replace("&amp;", "&")).content).entries


def test_a_story_names_its_own_json(client):
    [address] = re.findall('href="(/api/[^"]+)"', client.get("/group/a1-0").text)
    assert client.get(address).json()["group_id"] == "a1-0"


def test_a_feed_speaks_the_language_of_the_page_that_links_it(client):
    page = client.get("/day/2026-03-01?words=مرفا&copies=2&lang=ar").text
    [address] = re.findall('type="application/atom.xml" title="Atom" href="([^"]+)"', page)
    client.cookies.clear()
    answer = client.get(address.replace("&amp;", "&"))
    assert answer.headers["content-language"] == "ar"
    assert answer.headers["vary"].startswith("Accept-Language, Cookie")
    feed = feedparser.parse(answer.content)
    assert feed.feed.title == "نبأ: أخبار الأحد، 1 مارس 2026: مرفا، نسختان على الأقل"
    assert feed.feed.title_detail.language == "ar"
    [story] = feed.entries
    assert story.summary.splitlines()[1] == "نسختان، نشرته أيضاً khulasa، sahel"
    told = json.loads(client.get(address.replace("&amp;", "&").replace("atom", "json")).content)
    assert (told["title"], told["language"]) == (feed.feed.title, "ar")
    assert told["items"][0]["content_text"] == story.summary
    assert (
        client.get(address.replace("&amp;", "&").replace("lang=ar", "")).headers["content-language"] == "en"
    )


def test_parquet_has_the_rows_of_the_table_also_where_there_are_none(client, tmp_path):
    for query in ({}, {"words": "nothing-like-it"}):
        table = client.get("/stories.csv", params=query).content.decode("utf-8-sig")
        answer = client.get("/stories.parquet", params=query)
        assert answer.headers["content-type"] == "application/vnd.apache.parquet"
        (tmp_path / "stories.parquet").write_bytes(answer.content)
        read = duckdb.sql(f"FROM '{tmp_path}/stories.parquet'")
        header, *rows = csv.reader(io.StringIO(table))
        assert read.columns == header
        assert [row[0] for row in read.fetchall()] == [row[0] for row in rows]


def test_titles_that_are_formulas_or_no_xml_are_text(write):
    articles = [one | {"title": FORMULA} for one in ARTICLES[:1]]
    database = write(articles, [one | {"title": FORMULA} for one in STORIES[:1]], {"a1-0": ["a1-0"]})
    client = TestClient(build_app(database, ["testserver"]))
    [row] = csv.DictReader(io.StringIO(client.get("/stories.csv").content.decode("utf-8-sig")))
    assert row["title"] == f"'{FORMULA}"
    [entry] = feedparser.parse(client.get("/stories.atom").content).entries
    assert entry.title == "=HYPERLINK(1)"


@pytest.mark.parametrize(
    ("address", "status"),
    [("/stories.xml", 404), ("/stories.atom?day=soon", 404), ("/stories.json?copies=many", 400)],
)
def test_a_list_that_is_not_there_is_one_line(client, address, status):
    assert client.get(address).status_code == status


def test_no_stories_are_an_empty_list(client):
    feed = feedparser.parse(client.get("/stories.atom?words=nothing-like-it").content)
    assert not feed.bozo
    assert feed.entries == []
    assert json.loads(client.get("/stories.json?words=nothing-like-it").content)["items"] == []
