"""NABA_DATABASE=ducklake:…: the same database in a DuckLake, its catalogue in SQLite or in a real Postgres."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count as numbers
from pathlib import Path

import duckdb
import pytest
from starlette.testclient import TestClient

from pipelines import dedup, explain, open_database, warehouse
from pipelines.errors import BadInputError, BrokenRuleError, BusyError, LostRaceError, StorageError
from pipelines.warehouse.database import extensions, lake_store
from pipelines.warehouse.database.connection import store_of
from pipelines.warehouse.database.schema import schema_version
from pipelines.warehouse.write import partitions, regrouping
from pipelines.web.app import build_app
from pipelines.web.report import write_report
from tests.support.processes import PATIENCE, start_python
from tests.support.servers.postgres import make_database
from tests.support.settings import make_settings
from tests.support.warehouse.rows import article, pair, story, write_day

pytestmark = pytest.mark.skipif(
    extensions.extension_file("ducklake") is None,
    reason=f"no DuckLake extension for DuckDB {duckdb.__version__} here: naba[ducklake] has those of one version",
)

DAY, NEXT = date(2026, 3, 1), date(2026, 3, 2)
FIRST_SCHEMA = Path(__file__).with_name("schema_1.sql").read_text(encoding="utf-8")


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def make_lake(request, tmp_path_factory):
    """Gives the settings of a new lake each time."""
    serial = numbers()

    def make():
        folder = tmp_path_factory.mktemp("lake")
        if request.param == "sqlite":
            uri = f"ducklake:sqlite:{folder}/catalogue.sqlite"
        else:
            uri = make_database(request.getfixturevalue("postgres"), f"lake{next(serial)}")
        return make_settings(folder, database=uri)

    return make


@pytest.fixture
def empty_lake(make_lake):
    return make_lake()


@pytest.fixture
def sqlite_lake(settings, tmp_path):
    """What Naba alone decides is shown on one kind of catalogue."""
    return replace(settings, database_named=f"ducklake:sqlite:{tmp_path}/catalogue.sqlite")


@pytest.fixture
def postgres_lake(settings, postgres):
    """What depends on the catalogue's server is shown on the kind that has one."""
    return replace(settings, database_named=make_database(postgres, "alone"))


def fill(settings):
    """Two days, one written twice, an article that moves between them, a pair, groups."""
    write_day(settings, DAY, ["a", "b", "moved"])
    write_day(settings, NEXT, ["c", "gone"])
    later = article(NEXT, "moved") | {"fetched_at": datetime(2026, 3, 3, tzinfo=UTC)}
    write_day(
        settings,
        NEXT,
        [],
        articles=[article(NEXT, "c") | {"keywords": ["ماء", "نهر"]}, later],
        stories=[story(NEXT, "c") | {"fingerprint": 2**64 - 1}, story(NEXT, "moved")],
    )
    with warehouse.session(settings) as connection:
        partitions.replace_pairs(connection, ["a-0", "c-0"], [pair("a-0", "c-0")], [(DAY, "paired")])
        regrouping.regroup(connection, dedup.group_stories, datetime(2026, 3, 3, tzinfo=UTC))
    warehouse.publish(settings)


@pytest.fixture(scope="module")
def filled_lake(make_lake):
    settings = make_lake()
    fill(settings)
    return settings


def contents(settings):
    """All rows of all tables and views, without the hash of the definitions."""
    with warehouse.published(settings) as connection:
        names = connection.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_catalog = current_database()"
        ).fetchall()
        rows = {name: sorted(map(repr, connection.table(name).fetchall())) for (name,) in names}
        del rows["lineage"]
        rows["meta"] = connection.execute("SELECT schema_version, generation FROM meta").fetchall()
    return rows


def articles(connection):
    return connection.execute("SELECT count(*) FROM articles").fetchall()[0][0]


def test_it_holds_what_the_file_holds_table_by_table(filled_lake, tmp_path):
    file = replace(filled_lake, data=tmp_path / "data", database_named=None)
    fill(file)
    expected, found = contents(file), contents(filled_lake)
    assert len(expected["stories"]) == 4
    assert len(expected["republications"]) == 1
    assert found.keys() == expected.keys()
    for name, rows in expected.items():
        assert found[name] == rows, name
    assert not (filled_lake.data / "naba.duckdb").exists()
    assert not (filled_lake.warehouse / "naba.duckdb").exists()


