"""NABA_ARCHIVE=s3://…: captures and fetch logs in object storage, of which a real server is asked."""

import json
import pickle
import random
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count as numbers

import pytest

from crawlers.memory.fetch_log import FetchLog
from pipelines import warehouse
from pipelines.archive import bucket_storage, captures
from pipelines.archive.captures import (
    CaptureWriter,
    archive_files,
    capture_id,
    files_of_crawl,
    is_archived,
    read_capture_at,
    read_captures,
)
from pipelines.archive.fetch_log import FetchAttempt, fetch_log_files, read_fetch_log
from pipelines.archive.moving import move_files
from pipelines.archive.outbox import send_left
from pipelines.errors import BadInputError, StorageError
from pipelines.records import Capture
from pipelines.settings import Bucket, Settings
from pipelines.steps.archive import index_archive
from pipelines.steps.late import late_days

pytestmark = pytest.mark.process

DAY = date(2026, 3, 1)
NAME = f"{DAY}/run.warc.gz"
serial = numbers()


@pytest.fixture
def stored(settings, object_storage, keys):  # noqa: ARG001 - it is in the environment
    """Settings whose archive is an empty bucket."""
    bucket_storage._store.cache_clear()
    return replace(settings, archive_named=f"{object_storage.make_bucket(f'news-{next(serial)}')}/naba")


def page(number, length=200):
    body = f"<p>{number}</p>".encode() + random.Random(number).randbytes(length)
    url = f"https://n.example/{number}"
    return Capture(
        capture_id=capture_id("n", url, "page", body),
        source_id="n",
        kind="page",
        url=url,
        final_url=url,
        day=DAY,
        fetched_at=datetime(2026, 3, 1, 10, tzinfo=UTC),
        status=200,
        content_type="text/html",
        body=body,
        entry=None,
    )


def asked(caplog):
    """What the server was asked since the last look."""
    lines = [re.search(r"([A-Z]+) /(\S*) HTTP", record.getMessage()) for record in caplog.records]
    caplog.clear()
    return [match.groups() for match in lines if match]


def left(place):
    return [file for file in place.outbox.rglob("*") if file.is_file()]


def test_captures_are_whole_objects_at_the_end_and_one_of_them_is_one_request(stored, caplog):
    archive = pickle.loads(pickle.dumps(stored.archive))  # noqa: S301 - our own
    with CaptureWriter(archive, "run") as writer:
        places = [writer.write(page(number, 30_000)) for number in range(40)]
        assert archive_files(archive) == {}
        # Of the crawl that is under way, this machine reads its own.
        assert read_capture_at(archive, *places[7]) == page(7, 30_000)
        assert is_archived(archive, NAME)
    assert {name for name, _ in places} == {NAME} == set(archive_files(archive, DAY))
    assert archive_files(archive, date(2026, 3, 2)) == {}
    assert files_of_crawl(archive, "run") == [NAME]
    assert files_of_crawl(archive, "ru") == []
    assert left(archive) == []
    asked(caplog)
    assert read_capture_at(archive, *places[25]) == page(25, 30_000)
    assert [method for method, _ in asked(caplog)] == ["GET"]
    problems = []
    assert [(one.capture, one.offset) for one in read_captures(archive, NAME, problems)] == [
        (page(number, 30_000), offset) for number, (_, offset) in enumerate(places)
    ]
    assert problems == []
    # 1.2 MB: 64, 128, 256, 512 KB and 1 MB.
    assert len(asked(caplog)) == 5


def test_a_long_file_is_sent_before_the_end_in_several_parts_and_another_follows(stored, monkeypatch, caplog):
    monkeypatch.setattr(captures, "_SENT_AT", 6_000_000)
    with CaptureWriter(stored.archive, "run") as writer:
        first, second, third = (
            writer.write(page(number, length)) for number, length in [(1, 5_900_000), (2, 200_000), (3, 9)]
        )
        assert [name for name, _ in (first, second, third)] == [NAME, NAME, f"{DAY}/run.2.warc.gz"]
        assert list(archive_files(stored.archive)) == [NAME]
        assert sum("uploadId" in path for method, path in asked(caplog) if method == "PUT") == 2
        assert read_capture_at(stored.archive, *second) == page(2, 200_000)
    assert files_of_crawl(stored.archive, "run") == [f"{DAY}/run.2.warc.gz", NAME]
    assert read_capture_at(stored.archive, *third) == page(3, 9)


def test_what_a_killed_crawl_left_is_sent_by_the_next_and_what_a_living_one_holds_is_not(stored):
    archive = stored.archive
    with CaptureWriter(archive.unsent_of("dead"), "dead") as killed:
        killed.write(page(1))
    with CaptureWriter(archive, "alive") as writer:
        writer.write(page(2))
        for _ in range(2):
            send_left(archive)
            assert list(archive_files(archive)) == [f"{DAY}/dead.warc.gz"]
        assert sorted(file.name for file in left(archive)) == ["alive.warc.gz", "lock"]
    assert list(archive_files(archive)) == [f"{DAY}/alive.warc.gz", f"{DAY}/dead.warc.gz"]
    assert list(archive.outbox.iterdir()) == []


