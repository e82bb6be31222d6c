"""The sensor that takes in late documents: exactly the days that got some, once, whatever dies."""

import json
from datetime import UTC, date, datetime, timedelta

import dagster as dg
import pytest

from crawlers.registry.loading import Registry
from dagster_project.build import build_definitions
from dagster_project.dagster_gaps import days_of_run, range_tags
from dagster_project.partitions import ranges_of
from pipelines import steps
from pipelines.archive.captures import CaptureWriter, archive_files
from pipelines.records import Capture
from tests.support.settings import make_settings

# Each tick loads Dagster's definitions anew, as a restarted daemon does: seconds.
pytestmark = pytest.mark.process

DAY = date(2026, 3, 1)


@pytest.fixture
def settings(tmp_path):
    return make_settings(tmp_path, first_day=date(1990, 1, 1))


def store(settings, day, name="1", kind="page"):
    url = f"https://news.example/{name}"
    capture = Capture(
        f"{day}{name}",
        "first",
        kind,
        url,
        url,
        day,
        datetime(2026, 3, 5, tzinfo=UTC),
        200,
        "text/html",
        b"<p>late</p>",
    )
    with CaptureWriter(settings.archive, "20260305T000000Z-abcdef") as archive:
        archive.write(capture)


def tick(settings, cursor=None, under_way=()):
    """The days asked for by one evaluation, and its cursor; each time a new sensor, as after a restart."""
    definitions = build_definitions(settings, Registry({}, ()))
    with dg.instance_for_test() as instance:
        for first, last in under_way:
            instance.create_run_for_job(
                definitions.resolve_job_def("rebuild"),
                tags=range_tags(first, last),
                status=dg.DagsterRunStatus.STARTED,
            )
        context = dg.build_sensor_context(
            instance, cursor=cursor, repository_def=definitions.get_repository_def()
        )
        with context:
            data = definitions.resolve_sensor_def("late_captures").evaluate_tick(context)
    asked = [sorted(days_of_run(request.tags)) for request in data.run_requests]
    return asked, data.cursor


def make(settings, *days):
    steps.index_archive(settings, days, str)
    steps.clean_days(settings, days, {}, str)


def test_just_the_days_with_something_new_are_asked_for_and_once(settings):
    for day in (1, 2, 4):
        store(settings, date(2026, 3, day))
    make(settings, date(2026, 3, 4))
    asked, cursor = tick(settings)
    assert asked == [[date(2026, 3, 1), date(2026, 3, 2)]]
    assert tick(settings, cursor)[0] == []
    make(settings, date(2026, 3, 1), date(2026, 3, 2))
    assert tick(settings, cursor) == ([], "{}")


def test_a_day_that_was_asked_for_is_asked_for_again_when_it_grows(settings):
    store(settings, DAY)
    _, cursor = tick(settings)
    store(settings, DAY, "2")
    asked, newer = tick(settings, cursor)
    assert asked == [[DAY]]
    assert json.loads(newer).keys() == {"2026-03-01"}
    assert newer != cursor


def test_a_run_killed_between_archive_and_articles_is_made_good(settings):
    store(settings, DAY)
    steps.index_archive(settings, [DAY], str)
    assert tick(settings)[0] == [[DAY]]


def test_feeds_kept_under_the_date_of_fetching_ask_for_nothing(settings):
    store(settings, DAY, kind="feed")
    assert tick(settings)[0] == []
    store(settings, DAY, "2")
    assert tick(settings)[0] == [[DAY]]
    make(settings, DAY)
    store(settings, DAY, "3", kind="feed")
    assert tick(settings)[0] == []


def test_a_damaged_file_is_asked_for_once(settings):
    store(settings, DAY)
    make(settings, DAY)
    [name] = archive_files(settings.archive)
    file = settings.archive / name
    with file.open("ab") as end:
        end.write(b"no gzip")
    assert tick(settings)[0] == [[DAY]]
    make(settings, DAY)
    assert tick(settings)[0] == []


def test_days_that_a_run_is_making_are_left_to_it(settings):
    for day in (1, 2, 3):
        store(settings, date(2026, 3, day))
    asked, _ = tick(settings, under_way=[(date(2026, 3, 2), date(2026, 3, 9))])
    assert asked == [[DAY]]


def test_ten_thousand_late_days_come_in_few_runs_tick_by_tick(settings):
    store(settings, date(1990, 1, 1))
    [name] = archive_files(settings.archive)
    file = settings.archive / name
    days = [date(1990, 1, 1) + timedelta(days=number) for number in range(10_000)]
    for day in days[1:]:
        folder = settings.archive / day.isoformat()
        folder.mkdir()
        (folder / file.name).hardlink_to(file)
    cursor, seen = None, []
    for _ in range(3):
        asked, cursor = tick(settings, cursor)
        assert len(asked) == 8
        seen += [day for run in asked for day in run]
    assert seen == days[: 3 * 248]


def test_days_become_ranges_without_gaps_and_of_a_longest_length():
    days = [date(2026, 3, day) for day in (5, 1, 2, 3, 4, 9)]
    assert ranges_of(days, 3) == [
        (date(2026, 3, 1), date(2026, 3, 3)),
        (date(2026, 3, 4), date(2026, 3, 5)),
        (date(2026, 3, 9), date(2026, 3, 9)),
    ]


def test_a_day_that_is_to_come_is_not_asked_for_yet(settings):
    """A clock that was ahead: no run could make it."""
    store(settings, date(2093, 3, 1))
    store(settings, DAY)
    assert tick(settings)[0] == [[DAY]]
