"""What commands say of days without stories."""

from pathlib import Path

import pytest


@pytest.fixture
def database(demo):
    return str(Path(demo[0]) / "naba.duckdb")


def test_a_report_of_a_day_without_stories_names_the_nearest_that_have_some(command, database, tmp_path):
    file = tmp_path / "report.html"
    code, out, err = command("report", "2020-01-01", "--database", database, "-o", str(file))
    assert (code, err) == (0, "")
    assert out.startswith("2020-01-01: no stories; the nearest days that have some: 20")
    assert file.exists()


def test_an_export_of_days_without_stories_says_so(command, database, tmp_path):
    file = tmp_path / "stories.csv"
    days = ["--from", "2020-01-01", "--to", "2020-01-02"]
    code, out, err = command("export", *days, "--database", database, "-o", str(file))
    assert (code, out.startswith("0 stories, ")) == (0, True)
    assert err.startswith("no stories of these days; the nearest days that have some: 20")