def test_a_bucket_that_is_away_at_the_end_loses_nothing(stored, object_storage):
    away = Bucket("s3://comes-later/x", stored.archive.outbox)
    with pytest.raises(StorageError, match="no such bucket: make it"), CaptureWriter(away, "run") as writer:
        writer.write(page(1))
    assert len(left(away)) == 2
    object_storage.make_bucket("comes-later")
    send_left(away)
    assert list(archive_files(away)) == [NAME]
    # What ended a crawl is what is told.
    with (
        pytest.raises(ZeroDivisionError),
        CaptureWriter(Bucket("s3://never/x", away.outbox), "other") as writer,
    ):
        writer.write(page(1))
        raise ZeroDivisionError


def test_fetch_logs_are_sent_read_and_indexed_with_the_captures(stored):
    attempt = FetchAttempt(
        "20260301T100000Z-1",
        "2026-03-01T10:00:00+00:00",
        "n",
        "https://n.example/1",
        "page",
        200,
        "captured",
        9,
        5,
        None,
    )
    with FetchLog(stored.fetch_logs, attempt.run_id) as log, CaptureWriter(stored.archive, "run") as writer:
        log.add(attempt)
        writer.write(page(1))
        writer.write(page(2))
    assert list(fetch_log_files(stored.fetch_logs)) == [f"{DAY}/{attempt.run_id}.jsonl"]
    [line] = read_fetch_log(stored.fetch_logs, f"{DAY}/{attempt.run_id}.jsonl")
    assert json.loads(json.dumps(line))["url"] == attempt.url
    assert set(late_days(stored, DAY, DAY, {}, under_way=set(), limit=9).days) == {DAY}
    report = index_archive(stored, [DAY], lambda _: None)
    assert (report.captures, report.fetches, report.problems) == ({DAY: 2}, 1, [])
    with warehouse.session(stored) as connection:
        assert connection.execute("SELECT DISTINCT warc_file FROM captures").fetchall() == [(NAME,)]


def test_an_object_that_is_gone_and_a_bucket_that_is_away_empty_no_day(stored, object_storage):
    with CaptureWriter(stored.archive, "run") as writer:
        writer.write(page(1))
    index_archive(stored, [DAY], lambda _: None)
    away = replace(stored, archive_named="s3://another/naba")
    with pytest.raises(StorageError, match="no such bucket"):
        index_archive(away, [DAY], lambda _: None)
    with pytest.raises(StorageError, match="no such bucket"):
        late_days(away, DAY, DAY, {}, under_way=set(), limit=9)
    bucket = stored.archive.url.split("/")[2]
    object_storage.bucket(bucket).delete(list(object_storage.keys(bucket)))
    report = index_archive(stored, [DAY], lambda _: None)
    assert report.captures == {DAY: 1}
    assert "run.warc.gz: missing" in report.kept[DAY]
    with pytest.raises(StorageError, match="no such object"):
        read_capture_at(stored.archive, NAME, 0)


@pytest.mark.parametrize(
    ("variables", "says"),
    [
        ({"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}, "does not answer: check AWS_ENDPOINT_URL"),
        ({"AWS_ENDPOINT_URL": "nonsense"}, "AWS_ENDPOINT_URL is 'nonsense'"),
    ],
)
def test_what_keeps_it_from_being_read_is_one_line(stored, keys, variables, says):
    keys.setattr(bucket_storage, "_RETRIES", {"max_retries": 0})
    for name, value in variables.items():
        keys.setenv(name, value)
    with pytest.raises((StorageError, BadInputError), match=says) as refused:
        archive_files(stored.archive)
    assert "\n" not in str(refused.value)


def test_what_refuses_keys_is_told():
    said = "Generic S3 error: … 403 Forbidden: <Error><Code>InvalidAccessKeyId</Code></Error>\n\nDebug source:\n…"
    with (
        pytest.raises(StorageError, match=r"^s3://x: the object storage refuses this user"),
        bucket_storage._said_of("s3://x"),
    ):
        raise RuntimeError(said)


@pytest.mark.parametrize("name", ["s3://", "ftp://x/y", "s3://b/x?y", "s3:/x"])
def test_other_places_are_refused_or_are_folders(name, tmp_path):
    if "://" in name:
        with pytest.raises(BadInputError, match="NABA_ARCHIVE"):
            Settings.from_environment({"NABA_DATA": str(tmp_path), "NABA_ARCHIVE": name})
        return
    settings = Settings.from_environment({"NABA_DATA": str(tmp_path), "NABA_ARCHIVE": str(tmp_path / "disk")})
    assert (settings.archive, settings.fetch_logs) == (
        tmp_path / "disk" / "archive",
        tmp_path / "disk" / "fetches",
    )


def test_the_place_is_handed_to_other_processes_and_is_not_moved_away(tmp_path):
    settings = Settings.from_environment({"NABA_DATA": str(tmp_path), "NABA_ARCHIVE": "gs://news/naba/"})
    assert str(settings.archive) == "gs://news/naba/archive"
    assert Settings.from_environment(settings.environment()) == settings
    with pytest.raises(BadInputError, match="stays there"):
        next(move_files(settings.archive, tmp_path, DAY, datetime(2026, 4, 1, tzinfo=UTC)))
