"""`naba lake adopt`: the file's tables in a lake, equal and published; resumable; never over something else."""

from dataclasses import replace
from datetime import date

import duckdb
import pytest

from pipelines import open_database, warehouse
from pipelines.errors import BadInputError, BrokenRuleError
from pipelines.warehouse import adopt as adopting
from pipelines.warehouse.adopt import adopt
from pipelines.warehouse.database import extensions
from tests.support.warehouse.rows import write_day

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(
        extensions.extension_file("ducklake") is None,
        reason=f"no DuckLake extension for DuckDB {duckdb.__version__} here: naba[ducklake] has those of one version",
    ),
]

DAY, NEXT = date(2026, 3, 1), date(2026, 3, 2)


@pytest.fixture
def uri(tmp_path):
    return f"ducklake:sqlite:{tmp_path}/catalogue.sqlite"


def quiet(_):
    pass


def rows(settings):
    with open_database(settings.database) as connection:
        found = {
            table: connection.execute(f"SELECT * FROM {table} ORDER BY ALL").fetchall()  # noqa: S608 - fixed names
            for table in ("articles", "stories", "story_groups", "story_group_members", "days", "lineage")
        }
        return found | {"meta": connection.execute("SELECT * EXCLUDE (definitions) FROM meta").fetchall()}


def test_a_file_becomes_a_lake_with_the_same_rows_that_goes_on(settings, uri):
    write_day(settings, DAY, ["a", "b"])
    write_day(settings, NEXT, ["c"])
    warehouse.publish(settings)
    told = []
    adopted = {one.table: one for one in adopt(settings, uri, told.append)}
    lake = replace(settings, database_named=uri)
    assert rows(lake) == rows(settings)
    assert adopted["articles"].rows == 3
    assert "articles: 3 rows, moved" in told
    # Called again, all is there; and the lake is written like any other.
    assert not any(one.copied for one in adopt(settings, uri, quiet))
    write_day(lake, NEXT, ["c", "d"])
    assert warehouse.publish(lake).copied
    with pytest.raises(BrokenRuleError, match="it was written since it was moved"):
        adopt(settings, uri, quiet)
    assert len(rows(lake)["articles"]) == 4


def test_a_killed_move_is_not_published_and_the_next_call_goes_on(settings, uri, monkeypatch):
    write_day(settings, DAY, ["a", "b"])
    copy = adopting._adopt_table

    def killed_at_stories(connection, table, name):
        if table == "stories":
            raise KeyboardInterrupt
        return copy(connection, table, name)

    monkeypatch.setattr(adopting, "_adopt_table", killed_at_stories)
    with pytest.raises(KeyboardInterrupt):
        adopt(settings, uri, quiet)
    lake = replace(settings, database_named=uri)
    assert not warehouse.is_published(lake)
    monkeypatch.undo()
    # The file went on meanwhile.
    write_day(settings, DAY, ["a", "b", "c"])
    adopt(settings, uri, quiet)
    assert len(rows(lake)["articles"]) == 3


def test_a_lake_that_holds_something_else_is_left_alone(settings, uri):
    other = replace(settings, data=settings.data.with_name("other"), database_named=uri)
    write_day(other, DAY, ["x"])
    warehouse.publish(other)
    before = rows(other)
    write_day(settings, DAY, ["a"])
    with pytest.raises(BrokenRuleError, match=r"it holds another database \(.*articles"):
        adopt(settings, uri, quiet)
    assert rows(other) == before


def test_nothing_to_move_or_no_lake_is_one_line(settings, uri, tmp_path):
    with pytest.raises(BadInputError, match="no database in a file to move"):
        adopt(settings, uri, quiet)
    write_day(settings, DAY, ["a"])
    with pytest.raises(BadInputError, match="no lake: expected ducklake"):
        adopt(settings, str(tmp_path / "file.duckdb"), quiet)