def test_whatever_reads_the_database_reads_it(sqlite_lake, tmp_path, monkeypatch):
    fill(sqlite_lake)
    uri = sqlite_lake.database
    monkeypatch.setenv("NABA_DATABASE", uri)
    with open_database() as connection:
        assert articles(connection) == 4
        assert connection.execute("FROM explain_pair('c-0', 'a-0')").fetchall()[0][2] is True
        comments = connection.execute("SELECT comment FROM duckdb_columns() WHERE table_name = 'articles'")
        assert all(comment for (comment,) in comments.fetchall())
        with pytest.raises(duckdb.InvalidInputException, match="read-only"):
            connection.execute("DELETE FROM articles")
    with warehouse.open_database() as connection:
        warehouse.forbid_files(connection)
        assert connection.execute("SELECT max(copies) FROM news").fetchall() == [(1,)]
        with pytest.raises(duckdb.PermissionException, match="disabled by configuration"):
            connection.execute("FROM read_text($1)", [__file__])
    assert len(explain.explain_group(uri, "a-0")[1]) == 2
    assert write_report(uri, DAY, tmp_path / "report.html", "ar").totals["stories"] == 3
    client = TestClient(build_app(uri, ["testserver"]))
    assert [client.get(path).status_code for path in ("/", f"/day/{DAY}", "/group/a-0")] == [200, 200, 200]


def test_publishing_again_changes_nothing_and_readers_see_what_was_published(sqlite_lake):
    assert not warehouse.is_published(sqlite_lake)
    write_day(sqlite_lake, DAY, ["a"])
    with pytest.raises(BadInputError, match="naba demo"), warehouse.published(sqlite_lake):
        pass
    assert warehouse.publish(sqlite_lake).copied
    with warehouse.published(sqlite_lake) as held:
        write_day(sqlite_lake, NEXT, ["b", "c"])
        with warehouse.published(sqlite_lake) as fresh:
            assert (articles(held), articles(fresh)) == (1, 1)
        assert warehouse.publish(sqlite_lake).copied
        with warehouse.published(sqlite_lake) as fresh:
            assert (articles(held), articles(fresh)) == (1, 3)
            before = lake_store.last_published(fresh)
    report = warehouse.publish(sqlite_lake)
    assert not report.copied
    with warehouse.session(sqlite_lake) as connection:
        assert lake_store.last_published(connection) == before
        connection.execute("DELETE FROM story_group_members")
        partitions.changed(connection)
    with pytest.raises(BrokenRuleError, match="every_story_in_one_group"):
        warehouse.publish(sqlite_lake)
    with warehouse.published(sqlite_lake) as connection:
        assert lake_store.last_published(connection) == before
        assert articles(connection) == 3


def test_who_writes_at_the_same_time_from_another_folder_is_told_to_try_again(empty_lake, tmp_path):
    write_day(empty_lake, DAY, ["a"])
    elsewhere = replace(empty_lake, data=tmp_path / "elsewhere")
    with (
        pytest.raises(LostRaceError, match="try again") as refused,
        warehouse.session(empty_lake) as connection,
    ):
        connection.execute("DELETE FROM days")
        partitions.changed(connection)
        write_day(elsewhere, NEXT, ["b"])
    assert "secret" not in str(refused.value)
    assert "\n" not in str(refused.value)
    with warehouse.session(empty_lake) as connection:
        assert connection.execute("SELECT day FROM days ORDER BY day").fetchall() == [(DAY,), (NEXT,)]


def test_a_session_that_lost_a_race_is_written_again_with_what_was_prepared(sqlite_lake, tmp_path):
    write_day(sqlite_lake, DAY, ["a"])
    elsewhere = replace(sqlite_lake, data=tmp_path / "elsewhere")
    tries = []

    def late(connection):
        connection.execute("DELETE FROM days")
        partitions.changed(connection)
        if not tries:
            write_day(elsewhere, NEXT, ["b"])
        tries.append(connection.execute("SELECT count(*) FROM articles").fetchall())
        return len(tries)

    assert warehouse.transact(sqlite_lake, late) == 2
    assert tries == [[(1,)], [(2,)]]
    with warehouse.session(sqlite_lake) as connection:
        assert connection.execute("SELECT day FROM days").fetchall() == []


