"""`naba export`: the stories of some days as a file of another program."""

import csv
import json
import re
from datetime import date

import duckdb
import pytest

from pipelines import warehouse
from pipelines.errors import BadInputError, StorageError
from pipelines.warehouse.export import export
from tests.support.warehouse.rows import write_day

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 2)


@pytest.fixture
def database(settings):
    """Two days of one story each, published; the first title is a formula."""
    write_day(settings, FIRST, ["a"])
    write_day(settings, LAST, ["b"])
    with warehouse.session(settings) as connection:
        connection.execute(
            "UPDATE stories SET title = '=HYPERLINK(1)', body = 'سطر' || chr(10) || 'آخر' WHERE day = $1",
            [FIRST],
        )
        connection.execute(
            "UPDATE story_groups SET first_published_at = first_published_at + INTERVAL 1 DAY WHERE group_id LIKE 'b%'"
        )
    warehouse.publish(settings)
    return settings.database


def read(file):
    with duckdb.connect() as connection:
        result = connection.execute("FROM read_parquet($1)", [str(file)])
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def test_each_format_has_each_story_of_the_days_once(database, tmp_path):
    for form in ("parquet", "csv", "jsonl"):
        file = tmp_path / f"stories.{form}"
        assert export(database, file, FIRST, LAST, form).stories == 2
    rows = read(tmp_path / "stories.parquet")
    lines = [json.loads(line) for line in (tmp_path / "stories.jsonl").read_text("utf-8").splitlines()]
    with (tmp_path / "stories.csv").open(encoding="utf-8", newline="") as file:
        cells = list(csv.DictReader(file))
    assert (
        [row["group_id"] for row in rows]
        == [line["group_id"] for line in lines]
        == [row["group_id"] for row in cells]
    )
    assert len({row["group_id"] for row in rows}) == 2
    assert rows[0]["body"] == lines[0]["body"] == cells[0]["body"] == "سطر\nآخر"
    assert [row["first_published_at"].date() for row in rows] == [FIRST, LAST]
    assert export(database, tmp_path / "one.jsonl", LAST, LAST, "jsonl").stories == 1
    assert export(database, tmp_path / "none.csv", date(2020, 1, 1), date(2020, 1, 2), "csv").stories == 0
    assert (tmp_path / "none.csv").read_text("utf-8").startswith("group_id,")


def test_a_spreadsheet_runs_no_title_as_a_formula(database, tmp_path):
    export(database, tmp_path / "stories.csv", FIRST, FIRST, "csv")
    export(database, tmp_path / "stories.jsonl", FIRST, FIRST, "jsonl")
    with (tmp_path / "stories.csv").open(encoding="utf-8", newline="") as file:
        assert [row["title"] for row in csv.DictReader(file)] == ["'=HYPERLINK(1)"]
    assert json.loads((tmp_path / "stories.jsonl").read_text("utf-8"))["title"] == "=HYPERLINK(1)"


def test_a_dataset_is_a_folder_that_says_where_its_data_is(database, tmp_path):
    done = export(database, tmp_path / "news", FIRST, LAST, "hf")
    assert (done.file, done.stories) == (tmp_path / "news", 2)
    assert "path: data/train.parquet" in (tmp_path / "news" / "README.md").read_text("utf-8")
    assert len(read(tmp_path / "news" / "data" / "train.parquet")) == 2


def test_what_cannot_be_written_is_one_line_and_leaves_nothing(database, tmp_path):
    with pytest.raises(BadInputError, match="2026-03-02 is after --to 2026-03-01"):
        export(database, tmp_path / "x.csv", LAST, FIRST, "csv")
    with pytest.raises(StorageError, match="no such folder"):
        export(database, tmp_path / "nowhere" / "x.csv", FIRST, LAST, "csv")
    (tmp_path / "taken").mkdir()
    with pytest.raises(StorageError, match="taken: "):
        export(database, tmp_path / "taken", FIRST, LAST, "csv")
    with pytest.raises(BadInputError, match="no database yet"):
        export(tmp_path / "missing.duckdb", tmp_path / "x.csv", FIRST, LAST, "csv")
    assert not list(tmp_path.glob(".*.part"))


def test_times_of_lines_are_iso_8601_which_other_programs_read(database, tmp_path):
    file = tmp_path / "stories.jsonl"
    export(database, file, FIRST, LAST, "jsonl")
    times = [json.loads(line)["first_published_at"] for line in file.read_text("utf-8").splitlines()]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", time) for time in times)
    with duckdb.connect() as connection:
        lines = connection.read_json(str(file)).select("first_published_at")
        # Version 2 of DuckDB reads the zone, too.
        assert [str(one).removesuffix(" WITH TIME ZONE") for one in lines.types] == ["TIMESTAMP"]
