"""What NABA_DATABASE may name."""

from dataclasses import replace
from datetime import date

import duckdb
import pytest

from pipelines import warehouse
from pipelines.errors import BadInputError, StorageError
from pipelines.settings import Settings
from pipelines.warehouse.database import extensions, lake_store
from tests.support.warehouse.rows import write_day


@pytest.mark.parametrize(
    "name", ["ducklake:x.sqlite", "ducklake:mysql:x", "ducklake:sqlite:", "ducklake:postgres: "]
)
def test_another_kind_of_uri_is_refused_with_what_is_expected(name):
    with pytest.raises(BadInputError, match="ducklake:sqlite:FILE"):
        Settings.from_environment({"NABA_DATABASE": name})


def test_a_file_may_lie_elsewhere_and_a_catalogue_is_found_from_everywhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert Settings.from_environment({"NABA_DATABASE": "news.duckdb"}).database == tmp_path / "news.duckdb"
    found = Settings.from_environment({"NABA_DATABASE": "ducklake:sqlite:lake.sqlite"})
    assert found.database == f"ducklake:sqlite:{tmp_path}/lake.sqlite"
    assert Settings.from_environment(found.environment()) == found
    assert Settings.from_environment({"NABA_DATA": str(tmp_path)}).database == tmp_path / "naba.duckdb"


def test_the_private_folder_is_no_place_for_what_people_open(tmp_path):
    for name in ("warehouse/naba.duckdb", "warehouse"):
        with pytest.raises(BadInputError, match="name another place"):
            Settings.from_environment({"NABA_DATA": str(tmp_path), "NABA_DATABASE": str(tmp_path / name)})


def test_a_file_elsewhere_is_published_there(settings, tmp_path):
    settings = replace(settings, database_named=tmp_path / "new" / "news.duckdb")
    write_day(settings, date(2026, 3, 1), ["a"])
    assert warehouse.publish(settings).database == str(tmp_path / "new" / "news.duckdb")
    with warehouse.published(settings) as connection:
        assert connection.execute("SELECT count(*) FROM articles").fetchall() == [(1,)]
    assert not (settings.data / "naba.duckdb").exists()
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="can't make the folder"):
        warehouse.publish(replace(settings, database_named=tmp_path / "file" / "news.duckdb"))


def test_a_missing_extension_says_what_to_install(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(extensions, "extension_file", lambda _: None)
    monkeypatch.setattr(lake_store, "_EXTENSIONS", {"sqlite": "no_such_extension"})
    settings = replace(settings, database_named=f"ducklake:sqlite:{tmp_path}/lake.sqlite")
    for using in (warehouse.session, warehouse.published):
        with pytest.raises(BadInputError, match=rf"DuckDB {duckdb.__version__} .*install naba\[ducklake\]"):
            using(settings).__enter__()
