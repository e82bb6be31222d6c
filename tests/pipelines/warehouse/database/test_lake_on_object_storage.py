"""NABA_LAKE_FILES=s3://…: the files of a lake in object storage, of which a real server is asked."""

from dataclasses import replace
from datetime import date
from itertools import count as numbers

import duckdb
import pytest
from starlette.testclient import TestClient

from pipelines import warehouse
from pipelines.errors import BadInputError, BusyError, StorageError
from pipelines.settings import s3_endpoint
from pipelines.warehouse.database import extensions, lake_store
from pipelines.web.app import build_app
from pipelines.web.localized import LANGUAGES, localized
from tests.support.warehouse.rows import write_day

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(
        extensions.extension_file("httpfs") is None,
        reason=f"no extension httpfs for DuckDB {duckdb.__version__} here: naba[s3] has that of one version",
    ),
]

DAY, NEXT, LAST = date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3)
MANY = [f"{number}" for number in range(30)]  # a few rows would stay in the catalogue
serial = numbers()


@pytest.fixture
def lake(settings, tmp_path, object_storage, keys):  # noqa: ARG001 - it is in the environment
    bucket = f"lake-{next(serial)}"
    object_storage.make_bucket(bucket)
    return replace(
        settings,
        database_named=f"ducklake:sqlite:{tmp_path}/catalogue.sqlite",
        lake_files=f"s3://{bucket}/news/lake",
    )


def files_of(object_storage, settings):
    bucket, _, prefix = settings.lake_files.removeprefix("s3://").partition("/")
    return {key.removeprefix(f"{prefix}/main/") for key in object_storage.keys(bucket)}


def of_table(files, table):
    return sorted(file.split("/")[1] for file in files if file.startswith(f"{table}/"))


def test_it_is_written_read_and_tidied_there_a_file_a_day(lake, object_storage, keys):
    write_day(lake, DAY, MANY)
    write_day(lake, NEXT, [f"other {name}" for name in MANY])
    warehouse.publish(lake)
    first = files_of(object_storage, lake)
    assert of_table(first, "articles") == [f"day={DAY}", f"day={NEXT}"]
    with warehouse.published(lake) as held:
        write_day(lake, DAY, MANY[:20])
        warehouse.publish(lake)
        assert first < files_of(object_storage, lake)  # readers may still be there
        warehouse.forbid_files(held)
        assert held.execute("SELECT count(*) FROM articles").fetchall() == [(60,)]
    keys.setattr(lake_store, "_FILES_MAX", 0)
    keys.setattr(lake_store, "_KEPT", "0 seconds")
    write_day(lake, LAST, [])
    warehouse.publish(lake)
    left = files_of(object_storage, lake)
    assert not [file for file in first & left if file.startswith(f"articles/day={DAY}")]
    assert of_table(left, "articles") == [f"day={DAY}", f"day={NEXT}"]
    assert not (lake.data / "lake").exists()
    with warehouse.published(lake) as connection:
        assert connection.execute("SELECT count(*) FROM articles").fetchall() == [(50,)]
        [secret] = connection.execute("SELECT secret_string FROM duckdb_secrets()").fetchone()
        assert "very secret" not in secret
    the_explorer_says_that_it_is_away_and_comes_back(lake, keys)


def the_explorer_says_that_it_is_away_and_comes_back(lake, keys):
    explorer = TestClient(build_app(lake.database, ["testserver"]), raise_server_exceptions=False)
    with keys.context() as away:
        away.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
        for code in LANGUAGES:
            page = explorer.get(f"/day/{DAY}?lang={code}")
            assert (page.status_code, page.headers["Retry-After"]) == (503, "30")
            assert str(localized(code).text("does_not_answer")) in page.text
            assert "the object storage does not answer: check AWS_ENDPOINT_URL" in page.text
        told = explorer.get("/api/stories")
        assert (told.status_code, told.json()["status"]) == (503, 503)
        assert "the object storage does not answer" in told.json()["error"]
    assert explorer.get(f"/day/{DAY}").status_code == explorer.get("/api/stories").status_code == 200


