"""Tables that are sorted by links in their headings."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.testclient import TestClient

from pipelines.web.app import build_app
from pipelines.web.sorting import STORY, Sorting


@pytest.fixture
def client(database):
    return TestClient(build_app(database, ["testserver"]))


def table(markup, name):
    """Headings that sort, as (column, `aria-sort`, address), and the first cell of each row."""
    [found] = re.findall(rf'id="{name}".*?</table>', markup, flags=re.DOTALL)
    headings = re.findall(r'aria-sort="(\w+)"[^>]*><a href="([^"]+)"[^>]*>([^<]+)</a>', found)
    rows = re.findall(r'<th scope="row"[^>]*>.*?<(?:bdi|a href)[^>]*>([^<]+)<', found, flags=re.DOTALL)
    return {column: (order, address.replace("&amp;", "&")) for order, address, column in headings}, rows


@pytest.mark.parametrize(
    ("page", "name", "column", "orders"),
    [
        ("/?", "days", "day", [["2026-03-02", "2026-03-01"], ["2026-03-01", "2026-03-02"], ["2026-03-02", "2026-03-01"]]),
        ("/?", "sources", "source", [["khulasa", "ledger", "nasim", "sahel"], ["sahel", "nasim", "ledger", "khulasa"], ["khulasa", "ledger", "nasim", "sahel"]]),
        ("/group/a1-0?left=a2-0", "copies", "overlap", [["nasim", "sahel", "khulasa"], ["khulasa", "sahel", "nasim"], ["sahel", "khulasa", "nasim"]]),
        ("/overview?", "exchanges", "carried by", [["nasim", "nasim"], ["nasim", "nasim"], ["nasim", "nasim"]]),
        ("/source/nasim?", "copied_by", "source", [["khulasa", "sahel"], ["khulasa", "sahel"], ["sahel", "khulasa"]]),
    ],
)  # fmt: skip
def test_a_heading_sorts_its_table_and_turns_it_the_next_time(client, page, name, column, orders):
    shown = []
    for _ in range(3):
        markup = client.get(page).text
        headings, rows = table(markup, name)
        shown.append(rows)
        page = headings[column][1].partition("#")[0]
        assert sum(order != "none" for order, _ in headings.values()) <= 1
    assert shown == orders
    assert headings[column][0] in {"ascending", "descending"}


def test_stories_are_sorted_over_all_pages_and_what_else_was_asked_for_stays(client):
    markup = client.get("/day/2026-03-01?copies=0&language=ar&sort=first_seen&page=7").text
    assert "sort: expected one of stories.copies, stories.first_seen, stories.last_copy_after" in markup
    markup = client.get("/day/2026-03-01?language=ar&sort=stories.first_seen").text
    headings, _ = table(markup, "stories")
    assert headings["first seen"] == (
        "ascending",
        "/day/2026-03-01?language=ar&sort=-stories.first_seen#stories",
    )
    assert headings["copies"] == ("none", "/day/2026-03-01?language=ar&sort=-stories.copies#stories")
    assert '<input type="hidden" name="sort" value="stories.first_seen">' in markup
    assert "language=ar&amp;sort=stories.first_seen&amp;lang=ar" in markup


def test_each_way_of_a_story_list_is_an_order_of_its_own(client):
    def groups(way):
        return re.findall(r'href="/group/([^"]+)"', client.get(f"/?from=2026-03-01&sort={way}").text)

    for column in ("copies", "first_seen", "last_copy_after"):
        first, last = groups(f"-stories.{column}"), groups(f"stories.{column}")
        assert sorted(first) == sorted(last)
        assert first[0] != last[0]


def test_a_search_has_its_best_first_and_a_way_back_to_them(client):
    headings, _ = table(client.get("/?words=مرفا").text, "stories")
    assert {order for order, _ in headings.values()} == {"none"}
    sorted_ = client.get(f"/{headings['copies'][1].removeprefix('/')}").text
    assert ">best first</a>" in sorted_
    assert re.search(r'<a href="/\?words=[^"&]+" rel="nofollow">best first', sorted_)


@pytest.mark.parametrize("asked", ["x", "days", "days.", "-copies.x", "copies.<b>", ".", "-"])
def test_a_column_that_there_is_not_is_one_line(client, asked):
    answer = client.get("/", params={"sort": asked})
    assert answer.status_code == 400
    assert "sort: expected one of days.day, days.stories," in answer.text
    assert "sources.errors, with a minus" in answer.text


@given(values=st.lists(st.none() | st.integers(0, 9)), is_descending=st.booleans())
def test_rows_without_a_value_are_last_whichever_way(values, is_descending):
    query = f"sort={'-' * is_descending}copies.overlap".encode()
    request = Request({"type": "http", "path": "/", "query_string": query, "headers": []})
    assert QueryParams(query.decode()) == request.query_params
    rows = [{"overlap": value, "place": place} for place, value in enumerate(values)]
    found = [row["overlap"] for row in Sorting(request, STORY, {}).rows("copies", rows)]
    present = sorted((value for value in values if value is not None), reverse=is_descending)
    assert found == present + [None] * values.count(None)
