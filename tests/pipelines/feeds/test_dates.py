"""Dates as feeds write them, beyond what pages do; how pages write them is tested with `pipelines/dates`."""

from datetime import UTC, datetime

import pytest

from pipelines.feeds.reading import feed_date


@pytest.mark.parametrize(
    "text",
    [
        "Sat, 09 Mar 2024 18:30:00 UT",
        "Sat, 09 Mar 2024 21:30:00 + 0300",
        "Sat, 09 Mar 2024 21:30:00 &#43;0300",
        "Sat,  09 Mar 2024&#160;21:30:00 +0300",
        "2024-03-09T21:30:00 03:00",
        "2024-03-09T21:30:00.000&nbsp;+03:00",
        "20240309183000",
        "Saturday, March 9, 2024 - 18:30",
        "Sat Mar  9 18:30:00 2024",
        "Sat, 09 Mar 2024 18:30:00 Z",
    ],
)
def test_what_software_does_to_dates_is_undone(text):
    assert feed_date(text, "UTC") == datetime(2024, 3, 9, 18, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "timezone"),
    [
        ("9 marzo 2024 ore 19.30", "Europe/Rome"),
        ("2024年03月10日 03時30分", "Asia/Tokyo"),
        ("السبت 9 آذار 2024 - 08:30 مساءً", "Asia/Beirut"),
        ("samedi 9 mars 2024 à 19h30", "Europe/Paris"),
        ("Sat Mar 09 21:30:00 AST 2024", "Asia/Riyadh"),
    ],
)
def test_a_clock_however_it_is_written_is_in_the_sources_zone(text, timezone):
    assert feed_date(text, timezone) == datetime(2024, 3, 9, 18, 30, tzinfo=UTC)


def test_digits_alone_are_a_time_in_the_sources_zone_or_seconds_or_milliseconds_since_1970():
    assert feed_date("20240309213000", "Asia/Riyadh") == datetime(2024, 3, 9, 18, 30, tzinfo=UTC)
    assert feed_date("1710009000", "Asia/Riyadh") == datetime(2024, 3, 9, 18, 30, tzinfo=UTC)
    assert feed_date("1710009000000", "Asia/Riyadh") == datetime(2024, 3, 9, 18, 30, tzinfo=UTC)
