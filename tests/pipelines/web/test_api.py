"""The JSON API: what it says of itself is what it gives."""

import jsonschema
import pytest
from starlette.testclient import TestClient

from pipelines.web.api.operations import OPERATIONS
from pipelines.web.app import build_app
from tests.support.pages.html_page import Page
from tests.support.warehouse.little_news import HOSTILE, TITLE, article, story


@pytest.fixture
def client(database):
    return TestClient(build_app(database, ["testserver"]))


def checked(client, address, status=200):
    """The answer of an address, held against its own description."""
    response = client.get("/api" + address)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/json"
    described = client.get("/api/openapi.json").json()
    path = address.partition("?")[0]
    [operation] = [
        one for one in OPERATIONS if (one.path == path) or (one.name == "story" and path.count("/") == 2)
    ]
    answer = described["paths"][operation.path]["get"]["responses"][str(status)]["content"][
        "application/json"
    ]
    jsonschema.Draft202012Validator(
        {**answer["schema"], "components": described["components"]},
        format_checker=jsonschema.FormatChecker(),
    ).validate(response.json())
    return response.json()


@pytest.mark.parametrize(
    ("address", "status"),
    [
        *((one.example, 200) for one in OPERATIONS if one.example),
        ("/stories", 200),
        ("/stories?day=2026-03-01&order=copies", 200),
        ("/stories?words=مرسين", 200),
        ("/stories/a1-0", 200),
        ("/stories/a3-1", 200),
        ("/stories/a4-0", 200),
        ("/exchanges?outlet=nasim", 200),
        ("/stories/nothing", 404),
        ("/stories?copies=x", 400),
        ("/stories?day=yesterday", 400),
        ("/stories?words=" + "x" * 201, 400),
        ("/stories?word=typo", 400),
        ("/stories?cursor=x", 400),
        ("/stories?order=copies&cursor=" + "W1tbW1tb" * 40, 400),
        ("/days?page=2", 400),
    ],
)
def test_every_answer_is_what_the_description_says(client, address, status):
    assert checked(client, address, status)


def test_a_search_says_which_copy_it_found(client):
    [found] = checked(client, "/stories?words=عاصفة")["stories"]
    assert found["group_id"] == "a1-0"
    assert found["title"] == TITLE
    assert found["copies"] == 2
    assert found["found_in"]["story_id"] == "a2-0"
    assert "عاصفة" in found["found_in"]["passage"]


def test_a_story_has_its_text_and_the_evidence_for_each_copy(client):
    whole = checked(client, "/stories/a2-0")
    assert whole["group_id"] == "a1-0"
    assert [copy["story_id"] for copy in whole["copies"]] == ["a1-0", "a2-0", "a3-1"]
    assert [copy["reason"] for copy in whole["copies"]] == [None, "edited", "identical"]
    assert whole["copies"][1]["lag"] == "PT2H40M"
    assert checked(client, "/exchanges")["pairs"][0].keys() == {
        "original",
        "copy",
        "stories",
        "median_lag",
        "credited",
    }


@pytest.mark.parametrize("asked", ["order=newest", "order=copies", "order=best&words=خبر"])
def test_pages_follow_one_another_without_gap_also_where_stories_come_meanwhile(write, asked):
    def written(names):
        articles = [article(f"b{n:03}", "nasim", title=f"خبر {n}", minutes=n // 2, body="نص") for n in names]
        stories = list(map(story, articles))
        return write(articles, stories, {one["story_id"]: [one["story_id"]] for one in stories})

    client = TestClient(build_app(written(range(25)), ["testserver"]))
    seen, cursor = [], ""
    while cursor is not None:
        answer = checked(client, f"/stories?{asked}&limit=10" + (f"&cursor={cursor}" if cursor else ""))
        seen += [one["group_id"] for one in answer["stories"]]
        cursor = answer["next"]
        written(range(26))
    assert sorted(name for name in seen if name != "b025-0") == [f"b{n:03}-0" for n in range(25)]
    assert len(set(seen)) == len(seen)


def test_what_is_not_there_is_an_error_in_json(client, database):
    assert client.get("/api/nothing").json() == {"status": 404, "error": "Not Found"}
    assert client.post("/api/stories").status_code == 405
    database.unlink()
    assert "no database yet" in checked(client, "/stories", 503)["error"]


def test_hostile_texts_stay_text(client):
    assert checked(client, "/stories/a4-0")["title"] == HOSTILE
    assert checked(client, "/stories?words=" + HOSTILE)["in_all"] == 1
    assert client.get("/api/stories").headers["x-content-type-options"] == "nosniff"


def test_a_page_tells_people_of_every_address(client):
    page = Page(client.get("/api").text)
    for one in OPERATIONS:
        assert f"GET /api{one.path}" in page.text
    assert "/api/openapi.json" in page.links
    assert not {"script", "img"} & set(page.tags)
    assert 'dir="rtl"' in client.get("/api?lang=ar").text


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ("cursor=zzz", "cursor: expected `next` of an answer"),
        ("limt=3", "limt: Extra inputs are not permitted"),
    ],
)
def test_what_is_asked_wrongly_is_named_with_what_was_expected(client, asked, error):
    assert client.get(f"/api/stories?{asked}").json() == {"status": 400, "error": error}