@pytest.mark.parametrize(
    "case",
    [
        ("s3://no-such-bucket/lake", {}, StorageError, "no such bucket: make it"),
        ("s3://lake/x", {"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}, StorageError, "does not answer"),
        (
            "s3://lake/x",
            {"AWS_ENDPOINT_URL": "127.0.0.1:1"},
            BadInputError,
            "AWS_ENDPOINT_URL is '127.0.0.1:1'",
        ),
        (
            "s3://lake/x",
            {"AWS_ACCESS_KEY_ID": "", "AWS_CONFIG_FILE": "/no", "AWS_SHARED_CREDENTIALS_FILE": "/no"},
            StorageError,
            "no keys for the object storage: set AWS_ACCESS_KEY_ID",
        ),
        ("gs://lake/x", {}, BadInputError, "expected a folder, or s3://"),
    ],
)
def test_what_keeps_it_from_being_made_is_one_line_and_leaves_nothing(settings, tmp_path, keys, case):
    files, variables, kind, says = case
    for name, value in variables.items():
        keys.setenv(name, value) if value else keys.delenv(name)
    uri = f"ducklake:sqlite:{tmp_path}/catalogue.sqlite"
    broken = replace(settings, database_named=uri, lake_files=files)
    with pytest.raises(kind, match=says) as refused, warehouse.session(broken):
        pass
    assert "\n" not in str(refused.value)
    assert "very secret" not in str(refused.value)
    assert not isinstance(refused.value, BusyError)
    assert not (tmp_path / "catalogue.sqlite").exists()


def test_a_missing_extension_is_named_with_the_extra_that_brings_it(lake, keys):
    keys.setattr(
        extensions,
        "extension_file",
        lambda name, found=extensions.extension_file: found(name) if name != "httpfs" else None,
    )
    with (
        pytest.raises(BadInputError, match=r"no extension httpfs here: install naba\[s3\]"),
        warehouse.session(lake),
    ):
        pass


def test_a_file_that_is_gone_and_keys_that_are_refused_are_not_busy(lake, object_storage):
    write_day(lake, DAY, MANY)
    bucket = lake.lake_files.split("/")[2]
    object_storage.bucket(bucket).delete(list(object_storage.keys(bucket)))
    with (
        pytest.raises(StorageError, match="a file of it is gone") as refused,
        warehouse.session(lake) as connection,
    ):
        connection.execute("SELECT sum(length(body)) FROM articles").fetchall()
    assert not isinstance(refused.value, BusyError)
    said = (
        "HTTP Error: Unable to connect to URL s3://lake/x.parquet: Forbidden (HTTP code 403)\n\n"
        "InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records."
    )
    with (
        pytest.raises(StorageError, match="refuses this user: check AWS_ACCESS_KEY_ID") as refused,
        warehouse.session(lake),
    ):
        raise duckdb.HTTPException(said)
    assert not isinstance(refused.value, BusyError)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, None),
        ({"AWS_ENDPOINT_URL": "https://s3.example/"}, ("https://s3.example", "s3.example", False)),
        (
            {"AWS_ENDPOINT_URL": "http://other", "AWS_ENDPOINT_URL_S3": "http://minio:9000"},
            ("http://minio:9000", "minio:9000", False),
        ),
        (
            {"AWS_ENDPOINT_URL": "https://r2.example", "AWS_VIRTUAL_HOSTED_STYLE_REQUEST": "true"},
            ("https://r2.example", "r2.example", True),
        ),
    ],
)
def test_the_server_is_named_by_the_variables_of_aws(environment, expected):
    found = s3_endpoint(environment)
    assert (found and (found.url, found.host, found.bucket_in_host)) == expected
