"""Dates as news pages write them."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.dates.pick import pick
from pipelines.dates.reading import DateCandidate, candidate, from_url, is_only_date, parse_date
from pipelines.settings import REPOSITORY

GOLDEN = REPOSITORY / "tests" / "golden" / "dates.json"
# Read in Riyadh (+03:00, no summer time); the right answer as ISO 8601, None where nothing may be guessed.
DATES = {
    text: right
    for group in json.loads(GOLDEN.read_text(encoding="utf-8")).values()
    for text, right in group.items()
}


@pytest.mark.parametrize(("text", "expected"), DATES.items())
def test_parse_date(text, expected):
    found = parse_date(text, timezone="Asia/Riyadh")
    assert (found.isoformat() if found else None) == expected


@given(st.dates(date(1996, 1, 1), date(2030, 1, 1)))
def test_no_weekday_is_taken_for_a_month(day):
    right = datetime(day.year, day.month, day.day, 21, 5, tzinfo=ZoneInfo("Asia/Riyadh"))
    for form in ("%a, %d %b %Y %H:%M:%S KSA", "%a %b %d %H:%M:%S %Y", "%d %b %Y %H:%M (%a)"):
        assert parse_date(right.strftime(form), timezone="Asia/Riyadh") == right


NOW = datetime(2024, 1, 2, 12, tzinfo=UTC)
RELATIVE = {
    "منذ 3 ساعات": timedelta(hours=3),
    "منذ ساعة": timedelta(hours=1),
    "منذ ساعتين": timedelta(hours=2),
    "منذ يومين": timedelta(days=2),
    "قبل ٥ دقائق": timedelta(minutes=5),
    "2 hours ago": timedelta(hours=2),
    "il y a 2 jours": timedelta(days=2),
    "3 ساعت پیش": timedelta(hours=3),
    "منذ أسبوع": timedelta(weeks=1),
    "منذ 5 أيام": timedelta(days=5),
    "3 days ago": timedelta(days=3),
    "il y a 3 heures": timedelta(hours=3),
    "2 گھنٹے قبل": timedelta(hours=2),
}


@pytest.mark.parametrize(("text", "ago"), RELATIVE.items())
def test_relative_dates_count_from_the_capture(text, ago):
    assert parse_date(text, now=NOW) == NOW - ago


def test_a_local_time_follows_summer_time():
    assert parse_date("2020-07-01 12:00", timezone="Europe/Paris").utcoffset() == timedelta(hours=2)
    assert parse_date("2020-12-01 12:00", timezone="Europe/Paris").utcoffset() == timedelta(hours=1)


def test_month_first_on_demand():
    assert parse_date("3/4/2025", month_first=True).month == 3


@given(st.text(max_size=60))
def test_any_text_is_read_without_an_error(text):
    found = parse_date(text, timezone="Africa/Cairo", now=NOW)
    assert found is None or found.tzinfo is not None


@given(st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)), st.integers(-12, 14))  # noqa: DTZ001 (the zone is drawn)
def test_iso_round_trip(moment, hours):
    at = moment.replace(microsecond=0, tzinfo=timezone(timedelta(hours=hours)))
    assert parse_date(at.isoformat()) == at


ONLY_DATES = {
    "9 فبراير 2024": True,
    "الجمعة 9 فبراير 2024 - 10:15 م": True,
    "Published: February 9, 2024": True,
    "Fri Feb 9, 2024 9:57am EDT": True,
    "Feb 9, 2024, 10.13 AM IST": True,
    "9 فبراير 2024 - 13:20 بتوقيت أبوظبي": True,
    "شائع 9 فروری 2024 03:21pm": True,
    "في 9 فبراير 2024 أعلنت الحكومة": False,
    "7 أكتوبر حرب غيرت المنطقة": False,
    "الاتفاق الموقع في 9 فبراير 2024": False,
}


@pytest.mark.parametrize(("text", "expected"), ONLY_DATES.items())
def test_is_only_date(text, expected):
    assert is_only_date(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("发布时间：18-03-08 23:16", "2018-03-08T23:16:00+00:00"),
        ("등록 21.4.9 오전 8:05", "2021-04-09T08:05:00+00:00"),
        ("18-03-08 23:16", "2008-03-18T23:16:00+00:00"),
        ("2007-08-20-23:59:59", "2007-08-20T23:59:59+00:00"),
        ("2007-08-20T10:00:00-05:00", "2007-08-20T10:00:00-05:00"),
    ],
)
def test_short_years_stand_first_beside_chinese_and_korean_and_a_dash_before_a_clock_is_no_offset(
    text, expected
):
    assert parse_date(text).isoformat() == expected


URLS = {
    "https://www.youm7.com/story/2020/8/24/وزير/4943459": "2020-08-24",
    "https://naibaat.pk/2022/04/08/49027/": "2022-04-08",
    "https://example.org/20240209/story": "2024-02-09",
    "https://example.org/2024-02-09/story": "2024-02-09",
    "https://example.org/a/202402/09/story": "2024-02-09",
    "https://example.org/2024/0209/c12-3344.html": "2024-02-09",
    "https://example.org/2024-02/09/c_112.htm": "2024-02-09",
    "https://example.org/a/202411/7/story": None,
    "https://example.org/202411/story": None,
    "https://example.org/news/3126898/1/36": None,
    "https://example.org/2024/13/09/story": None,
    "https://example.org/2023/02/30/story": None,
    "https://example.org/story?id=20131104": None,
    "https://example.org/story?id=19331115": None,
    "https://example.org/story?day=20131104": "2013-11-04",
    "https://example.org/19331115/story": None,
    "https://example.org/1967/02/03/archives/story": "1967-02-03",
}


@pytest.mark.parametrize(("url", "expected"), URLS.items())
def test_from_url(url, expected):
    found = from_url(url)
    assert (found.at.date().isoformat() if found else None) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    {
        "Posted on Wednesday, 01.11.12": "2012-01-11",
        "Thursday 01/11/2012": "2012-11-01",
        "mié 11/01/2012": "2012-01-11",
        "Do., 01.11.2012": "2012-11-01",
        "الأربعاء 01/11/2012": "2012-01-11",
        "Updated on 11/01/2012": "2012-01-11",
        "Monday 11/01/2012": "2012-01-11",
        "1/11/12 10:15 AM": "2012-01-11",
        "1/11/2012 10:15": "2012-11-01",
    }.items(),
)
def test_a_weekday_or_an_american_clock_tells_which_of_two_numbers_is_the_month(text, expected):
    assert parse_date(text).date().isoformat() == expected


def at(text, origin):
    return candidate(text, origin, timezone="Africa/Cairo")


def test_json_ld_wins_over_meta_in_utc_on_another_calendar_day():
    best = pick([at("2020-12-24T23:59:50Z", "meta"), at("2020-12-25T01:59:50+02:00", "json_ld")])
    assert (best.at.isoformat(), best.origin) == ("2020-12-25T01:59:50+02:00", "json_ld")


def test_the_first_of_one_origin_wins():
    assert pick([at("2020-06-03T03:01+0400", "meta"), at("2020-06-01", "meta")]).at.day == 3


def test_a_day_of_publication_takes_no_time_from_a_change_on_that_day():
    best = pick([at("2020-08-24", "text"), at("2020-08-24 09:23", "update")])
    assert (best.at.hour, best.origin, best.day_only) == (0, "text", True)


def test_a_day_takes_its_time_from_another_candidate():
    best = pick([at("2020-08-24", "json_ld"), at("2020-08-24 09:23", "text")])
    assert (best.at.hour, best.at.minute, best.origin) == (9, 23, "text")


def test_day_and_month_are_told_apart_by_other_candidates():
    best = pick([at("8/4/2020", "meta"), from_url("https://x.org/2020/8/4/a")])
    assert (best.at.month, best.at.day, best.origin) == (8, 4, "meta")


def test_a_day_beside_the_headline_is_earlier_only_if_it_is_over_in_every_time_zone():
    shown = DateCandidate(datetime(2024, 2, 9, tzinfo=UTC), "text", day_only=True, is_shown=True)
    assert pick([at("2024-02-10T11:00:00Z", "json_ld"), shown]).origin == "json_ld"
    assert pick([at("2024-02-10T13:00:00Z", "json_ld"), shown]) == shown


def test_nothing_is_later_than_a_day_after_the_capture():
    fetched = datetime(2020, 8, 24, 12, tzinfo=UTC)
    tomorrow, later = at("2020-08-25 10:00", "meta"), at("2020-08-27", "json_ld")
    assert pick([later, tomorrow], fetched_at=fetched) == tomorrow
    assert pick([later], fetched_at=fetched) is None


def test_no_candidates_no_date():
    assert pick([]) is None


def test_a_feed_date_stands_before_text_and_url():
    feed = DateCandidate(datetime(2024, 2, 9, 5, tzinfo=ZoneInfo("UTC")), "feed")
    assert pick([at("2024-02-08", "text"), feed]).origin == "feed"
