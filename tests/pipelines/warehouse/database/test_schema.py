"""A database of an older Naba is brought forward, and ends with the tables of a new one."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines import warehouse
from pipelines.warehouse.database.connection import store_of
from pipelines.warehouse.database.schema import schema_version
from tests.support.warehouse.rows import NOON, write_day

FIRST_SCHEMA = Path(__file__).with_name("schema_1.sql").read_text(encoding="utf-8")


def columns(settings):
    with warehouse.session(settings) as connection:
        return set(
            connection.execute(
                "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal"
            ).fetchall()
        )


@pytest.mark.parametrize(
    "also",
    [
        "",
        "ALTER TABLE articles ADD COLUMN section VARCHAR; ALTER TABLE articles ADD COLUMN image_url VARCHAR",
    ],
    ids=["as it was first", "with columns that came without a number"],
)
def test_a_database_of_schema_1_becomes_one_of_this_schema_with_its_rows(settings, tmp_path, also):
    settings.warehouse.mkdir(parents=True)
    with duckdb.connect(str(store_of(settings).private)) as connection:
        connection.execute(FIRST_SCHEMA)
        connection.execute(also)
        connection.execute("CREATE VIEW news AS SELECT * FROM articles")
        connection.execute("INSERT INTO meta VALUES (1, 5, 'old')")
        connection.execute("INSERT INTO days VALUES ('2026-03-01', 1, 1, 's', NULL)")
    fresh = type(settings)(tmp_path / "fresh", tmp_path, "test", None, settings.first_day)
    write_day(fresh, date(2026, 3, 1), [])
    assert columns(settings) == columns(fresh)
    with warehouse.session(settings) as connection:
        assert connection.execute("SELECT schema_version FROM meta").fetchall() == [(schema_version(),)]
        assert connection.execute("SELECT version FROM migrations").fetchall() == [
            (number,) for number in range(2, schema_version() + 1)
        ]
        assert connection.execute("SELECT count(*) FROM days").fetchall() == [(1,)]
    write_day(settings, date(2026, 3, 1), ["a"])
    assert warehouse.publish(settings).copied


def test_groups_of_schema_17_begin_with_their_canonical_story(settings):
    write_day(settings, date(2026, 3, 1), ["a"])
    with warehouse.session(settings) as connection:
        connection.execute("UPDATE story_groups SET first_published_at = '2026-02-20'")
        connection.execute("UPDATE meta SET schema_version = 17")
    with warehouse.session(settings) as connection:
        assert connection.execute("SELECT first_published_at FROM story_groups").fetchall() == [(NOON,)]


def test_every_table_view_column_and_macro_is_explained(settings):
    write_day(settings, date(2026, 3, 1), ["a"])
    warehouse.publish(settings)
    with warehouse.published(settings) as connection:
        for unexplained in (
            "SELECT table_name FROM duckdb_tables() WHERE NOT internal AND coalesce(comment, '') = ''",
            "SELECT view_name FROM duckdb_views() WHERE NOT internal AND coalesce(comment, '') = ''",
            "SELECT (table_name, column_name) FROM duckdb_columns() WHERE NOT internal AND coalesce(comment, '') = ''",
            "SELECT function_name FROM duckdb_functions() WHERE NOT internal AND coalesce(comment, '') = ''",
        ):
            assert connection.execute(unexplained).fetchall() == []


def test_a_summary_explains_its_columns_as_the_view_does_that_it_is_made_of(settings):
    write_day(settings, date(2026, 3, 1), ["a"])
    warehouse.publish(settings)
    with warehouse.published(settings) as connection:
        view, summary = (
            dict(
                connection.execute(
                    "SELECT column_name, comment FROM duckdb_columns() WHERE table_name = $1", [name]
                ).fetchall()
            )
            for name in ("source_health", "source_summaries")
        )
    assert view.items() <= summary.items()
