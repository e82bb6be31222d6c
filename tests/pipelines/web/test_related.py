"""Related groups and events, as the explorer and the daily report show them; hostile titles among them."""

import re
from datetime import date

import pytest
from starlette.testclient import TestClient

from pipelines import warehouse
from pipelines.warehouse.write.relating import replace_related
from pipelines.web.app import build_app
from pipelines.web.report import write_report
from tests.support.pages.html_page import Page
from tests.support.warehouse.little_news import HOSTILE

DAY = date(2026, 3, 1)


@pytest.fixture
def related(settings, database):
    """The little news, two groups of which are linked; the published database."""
    link = {
        "day": DAY,
        "earlier_group_id": "a1-0",
        "later_group_id": "a4-0",
        "similarity": 0.4321,
        "shared_words": ["مرسين", HOSTILE],
    }
    event = {"day": DAY, "event_id": "a1-0", "label": HOSTILE}
    with warehouse.session(settings) as connection:
        replace_related(
            connection,
            {DAY: "made by a test"},
            [link],
            [{**event, "group_id": name} for name in ("a1-0", "a4-0")],
        )
    warehouse.publish(settings)
    return database


def test_a_story_shows_its_related_groups_from_both_sides(related):
    client = TestClient(build_app(related, ["testserver"]))
    for group, other in (("a1-0", "a4-0"), ("a4-0", "a1-0")):
        response = client.get(f"/group/{group}")
        page = Page(response.text)
        assert f"/group/{other}" in page.links
        assert "The same event in other words" in page.text
        assert "0.43" in page.text
        assert HOSTILE not in response.text


def test_a_story_without_related_groups_says_nothing_of_them(related):
    assert "other words" not in TestClient(build_app(related, ["testserver"])).get("/group/a3-0").text


def test_the_report_of_a_day_has_its_events(related, tmp_path):
    file = tmp_path / "report.html"
    report = write_report(related, DAY, file, "ar")
    assert [(row["label"], row["groups"], row["stories"]) for row in report.events] == [(HOSTILE, 2, 4)]
    assert set(report.events[0]["outlets"]) >= {"nasim", "ledger"}
    assert "أحداث" in file.read_text("utf-8")
    assert HOSTILE not in file.read_text("utf-8")


@pytest.mark.parametrize(
    ("language", "direction", "foreign"), [("ar", "rtl", "[A-Za-z]+"), ("en", "ltr", "[\u0600-\u06ff]+")]
)
def test_a_report_is_wholly_in_its_language_but_for_what_others_wrote(
    related, tmp_path, language, direction, foreign
):
    file = tmp_path / "report.html"
    write_report(related, DAY, file, language)
    markup = file.read_text("utf-8")
    assert f'<html lang="{language}" dir="{direction}">' in markup
    assert markup.count("<h2>") == 4
    own = re.sub(r"<(bdi|a|style)\b.*?</\1>", "", markup, flags=re.DOTALL)
    assert re.findall(foreign, Page(own).text) == []
