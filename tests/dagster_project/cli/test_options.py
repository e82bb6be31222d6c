"""How options are read."""

from datetime import UTC, date, datetime

import pytest

from dagster_project.cli import options
from dagster_project.cli.options import read_day, with_days_written_out
from pipelines.errors import BadInputError


@pytest.fixture
def _new_year(monkeypatch):
    """It is half past midnight of 1 January 2026, UTC."""
    monkeypatch.setattr(options, "utc_now", lambda: datetime(2026, 1, 1, 0, 30, tzinfo=UTC))


@pytest.mark.usefixtures("_new_year")
@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2024-02-29", date(2024, 2, 29)),
        ("today", date(2026, 1, 1)),
        ("yesterday", date(2025, 12, 31)),
        ("-3d", date(2025, 12, 29)),
        ("-0d", date(2026, 1, 1)),
    ],
)
def test_days_are_written_as_dates_or_from_today_on(written, day):
    assert read_day(written) == day


@pytest.mark.parametrize("written", ["tomorrow", "3d", "-d", "-999999d", "2026-02-30", ""])
def test_what_is_no_day_says_what_one_is(written):
    with pytest.raises(BadInputError, match="2026-01-31, today, yesterday or -3d"):
        read_day(written)


def test_days_ago_are_no_options(monkeypatch):
    monkeypatch.setattr("dagster_project.cli.options.utc_now", lambda: datetime(2026, 1, 1, 12, tzinfo=UTC))
    arguments = ["report", "-3d", "--from", "-7d", "-o", "x", "-3", "--json"]
    assert with_days_written_out(arguments) == [
        "report", "2025-12-29", "--from", "2025-12-25", "-o", "x", "-3", "--json"
    ]  # fmt: skip
