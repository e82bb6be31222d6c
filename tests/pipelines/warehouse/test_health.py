from datetime import UTC, datetime, timedelta

import pytest

from pipelines import warehouse
from pipelines.warehouse.checks import silent_sources
from pipelines.warehouse.write import partitions

START = datetime(2024, 2, 1, tzinfo=UTC)


def attempt(run, hour, kind, outcome, *, status=200, error=None, url="https://n.example/"):
    return {
        "run_id": run,
        "fetched_at": START + timedelta(hours=hour),
        "source_id": "n",
        "url": url,
        "kind": kind,
        "status": status,
        "outcome": outcome,
        "bytes": 1,
        "duration_ms": 1,
        "error": error,
    }


def address(hour, number):
    return f"https://n.example/{hour}/{number}"


def runs(settings, *polls):
    """Polls: (hour, list outcome, status, error, pages captured)."""
    for hour, outcome, status, error, pages in polls:
        run = f"run{hour:05}"
        rows = [attempt(run, hour, "feed", outcome, status=status, error=error)]
        rows += [attempt(run, hour, "page", "captured", url=address(hour, one)) for one in range(pages)]
        with warehouse.session(settings) as connection:
            partitions.replace_fetch_log(connection, run, hour + 1, rows)


HOURLY = [(hour, "captured", 200, None, 2) for hour in range(8)]


@pytest.mark.parametrize(
    ("outcome", "status", "error", "cause"),
    [
        ("not_modified", 304, None, "the same bytes"),
        ("captured", 200, None, "nothing new in it"),
        ("http_error", 404, "HTTP 404", "dead"),
        ("http_error", 403, "HTTP 403", "blocked by the server"),
        ("http_error", 503, "HTTP 503", "unreachable"),
        ("failed", None, "host not found", "unreachable"),
        ("not_a_feed", 200, "it is an HTML page", "no feed any more"),
        ("robots_denied", None, "robots.txt forbids it", "blocked by robots.txt"),
    ],
)
def test_a_silent_source_has_a_cause(settings, outcome, status, error, cause):
    runs(settings, *HOURLY, *((hour, outcome, status, error, 0) for hour in range(8, 15)))
    assert silent_sources(settings) == {"n": f"{cause}; nothing new since 2024-02-01 07:00"}


def test_a_source_is_silent_by_its_own_rhythm_only(settings):
    runs(settings, *HOURLY, (13, "captured", 200, None, 0))
    assert silent_sources(settings) == {}  # six hours are nothing
    runs(settings, *((hour * 24, "captured", 200, None, 1) for hour in range(1, 12)))
    runs(settings, (11 * 24 + 48, "captured", 200, None, 0))
    assert silent_sources(settings) == {}  # it brings something once a day
    runs(settings, (11 * 24 + 80, "captured", 200, None, 0))
    assert list(silent_sources(settings)) == ["n"]


def test_a_new_source_has_no_rhythm_yet(settings):
    runs(settings, *HOURLY[:4], (400, "not_modified", 304, None, 0))
    assert silent_sources(settings) == {}


def test_the_view_counts(settings):
    runs(settings, *HOURLY[:2], (3, "not_modified", 304, None, 0), (4, "failed", None, "host not found", 0))
    with warehouse.session(settings) as connection:
        row = connection.execute(
            "SELECT last_success_at, polls, share_not_modified, share_captured, errors, errors_by_class, is_silent, cause "
            "FROM source_health"
        ).fetchall()
    assert row == [(START + timedelta(hours=3), 4, 0.25, 1.0, 1, {"failed": 1}, False, None)]


def test_a_source_that_answers_with_other_pages_than_before_is_named_with_the_cause(settings):
    def pages(hour, outcome, count, status=200):
        rows = [
            attempt(f"run{hour:05}", hour, "page", outcome, status=status, url=address(hour, one))
            for one in range(count)
        ]
        with warehouse.session(settings) as connection:
            partitions.replace_fetch_log(connection, f"run{hour:05}", hour + 1, rows)

    for hour in range(0, 100, 10):
        pages(hour, "captured", 9)
        pages(hour + 1, "http_error", 1, status=404)
    # as it always is
    assert silent_sources(settings) == {}
    pages(120, "captured", 4)
    pages(121, "blocked", 6)
    assert silent_sources(settings) == {"n": "60 % of its pages are no articles: blocked"}
    with warehouse.session(settings) as connection:
        row = connection.execute(
            "SELECT refusals_by_cause, round(share_refused_before, 2) FROM source_health"
        ).fetchone()
    assert row == ({"blocked": 6, "gone": 10}, 0.1)


def test_a_dead_link_that_is_asked_for_each_hour_is_one_page(settings):
    def crawl(hour, *pages):
        rows = [
            attempt(f"run{hour:05}", hour, "page", outcome, status=status, url=f"https://n.example/{name}")
            for name, outcome, status in pages
        ]
        with warehouse.session(settings) as connection:
            partitions.replace_fetch_log(connection, f"run{hour:05}", hour + 1, rows)

    dead = ("dead", "http_error", 404)
    healing = ("healing", "http_error", 503)
    crawl(0, *((f"a{one}", "captured", 200) for one in range(9)), dead, healing)
    for hour in range(1, 12):
        crawl(hour, dead, healing)
    crawl(12, dead, ("healing", "captured", 200))
    assert silent_sources(settings) == {}
    with warehouse.session(settings) as connection:
        row = connection.execute(
            "SELECT refusals_by_cause, round(share_refused_lately, 3), share_refused_before FROM source_health"
        ).fetchone()
    assert row == ({"gone": 1}, 0.091, None)

    # A page that is refused now counts as refused, though it was captured once.
    crawl(13, *((f"a{one}", "login", 200) for one in range(3)))
    assert silent_sources(settings) == {"n": "36 % of its pages are no articles: login"}


def test_of_causes_that_are_as_frequent_always_the_same_is_named(settings):
    rows = [
        attempt("run", 0, "page", outcome, url=address(0, number))
        for number, outcome in enumerate(["login", "gone", "captured", "captured", "login", "gone"])
    ]
    with warehouse.session(settings) as connection:
        partitions.replace_fetch_log(connection, "run", 1, rows)
    assert {silent_sources(settings)["n"] for _ in range(5)} == {"67 % of its pages are no articles: gone"}
