"""`naba mcp`: what a language model is told, over the protocol itself."""

import asyncio
import json
import sys

import pytest

from pipelines.errors import BadInputError
from pipelines.mcp_server import build_server
from tests.support.warehouse.little_news import HOSTILE, TITLE

mcp = pytest.importorskip("mcp")


@pytest.fixture
def call(settings, database):
    """Calls tools, one after the other; what each answers, and whether it is an error."""

    def call(*calls):
        async def session():
            async with mcp.Client(build_server(database, settings)) as client:
                return [await client.call_tool(name, arguments) for name, arguments in calls]

        return [(answer.content[0].text, answer.is_error) for answer in asyncio.run(session())]

    return call


def found(answer):
    text, is_error = answer
    assert not is_error, text
    return json.loads(text)


def test_every_tool_only_reads_and_says_what_it_is_for(settings, database):
    async def session():
        async with mcp.Client(build_server(database, settings)) as client:
            return (await client.list_tools()).tools

    tools = asyncio.run(session())
    assert {tool.name for tool in tools} == {
        "search_stories",
        "read_story",
        "why",
        "outlets",
        "who_copies_whom",
    }
    assert all(tool.annotations.read_only_hint and tool.description for tool in tools)


def test_from_a_search_to_the_evidence(call):
    answers = call(
        ("search_stories", {"words": "مرفا", "limit": 1}),
        ("search_stories", {"words": "مرسين"}),
        ("search_stories", {"words": "مرسين", "first": "2026-03-02", "last": "2026-03-02"}),
        ("read_story", {"story": "a3-1"}),
        ("why", {"one": "a1-0", "other": "a2-0"}),
    )
    by_title, in_texts, other_day, story, why = map(found, answers)
    assert [one["title"] for one in by_title["stories"]] == [TITLE]
    assert by_title["stories"][0]["first_published_at"].startswith("2026-03-01T")
    assert in_texts["in_all"] == 1
    assert other_day == {"in_all": 0, "stories": []}
    assert story["group_id"] == "a1-0"
    assert {copy["story_id"] for copy in story["copies"]} == {"a1-0", "a2-0", "a3-1"}
    assert {copy["reason"] for copy in story["copies"]} == {None, "edited", "identical"}
    assert "body" not in story["copies"][0]
    assert story["text"]
    assert not story["is_cut"]
    assert why["compared"]["source"] == ["nasim", "sahel"]
    assert why["only_in_first"]


def test_outlets_and_who_copies_whom(call):
    outlets, pairs, of_one = map(
        found, call(("outlets", {}), ("who_copies_whom", {}), ("who_copies_whom", {"outlet": "nobody"}))
    )
    assert {"nasim", "sahel", "khulasa"} <= {one["source"] for one in outlets["outlets"]}
    assert ("nasim", "sahel") in {(pair["original"], pair["copy"]) for pair in pairs["pairs"]}
    assert of_one == {"pairs": []}


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("read_story", {"story": "nothing"}, "no story nothing"),
        ("why", {"one": "a1-0", "other": "nothing"}, "no story nothing in the database"),
        ("search_stories", {"limit": 1000}, "less than or equal to 100"),
        ("search_stories", {"first": "yesterday"}, "valid date"),
        ("search_stories", {"words": "x" * 201}, "at most 200"),
        ("who_copies_whom", {"outlet": 7}, "valid string"),
        (
            "search_stories",
            {"words": "مرسين", "day": "2026-03-02"},
            "no argument day: expected words, first, last",
        ),
        ("outlets", {"country": "eg"}, "no argument country: it takes none"),
        ("read_story", {"story_id": "a1-0"}, "no argument story_id: expected story"),
        ("read_story", {}, "story: Field required"),
    ],
)
def test_what_cannot_be_answered_is_an_error_that_says_why(call, tool, arguments, said):
    [(text, is_error)] = call((tool, arguments))
    assert is_error
    assert said in text
    assert text.count("\n") == 0


def test_hostile_words_find_what_they_are(call):
    [answer] = call(("search_stories", {"words": HOSTILE[:50], "outlet": None}))
    assert found(answer)["in_all"] in {0, 1}
    [answer] = call(("search_stories", {"outlet": "' OR 1=1 --"}))
    assert found(answer)["in_all"] == 0


def test_a_database_that_is_not_there_is_said(settings, call):
    settings.database.unlink()
    [(text, is_error)] = call(("outlets", {}))
    assert is_error
    assert str(settings.database) in text


def test_without_the_package_one_line_says_what_to_install(settings, monkeypatch):
    monkeypatch.setitem(sys.modules, "mcp.server", None)
    with pytest.raises(BadInputError, match=r"naba\[mcp\]"):
        build_server(settings.database, settings)
