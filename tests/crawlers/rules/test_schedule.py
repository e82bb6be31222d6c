from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.rules.schedule import (
    FIRST_INTERVAL,
    LONGEST,
    SHORTEST,
    Poll,
    Schedule,
    after_failure,
    after_success,
    max_age,
    retry_after,
    weight_of,
)

NOW = datetime(2024, 2, 9, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def polled(known_share, *, interval=HOUR, elapsed=HOUR, **more):
    before = Schedule(interval=interval, polled_at=NOW - elapsed)
    return after_success(before, Poll(NOW, known_share, **more))


@pytest.mark.parametrize(
    ("known_share", "minutes"), [(1.0, 90), (0.67, 90), (0.66, 60), (0.33, 60), (0.32, 30), (0.0, 15)]
)
def test_the_share_of_known_entries_moves_the_interval(known_share, minutes):
    after = polled(known_share)
    assert after.interval == timedelta(minutes=minutes)
    assert after.next_at == NOW + after.interval


def test_no_common_entry_is_recorded_and_shortens_at_once_even_out_of_turn():
    after = polled(0.0, interval=timedelta(hours=8), elapsed=2 * HOUR)
    assert (after.interval, after.overflows, after.overflowed_at) == (timedelta(minutes=30), 1, NOW)
    assert polled(0.0, max_age=HOUR).next_at == NOW + timedelta(minutes=15)
    again = polled(0.5)
    assert (again.overflows, again.overflowed_at) == (0, None)


@pytest.mark.parametrize("elapsed", [timedelta(minutes=10), timedelta(hours=9)])
def test_a_poll_out_of_turn_leaves_the_interval(elapsed):
    assert polled(1.0, elapsed=elapsed).interval == HOUR
    assert polled(0.1, elapsed=elapsed).interval == HOUR


def test_the_publishers_word_counts_for_the_first_interval_and_for_caching():
    assert after_success(Schedule(), Poll(NOW, None, hint=3 * HOUR)).interval == 3 * HOUR
    assert after_success(Schedule(), Poll(NOW, None, hint=timedelta(minutes=1))).interval == SHORTEST
    assert after_success(Schedule(), Poll(NOW, None)).interval == FIRST_INTERVAL
    assert polled(0.5, hint=9 * HOUR).interval == HOUR
    assert polled(0.1, max_age=timedelta(minutes=45)).next_at == NOW + timedelta(minutes=45)
    assert polled(0.1, max_age=timedelta(days=300)).next_at == NOW + HOUR


def test_failures_add_up_in_fractions_and_never_end_it():
    schedule = Schedule(polled_at=NOW)
    pauses = []
    for _ in range(60):
        schedule = after_failure(schedule, NOW, 0.5)
        pauses.append(schedule.next_at - NOW)
    assert pauses[:3] == [HOUR * 1.5, HOUR * 2, HOUR * 2.5]
    assert pauses[-1] == LONGEST
    assert after_success(schedule, Poll(NOW, 0.5)).failures == 0


@pytest.mark.parametrize(
    ("outcome", "status", "weight"),
    [
        ("http_error", 410, 1),
        ("http_error", 403, 1),
        ("robots_denied", None, 1),
        ("http_error", 404, 0.5),
        ("http_error", 429, 0.5),
        ("http_error", 503, 0.5),
        ("not_a_feed", 200, 0.5),
        ("failed", None, 0.25),
        ("postponed", None, 0.25),
    ],
)
def test_what_a_failure_weighs(outcome, status, weight):
    assert weight_of(outcome, status) == weight


def test_gone_is_remembered_from_its_first_time_until_it_is_back():
    gone = after_failure(Schedule(), NOW, 1, status=410)
    later = after_failure(gone, NOW + HOUR, 1, status=410)
    assert later.gone_at == NOW
    assert after_success(later, Poll(NOW, 1.0)).gone_at is None


@pytest.mark.parametrize(
    ("header", "minutes"),
    [
        ("120", 2),
        (" 600 ", 10),
        ("Fri, 09 Feb 2024 12:30:00 GMT", 30),
        ("Fri, 09 Feb 2024 14:30:00 +0200", 30),
        ("317100", 1440),
        ("9" * 400, 1440),
        ("Fri, 09 Feb 2025 12:30:00 GMT", 1440),
        ("0", None),
        ("-5", None),
        ("٣", None),
        ("soon", None),
        ("Fri, 09 Feb 2024 11:00:00 GMT", None),
        (None, None),
    ],
)
def test_retry_after_in_both_forms(header, minutes):
    wait = retry_after(header, NOW, 0.0)
    assert wait == (None if minutes is None else timedelta(minutes=minutes))


def test_retry_after_has_jitter_and_outlasts_the_backoff():
    assert retry_after("1000", NOW, 1.0) == timedelta(seconds=1100)
    assert retry_after("90000", NOW, 1.0) == LONGEST
    assert after_failure(Schedule(), NOW, 0.5, wait=5 * HOUR).next_at == NOW + 5 * HOUR


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("max-age=60", 60),
        ('public, Max-Age="90"', 90),
        ("max-age=" + "9" * 50, 86400),
        ("no-store", None),
        (None, None),
    ],
)
def test_max_age(header, seconds):
    assert max_age(header) == (None if seconds is None else timedelta(seconds=seconds))


def test_a_time_that_a_wrong_clock_set_silences_nobody():
    wrong = NOW + timedelta(days=365 * 12)
    schedule = Schedule(next_at=wrong + HOUR, polled_at=wrong, changed_at=wrong)
    assert schedule.is_due(NOW)
    assert schedule.wants_bytes(NOW)
    assert not Schedule(next_at=NOW + LONGEST, changed_at=NOW).is_due(NOW)


def test_a_list_is_due_a_little_early_and_asked_for_its_bytes_once_a_day():
    schedule = Schedule(next_at=NOW + timedelta(minutes=4), changed_at=NOW)
    assert schedule.is_due(NOW)
    assert not replace(schedule, next_at=NOW + timedelta(minutes=6)).is_due(NOW)
    assert not schedule.wants_bytes(NOW + 23 * HOUR)
    assert schedule.wants_bytes(NOW + 24 * HOUR)


@given(st.lists(st.one_of(st.none(), st.floats(0, 1)), max_size=30), st.floats(0.01, 3000))
def test_the_interval_keeps_its_bounds(shares, hours):
    schedule, at = Schedule(), NOW
    for share in shares:
        at += timedelta(hours=hours)
        schedule = after_success(schedule, Poll(at, share, hint=timedelta(days=4000)))
        assert SHORTEST <= schedule.interval <= LONGEST
        assert SHORTEST <= schedule.next_at - at <= LONGEST
