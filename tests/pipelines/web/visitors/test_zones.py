"""The time zone that a reader sees times in."""

import re

import pytest
from starlette.testclient import TestClient

from pipelines.web.app import build_app
from pipelines.web.asked import page_named
from pipelines.web.localized import LANGUAGES, localized
from pipelines.web.zones import zone_choices, zone_label, zone_named
from tests.support.pages.html_page import Page

DAY = "/day/2026-03-01"


@pytest.fixture
def client(database):
    return TestClient(build_app(database, ["testserver"]))


def times(client, address):
    """The times on a page: as programs read them, and as people do."""
    return re.findall(r'<time dir="ltr" datetime="([^"]+)">([^<]+)</time>', client.get(address).text)


def test_times_are_shown_in_the_zone_that_was_asked_for_and_stay_utc_for_programs(client):
    universal = times(client, DAY)
    assert ("2026-03-01T06:10:00+00:00", "2026-03-01 06:10") in universal
    # The day's own ends, said where it is no day of the reader's.
    ends = [("2026-03-01T00:00:00+00:00", "2026-03-01 09:00"), ("2026-03-02T00:00:00+00:00", "2026-03-02 09:00")]  # fmt: skip
    tokyo = times(client, f"{DAY}?tz=Asia/Tokyo")
    assert tokyo[:2] == ends
    assert [one for one, _ in tokyo[2:]] == [one for one, _ in universal]
    assert ("2026-03-01T06:10:00+00:00", "2026-03-01 15:10") in tokyo


def test_a_zone_that_was_asked_for_is_kept_and_named_at_the_foot(client):
    assert "Times: UTC; days: UTC." in client.get("/").text
    client.get("/?tz=Africa/Cairo")
    assert "Times: Egypt: Cairo; days: UTC." in client.get("/group/a1-0").text
    assert times(client, "/group/a1-0")[0] == ("2026-03-01T06:10:00+00:00", "2026-03-01 08:10")
    assert "الأوقات: مصر: القاهرة؛" in client.get("/?lang=ar").text
    assert "Times: UTC; days: UTC." in client.get("/?lang=en&tz=UTC").text


@pytest.mark.parametrize("name", ["Mars/Base", "../../etc/passwd", "africa/cairo", "<b>"])
def test_a_zone_that_there_is_not_is_one_line(client, name):
    answer = client.get("/", params={"tz": name})
    assert answer.status_code == 400
    assert "tz: expected an IANA time zone such as Africa/Cairo" in answer.text
    client.cookies.set("timezone", name)
    assert "Times: UTC" in client.get("/").text


def test_the_page_of_zones_leads_back_with_the_chosen_one(client):
    [back] = [
        link for link in Page(client.get(f"{DAY}?copies=1&tz=Asia/Aden").text).links if "/timezone" in link
    ]
    page = client.get(back).text
    assert f'<form method="get" action="{DAY}">' in page
    assert '<input type="hidden" name="copies" value="1">' in page
    assert '<option value="Asia/Aden" selected>Yemen: Aden</option>' in page


@pytest.mark.parametrize(
    "address", ["", "x", "//evil.example/", "/\\evil.example", "https://evil.example/x", "/\t/x", "http://[", "javascript:x"]
)  # fmt: skip
def test_the_page_of_zones_leads_nowhere_else(address):
    assert page_named(address) == ("/", [])


def test_a_page_of_ours_is_led_back_to_with_its_parameters():
    assert page_named("/group/%D9%85?left=a&right=b%26c") == (
        "/group/%D9%85",
        [("left", "a"), ("right", "b&c")],
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_zone_of_a_country_can_be_chosen_by_its_name_in_the_language(language):
    offered = dict(zone_choices(language))
    assert len(offered) > 400
    assert all(zone_named(name) for name in offered)
    assert len(set(offered.values())) == len(offered)
    if language == "ar":
        assert not [label for label in offered.values() if re.search("[A-Za-z]", label)]


@pytest.mark.parametrize(
    ("name", "english"),
    [
        ("Asia/Calcutta", "India: Kolkata"),
        ("Asia/Kolkata", "India: Kolkata"),
        ("America/Argentina/Buenos_Aires", "Argentina: Buenos Aires"),
        ("Etc/GMT+3", "GMT+3"),
        ("UTC", "UTC"),
    ],
)
def test_a_zone_is_called_by_country_and_city(name, english):
    assert zone_label(localized("en"), name) == english