def test_what_nobody_reads_any_more_goes_and_small_files_are_merged(sqlite_lake, monkeypatch):
    many = [f"{number}" for number in range(30)]  # a few rows would stay in the catalogue
    write_day(sqlite_lake, DAY, many)
    warehouse.publish(sqlite_lake)
    first = files_of(sqlite_lake)
    write_day(sqlite_lake, DAY, many[:20])
    write_day(sqlite_lake, NEXT, [f"other {number}" for number in range(30)])
    warehouse.publish(sqlite_lake)
    assert first < files_of(sqlite_lake)  # readers may still be there
    monkeypatch.setattr(lake_store, "_FILES_MAX", 0)
    monkeypatch.setattr(lake_store, "_KEPT", "0 seconds")
    write_day(sqlite_lake, date(2026, 3, 3), [])
    warehouse.publish(sqlite_lake)
    left = files_of(sqlite_lake)
    assert not [
        file for file in first & left if file.parent.parent.name in {"articles", "stories", "group_summaries"}
    ]
    days = [file.parent.name for file in left if file.parent.parent.name == "articles"]
    assert sorted(days) == [f"day={DAY}", f"day={NEXT}"]
    with warehouse.published(sqlite_lake) as connection:
        assert articles(connection) == 50


def files_of(settings):
    return set((settings.data / "lake").rglob("*.parquet"))


KILLED_IN_THE_MIDDLE = """
import sys
from pipelines.settings import Settings
from pipelines.warehouse import publish
import importlib
module = importlib.import_module("pipelines.warehouse.database.lake_store")
mark = module.mark_published
def hang(*arguments):
    mark(*arguments)
    print("all written, not committed", flush=True)
    sys.stdin.read()
module.mark_published = hang
publish(Settings.from_environment())
"""


# It leaves the cores to those that write.
READER = """
import time
from pipelines import open_database
print("ready", flush=True)
seen = 0
while seen < 4:
    with open_database() as connection:
        seen, distinct, summed = connection.execute(
            "SELECT count(*), count(DISTINCT article_id), (SELECT count(*) FROM group_summaries) FROM articles"
        ).fetchall()[0]
    assert seen == distinct == summed and seen % 2 == 0, (seen, distinct, summed)
    time.sleep(0.1)
"""


def test_a_publisher_is_killed_in_the_middle_and_another_goes_on_while_somebody_reads_all_the_time(
    postgres_lake,
):
    write_day(postgres_lake, DAY, ["a", "b"])
    warehouse.publish(postgres_lake)
    with start_python(READER, postgres_lake) as reader:
        assert reader.stdout.readline() == "ready\n"
        write_day(postgres_lake, NEXT, ["c", "d"])
        with start_python(KILLED_IN_THE_MIDDLE, postgres_lake) as publisher:
            assert publisher.stdout.readline() == "all written, not committed\n"
            publisher.kill()
        with warehouse.published(postgres_lake) as connection:
            assert articles(connection) == 2
        assert warehouse.publish(postgres_lake).copied
        _, errors = reader.communicate(timeout=PATIENCE)
    assert (reader.returncode, errors) == (0, "")
    with warehouse.published(postgres_lake) as connection:
        assert articles(connection) == 4


def test_a_lake_of_schema_1_becomes_one_of_this_schema(sqlite_lake):
    with store_of(sqlite_lake).writable() as connection:
        connection.execute(FIRST_SCHEMA)
        connection.execute("INSERT INTO meta VALUES (1, 5, 'old')")
    write_day(sqlite_lake, DAY, ["a"])
    assert warehouse.publish(sqlite_lake).copied
    with warehouse.session(sqlite_lake) as connection:
        assert connection.execute("SELECT schema_version FROM meta").fetchall() == [(schema_version(),)]
        connection.execute("UPDATE meta SET schema_version = 99")
    with pytest.raises(StorageError, match="newer Naba") as refused, warehouse.session(sqlite_lake):
        pass
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("uri", "says"),
    [
        ("ducklake:postgres:host=/nowhere password=secret dbname=x", "No such file"),
        ("ducklake:postgres:host=127.0.0.1 port=1 password='sec ret' dbname=x", "refused"),
        ("ducklake:postgres:postgresql://naba:secret@127.0.0.1:1/x", "refused"),
        ("ducklake:sqlite:/proc/nowhere/x.sqlite", "can't make"),
    ],
)
def test_a_catalogue_that_does_not_answer_is_one_line_without_its_password(settings, uri, says):
    settings = replace(settings, database_named=uri)
    with pytest.raises(StorageError, match=says) as refused, warehouse.session(settings):
        pass
    assert isinstance(refused.value, BusyError) == ("postgres" in uri)
    if "postgres" in uri:
        with pytest.raises(StorageError, match=says), warehouse.published(settings):
            pass
    assert "\n" not in str(refused.value)
    assert "sec" not in str(refused.value)


def test_a_file_that_is_no_catalogue_is_named(settings, tmp_path):
    (tmp_path / "x.sqlite").write_text("no database " * 100)
    settings = replace(settings, database_named=f"ducklake:sqlite:{tmp_path}/x.sqlite")
    with pytest.raises(StorageError, match=r"x\.sqlite: can't open"), warehouse.published(settings):
        pass
