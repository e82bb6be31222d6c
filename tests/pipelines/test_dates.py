"""Dates as news pages write them."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.dates import DateCandidate, candidate, from_url, is_only_date, parse_date, pick

# Read in Riyadh (+03:00, no summer time); the right answer as ISO 8601, None where nothing may be guessed.
DATES = {
    # ISO and its relatives
    "2020-06-03T03:01+0400": "2020-06-03T03:01:00+04:00",
    "2020-06-03T03:01:11.123Z": "2020-06-03T03:01:11+00:00",
    "2020-06-03T03:01:11+04:00": "2020-06-03T03:01:11+04:00",
    "2020-06-03T03:01:11-0530": "2020-06-03T03:01:11-05:30",
    "2020-12-01 02:00:00": "2020-12-01T02:00:00+03:00",
    "2020-12-25 01:59:50+02:00": "2020-12-25T01:59:50+02:00",
    "2020-12-01": "2020-12-01T00:00:00+03:00",
    "2025/03/22": "2025-03-22T00:00:00+03:00",
    "2025.3.2": "2025-03-02T00:00:00+03:00",
    "20200824T0923": "2020-08-24T09:23:00+03:00",
    "20240209": "2024-02-09T00:00:00+03:00",
    "2020-10-07T12:09:00 +0200": "2020-10-07T12:09:00+02:00",
    "1591138860": "2020-06-02T23:01:00+00:00",
    "1591138860000": "2020-06-02T23:01:00+00:00",
    # numbers, the year last
    "22/3/2025": "2025-03-22T00:00:00+03:00",
    "3/22/2025": "2025-03-22T00:00:00+03:00",
    "3/4/2025": "2025-04-03T00:00:00+03:00",
    "8/24/2020 9:23:13 AM": "2020-08-24T09:23:13+03:00",
    "8/4/2020 9:23:13 PM": "2020-08-04T21:23:13+03:00",
    "05.07.2021 12:10 Uhr": "2021-07-05T12:10:00+03:00",
    "24-10-2011": "2011-10-24T00:00:00+03:00",
    "24 - 10 - 2011": "2011-10-24T00:00:00+03:00",
    "07/10/20": "2020-10-07T00:00:00+03:00",
    "22/03/2025 - 14:05": "2025-03-22T14:05:00+03:00",
    "14:05 22/03/2025": "2025-03-22T14:05:00+03:00",
    # English
    "9th, February 2024 GMT": "2024-02-09T00:00:00+00:00",
    "1st of March 2024": "2024-03-01T00:00:00+03:00",
    "February 9, 2024": "2024-02-09T00:00:00+03:00",
    "Feb. 9, 2024, 5:30 p.m.": "2024-02-09T17:30:00+03:00",
    "9 Feb 2024 17:30": "2024-02-09T17:30:00+03:00",
    "Fri, 09 Feb 2024 17:30:00 GMT": "2024-02-09T17:30:00+00:00",
    "Wed, 03 Jun 2020 03:01:00 +0400": "2020-06-03T03:01:00+04:00",
    "3 Mar 2020, 5:30 PM EST": "2020-03-03T17:30:00-05:00",
    "Sept 3rd, 2021": "2021-09-03T00:00:00+03:00",
    "Published on: Tuesday, 12 January 2021 12:05 AM": "2021-01-12T00:05:00+03:00",
    "Last updated: 12 January 2021 12:05 PM": "2021-01-12T12:05:00+03:00",
    "Mon Aug 24 09:23:13 2020": "2020-08-24T09:23:13+03:00",
    "10 May 2023 08:00 UTC+2": "2023-05-10T08:00:00+02:00",
    "10 May 2023 08:00 GMT+03:00": "2023-05-10T08:00:00+03:00",
    # French
    "Le 14 juillet 2021 à 14h30": "2021-07-14T14:30:00+03:00",
    "Publié le 1er août 2022": "2022-08-01T00:00:00+03:00",
    "mardi 3 décembre 2019": "2019-12-03T00:00:00+03:00",
    "12 févr. 2020": "2020-02-12T00:00:00+03:00",
    # Arabic of the Gulf and of Egypt
    "الأربعاء، 07 أكتوبر 2020 - 12:09 م": "2020-10-07T12:09:00+03:00",
    "الأربعاء، 07 أكتوبر 2020 - 12:09 ص": "2020-10-07T00:09:00+03:00",
    "الإثنين 24 أغسطس 2020 09:23 ص": "2020-08-24T09:23:00+03:00",
    "24 اغسطس، 2020": "2020-08-24T00:00:00+03:00",
    "نشر في: 11 مايو 2021 - 10:15 مساءً": "2021-05-11T22:15:00+03:00",
    "تاريخ النشر: 9th, February 2024 GMT": "2024-02-09T00:00:00+00:00",
    "آخر تحديث: 24 ديسمبر 2020 11:20 صباحا بتوقيت غرينتش": "2020-12-24T11:20:00+00:00",
    "١٢ فبراير ٢٠٢٤": "2024-02-12T00:00:00+03:00",
    "٠٣:٤٥ م - ٢٢ يناير ٢٠٢٤": "2024-01-22T15:45:00+03:00",
    "٢٠٢٤/٠٢/١٢": "2024-02-12T00:00:00+03:00",
    "1 يونيه 2019": "2019-06-01T00:00:00+03:00",
    "15 إبريل 2018": "2018-04-15T00:00:00+03:00",
    "يناير 22, 2024": "2024-01-22T00:00:00+03:00",
    "2024 يناير 22": "2024-01-22T00:00:00+03:00",
    "الجمعة 1 نوفمبر 2024 م": "2024-11-01T00:00:00+03:00",
    "22\u00a0يناير\u00a02024": "2024-01-22T00:00:00+03:00",
    "\u200f22 يناير 2024\u200f": "2024-01-22T00:00:00+03:00",
    # Levant and Iraq
    "3 آذار 2026": "2026-03-03T00:00:00+03:00",
    "15 كانون الثاني 2020": "2020-01-15T00:00:00+03:00",
    "31 كانون الأول 2019": "2019-12-31T00:00:00+03:00",
    "7 تشرين الأول 2023": "2023-10-07T00:00:00+03:00",
    "7 تشرين ثاني 2023": "2023-11-07T00:00:00+03:00",
    "20 أيلول 2017": "2017-09-20T00:00:00+03:00",
    "1 آب 2020 08:30": "2020-08-01T08:30:00+03:00",
    "12 حزيران 2021": "2021-06-12T00:00:00+03:00",
    # two names
    "5 يوليو (تموز) 2023": "2023-07-05T00:00:00+03:00",
    "5 حزيران (يونيو) 2023": "2023-06-05T00:00:00+03:00",
    "12 فبراير/شباط 2024": "2024-02-12T00:00:00+03:00",
    "12 شباط / فبراير 2024": "2024-02-12T00:00:00+03:00",
    "8 تشرين الأول/أكتوبر 2023": "2023-10-08T00:00:00+03:00",
    # Maghreb
    "8 جانفي 2020": "2020-01-08T00:00:00+03:00",
    "8 فيفري 2020": "2020-02-08T00:00:00+03:00",
    "8 أفريل 2020": "2020-04-08T00:00:00+03:00",
    "8 ماي 2020": "2020-05-08T00:00:00+03:00",
    "8 جوان 2020": "2020-06-08T00:00:00+03:00",
    "8 جويلية 2020": "2020-07-08T00:00:00+03:00",
    "8 أوت 2020": "2020-08-08T00:00:00+03:00",
    "8 غشت 2020": "2020-08-08T00:00:00+03:00",
    "8 يوليوز 2020": "2020-07-08T00:00:00+03:00",
    "8 شتنبر 2020": "2020-09-08T00:00:00+03:00",
    "8 نونبر 2020": "2020-11-08T00:00:00+03:00",
    "8 دجنبر 2020": "2020-12-08T00:00:00+03:00",
    # Hijri
    "12 / 10 / 1436هـ": "2015-07-28T00:00:00+03:00",
    "9-10-1436 هـ": "2015-07-25T00:00:00+03:00",
    "1436/10/12": "2015-07-28T00:00:00+03:00",
    "12 شوال 1436": "2015-07-28T00:00:00+03:00",
    "٥ ذو الحجة ١٤٤٤": "2023-06-23T00:00:00+03:00",
    "15 ربيع الأول 1445هـ": "2023-09-30T00:00:00+03:00",
    "15 ربيع الآخر 1445هـ": "2023-10-30T00:00:00+03:00",
    "1 رمضان 1445": "2024-03-11T00:00:00+03:00",
    "الطائف 26 شوال 1436 هـ الموافق 11 أغسطس 2015 م واس": "2015-08-11T00:00:00+03:00",
    # Persian: Solar Hijri and Gregorian
    "۲۹ بهمن ۱۳۹۸ - ۱۲:۳۰": "2020-02-18T12:30:00+03:00",
    "1399/01/15": "2020-04-03T00:00:00+03:00",
    "۱ فروردین ۱۴۰۰": "2021-03-21T00:00:00+03:00",
    "30 اسفند 1399": "2021-03-20T00:00:00+03:00",
    "سه‌شنبه ۱۸ فوریه ۲۰۲۰": "2020-02-18T00:00:00+03:00",
    # Urdu
    "8 اپریل 2022": "2022-04-08T00:00:00+03:00",
    "جمعہ 15 جولائی 2022": "2022-07-15T00:00:00+03:00",
    # nothing is guessed
    "": None,
    "2020": None,
    "فبراير 2024": None,
    "9 فبراير": None,
    "الأربعاء": None,
    "12:30": None,
    "Feb 30, 2020": None,
    "31/31/2020": None,
    "32 يناير 2020": None,
    "0000-00-00 00:00:00": None,
    "0001-01-01T00:00:00": None,
    "منذ 3 ساعات": None,
    "1234567": None,
    "+966 12 345 6789": None,
    "سنة 1967 وما بعدها": None,
}


@pytest.mark.parametrize(("text", "expected"), DATES.items())
def test_parse_date(text, expected):
    found = parse_date(text, timezone="Asia/Riyadh")
    assert (found.isoformat() if found else None) == expected


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
    "في 9 فبراير 2024 أعلنت الحكومة": False,
    "7 أكتوبر حرب غيرت المنطقة": False,
    "الاتفاق الموقع في 9 فبراير 2024": False,
}


@pytest.mark.parametrize(("text", "expected"), ONLY_DATES.items())
def test_is_only_date(text, expected):
    assert is_only_date(text) is expected


URLS = {
    "https://www.youm7.com/story/2020/8/24/وزير/4943459": "2020-08-24",
    "https://naibaat.pk/2022/04/08/49027/": "2022-04-08",
    "https://example.org/20240209/story": "2024-02-09",
    "https://example.org/2024-02-09/story": "2024-02-09",
    "https://example.org/news/3126898/1/36": None,
    "https://example.org/2024/13/09/story": None,
    "https://example.org/2023/02/30/story": None,
}


@pytest.mark.parametrize(("url", "expected"), URLS.items())
def test_from_url(url, expected):
    found = from_url(url)
    assert (found.at.date().isoformat() if found else None) == expected


def at(text, origin):
    return candidate(text, origin, timezone="Africa/Cairo")


def test_json_ld_wins_over_meta_in_utc_on_another_calendar_day():
    best = pick([at("2020-12-24T23:59:50Z", "meta"), at("2020-12-25T01:59:50+02:00", "json_ld")])
    assert (best.at.isoformat(), best.origin) == ("2020-12-25T01:59:50+02:00", "json_ld")


def test_the_first_of_one_origin_wins():
    assert pick([at("2020-06-03T03:01+0400", "meta"), at("2020-06-01", "meta")]).at.day == 3


def test_a_day_takes_its_time_from_another_candidate():
    best = pick([at("2020-08-24", "json_ld"), at("2020-08-24 09:23", "text")])
    assert (best.at.hour, best.at.minute, best.origin) == (9, 23, "text")


def test_day_and_month_are_told_apart_by_other_candidates():
    best = pick([at("8/4/2020", "meta"), from_url("https://x.org/2020/8/4/a")])
    assert (best.at.month, best.at.day, best.origin) == (8, 4, "meta")


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
