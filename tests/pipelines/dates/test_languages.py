"""Dates in the languages of the world's news, as CLDR's patterns and as newspapers write them."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.dates.pick import pick, settles
from pipelines.dates.reading import DateCandidate, candidate, from_url, parse_date
from pipelines.dates.words import words
from pipelines.settings import REPOSITORY
from tests.support.texts.cldr_words import FILE
from tests.support.texts.cldr_words import words as words_of_cldr

GOLDEN = REPOSITORY / "tests" / "golden" / "dates_of_languages.json"
# By language: the day, or the minute in UTC, that each string names.
STRINGS = [
    (language, text, right)
    for language, strings in json.loads(GOLDEN.read_text(encoding="utf-8")).items()
    for text, right in strings.items()
]


@pytest.mark.parametrize("language", sorted({language for language, _, _ in STRINGS}))
def test_dates_of_a_language(language):
    read = {text: parse_date(text) for of, text, _ in STRINGS if of == language}
    got = {text: found and found.isoformat() for text, found in read.items()}
    assert {
        text: found and found[: len(right)]
        for (of, text, right) in STRINGS
        if of == language
        for found in [got[text]]
    } == {text: right for of, text, right in STRINGS if of == language}


def test_the_table_is_as_large_as_it_should_be():
    assert len(STRINGS) >= 600
    assert len({language for language, _, _ in STRINGS}) >= 40


def test_the_words_of_cldr_are_those_of_the_library():
    assert json.loads(FILE.read_text(encoding="utf-8")) == words_of_cldr()


CLOCKS = {
    "21 أبريل 2024 الساعة 8 مساء": "2024-04-21T20:00:00+00:00",
    "21 اپریل 2024 شام 5:30": "2024-04-21T17:30:00+00:00",
    "21 مايس 2024 - 10:15 ص": "2024-05-21T10:15:00+00:00",
    "21 كانون ثاني 2024": "2024-01-21T00:00:00+00:00",
    "2024-04-21T24:00:00Z": "2024-04-22T00:00:00+00:00",
    "21 April 2024 24:00": "2024-04-22T00:00:00+00:00",
    "11 ليلا 21 أبريل 2024": "2024-04-21T23:00:00+00:00",
    "21 April 2024 9.45 Uhr": "2024-04-21T09:45:00+00:00",
    "21.04.2024 kl. 9.45": "2024-04-21T09:45:00+00:00",
    "21 avril 2024 à 18h": "2024-04-21T18:00:00+00:00",
    "April 21, 2024 8 pm": "2024-04-21T20:00:00+00:00",
    "2024年4月21日 下午3:05": "2024-04-21T15:05:00+00:00",
}


@pytest.mark.parametrize(("text", "right"), CLOCKS.items())
def test_clocks_beside_dates(text, right):
    assert parse_date(text).isoformat() == right


ZONES = {
    "21 April 2024 10:15 EET": 2,
    "21 April 2024 10:15 KSA": 3,
    "21 April 2024 10:15 GST": 4,
    "21 April 2024 10:15 Africa/Cairo": 2,
    "21 April 2024 10:15 +03": 3,
    "21 April 2024 10:15 UTC+3": 3,
    "21 April 2024 10:15 (GMT +5:30)": 5.5,
    "21 أبريل 2024 10:15 بتوقيت السعودية": 3,
    "21 أبريل 2024 10:15 بتوقيت أبوظبي": 4,
    "21 أبريل 2024 10:15 بتوقيت غرينتش": 0,
    "21 April 2024 10:15 WIB": 7,
}


@pytest.mark.parametrize(("text", "hours"), ZONES.items())
def test_zones_by_name(text, hours):
    found = parse_date(text, timezone="America/Lima")
    assert (found.utcoffset(), found.strftime("%H:%M")) == (timedelta(hours=hours), "10:15")


@pytest.mark.parametrize(
    "text",
    [
        "march 2024",
        "2024",
        "12 March 10:30",
        "On 5 May the minister",
        "version 1.2.2024.5",
        "page 12, March of the penguins",
        "21 April 2024 10:15 +99:99",
        "31 April 2024",
        "Tuesday",
        "3 listopada",
    ],
)
def test_what_is_no_full_date_is_none(text):
    assert parse_date(text) is None


def test_listopad_is_october_in_croatian_and_november_in_polish():
    assert parse_date("5. listopada 2023.").month == 10
    assert parse_date("5 listopada 2023").month == 11


def test_a_buddhist_year_is_that_of_its_gregorian_one():
    assert parse_date("5 มีนาคม 2567").year == 2024


ADDRESSES = {
    "https://news.example/2024/feb/09/story": "2024-02-09",
    "https://news.example/story-09-02-2024": "2024-02-09",
    "https://news.example/archive/2024_02_09.html": "2024-02-09",
    "https://news.example/a?date=2024-02-09": "2024-02-09",
    "https://news.example/a/20240209t1015.html": None,
    "https://news.example/id-120240209": None,
    "https://news.example/2024/02/a-story": None,
}


@pytest.mark.parametrize(("url", "day"), ADDRESSES.items())
def test_days_in_addresses(url, day):
    found = from_url(url)
    assert (found.at.date().isoformat() if found else None) == day


@given(st.dates(datetime(2000, 1, 1).date(), datetime(2030, 12, 31).date()), st.data())  # noqa: DTZ001 (only its day)
def test_a_day_with_the_name_of_its_month_comes_back(day, data):
    names = [
        name
        for name, months in words().months.items()
        if {m.number for m in months if m.calendar == "gregorian"} == {day.month}
    ]
    name = data.draw(st.sampled_from(sorted(names)))
    form = data.draw(st.sampled_from(["{d} {m} {y}", "{m} {d}, {y}", "{d}. {m} {y}", "{y} {m} {d}"]))
    found = parse_date(form.format(d=day.day, m=name, y=day.year))
    assert found.date() == day


def shown(text):
    return DateCandidate(parse_date(text), "text", day_only=True, is_shown=True)


def test_a_date_beside_the_headline_outranks_one_stated_anew():
    assert pick([candidate("2025-06-24T10:00:00Z", "json_ld"), shown("25 August 2024")]).at.year == 2024


def test_a_later_date_beside_the_headline_does_not():
    assert pick([candidate("2024-08-25T10:00:00Z", "json_ld"), shown("24 June 2025")]).at.year == 2024


def test_a_stated_date_that_the_address_has_too_outranks_an_older_one_beside_the_headline():
    stated, address = candidate("2024-08-25T10:00:00Z", "meta"), from_url("https://x.example/2024/08/25/a")
    assert pick([stated, shown("1 May 2024"), address]).at == stated.at


def test_an_update_counts_only_where_there_is_nothing_else():
    update = DateCandidate(parse_date("1 May 2024"), "update", day_only=True)
    assert pick([update]).origin == "update"
    assert pick([update, from_url("https://x.example/2024/04/01/a")]).origin == "url"


def test_a_time_in_utc_is_told_on_the_day_of_the_address():
    late = candidate("2025-12-19T02:30:00Z", "json_ld")
    best = pick([late, from_url("https://x.example/2025/12/18/a")])
    assert (best.at, best.at.date().isoformat()) == (late.at, "2025-12-18")


def test_the_address_outranks_what_is_only_read_off_the_page():
    assert pick([shown("5 May 2025"), from_url("https://x.example/2013/03/02/a")]).at.year == 2013


def test_a_stated_time_needs_no_witness_where_the_page_shows_its_day():
    stated = candidate("2024-05-01T10:00:00Z", "json_ld")
    assert settles([stated, shown("1 May 2024")])
    assert not settles([stated])
    assert not settles([stated, shown("1 May 2024")], fetched_at=datetime(2024, 4, 1, tzinfo=UTC))
