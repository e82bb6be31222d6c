"""Days of pages whose repeated lines are cut: the same in whatever order they are made."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from pipelines import steps, warehouse
from pipelines.archive.captures import CaptureWriter, capture_id
from pipelines.records import Capture
from tests.support.pages.page_sources import made_pages
from tests.support.settings import make_settings

pytestmark = pytest.mark.process

DAYS = [date(2026, 3, 1), date(2026, 3, 2)]
PAGES = 12
NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)


def captures():
    for source in ("magazine", "agency"):
        for number, page in enumerate(made_pages(source, PAGES)):
            yield Capture(
                capture_id(source, page.url, "page", page.html),
                source,
                "page",
                page.url,
                page.url,
                DAYS[number % 2],
                NOON + timedelta(minutes=number),
                200,
                "text/html; charset=utf-8",
                page.html,
            )


def archive(folder, order, runs):
    """An archive with the pages in some order, by several runs."""
    settings = make_settings(folder)
    some = list(captures())
    random.Random(order).shuffle(some)
    for run in range(runs):
        with CaptureWriter(settings.archive, f"run{run}") as writer:
            for capture in some[run::runs]:
                writer.write(capture)
    return settings


def clean(settings, days):
    steps.index_archive(settings, days, lambda _: None)
    steps.clean_days(settings, days, {}, lambda _: None)


def rows(settings):
    with warehouse.session(settings) as connection:
        return [
            connection.execute(f"SELECT * FROM {table} ORDER BY ALL").fetchall()  # noqa: S608 (fixed names)
            for table in ("articles", "stories")
        ]


@pytest.fixture(scope="module")
def all_at_once(tmp_path_factory):
    settings = archive(tmp_path_factory.mktemp("first"), 1, 1)
    clean(settings, DAYS)
    return rows(settings)


def test_pages_stored_and_days_made_in_another_order(tmp_path, all_at_once):
    settings = archive(tmp_path / "second", 2, 3)
    for day in reversed(DAYS):
        clean(settings, [day])
    assert rows(settings) == all_at_once
    assert sum(cut["kind"] == "repeated" for row in all_at_once[0] for cut in row[-3]) >= PAGES


def test_pages_that_turn_up_late_and_a_day_made_twice(tmp_path, all_at_once):
    settings = make_settings(tmp_path / "third")
    some = list(captures())
    for run, part in (("run0", some[:9]), ("run1", some[9:])):
        with CaptureWriter(settings.archive, run) as writer:
            for capture in part:
                writer.write(capture)
        clean(settings, DAYS)
    clean(settings, DAYS[:1])
    assert rows(settings) == all_at_once
