import sqlite3
from datetime import UTC, date, datetime

import pytest

from crawlers.state import CrawlState, ListMemory
from pipelines.captures import CaptureWriter, archive_files
from pipelines.errors import StorageError
from pipelines.records import Capture


@pytest.fixture
def archive(tmp_path):
    return tmp_path / "archive"


@pytest.fixture
def open_state(tmp_path, archive):
    return lambda: CrawlState(tmp_path / "crawl" / "state.sqlite", archive)


def capture(number, kind="page"):
    at = datetime(2024, 2, 9, tzinfo=UTC)
    url = f"https://n.example/{number}"
    return Capture(f"id{number}", "n", kind, url, url, date(2024, 2, 9), at, 200, "text/html", b"<p>x</p>")


def known(state, *numbers):
    return [state.is_captured("n", f"https://n.example/{number}", "page") for number in numbers]


def test_what_a_dead_run_wrote_last_is_adopted_by_the_next(open_state, archive):
    with open_state() as state, CaptureWriter(archive, "dead") as writer:
        with pytest.raises(KeyboardInterrupt), state.run("dead"):
            writer.write(capture(1))  # killed before the state heard of it
            writer.write(capture(9, "feed"))
            raise KeyboardInterrupt
        assert known(state, 1) == [False]
    (path,) = archive_files(archive)
    path.write_bytes(path.read_bytes() + b"\x1f\x8b half a record")
    with open_state() as state, state.run("next"):
        assert known(state, 1, 2, 9) == [True, False, False]


def test_a_living_run_is_left_alone(open_state, archive):
    with (
        open_state() as one,
        open_state() as other,
        CaptureWriter(archive, "living") as writer,
        one.run("living"),
    ):
        writer.write(capture(1))
        with other.run("next"):
            assert known(other, 1) == [False]


def test_a_new_state_is_made_from_the_archive(open_state, archive):
    with CaptureWriter(archive, "old") as writer:
        writer.write(capture(1))
    with open_state() as state:
        assert known(state, 1, 2) == [True, False]


def test_a_capture_is_stored_once_and_not_at_all_if_storing_fails(open_state):
    stored = []

    def fail():
        raise StorageError("disk full")

    with open_state() as one, open_state() as other:
        key = ("n", "https://n.example/1", "page")
        with pytest.raises(StorageError, match="disk full"):
            one.store_once(*key, fail)
        assert not other.is_captured(*key)
        assert one.store_once(*key, lambda: stored.append(1))
        assert not other.store_once(*key, lambda: stored.append(2))
        assert other.store_once("n", "https://n.example/1", "entry", lambda: stored.append(3))
    assert stored == [1, 3]


def test_a_list_is_remembered_as_long_as_its_body_is_in_the_archive(open_state, archive):
    memory = ListMemory('"v1"', None, "digest", "2024-02-09/run.warc.gz", 17)
    with open_state() as state:
        state.remember_list("n", "https://n.example/feed", memory)
        assert state.list_memory("n", "https://n.example/feed") is None
        (archive / "2024-02-09").mkdir(parents=True)
        (archive / memory.warc_file).touch()
        assert state.list_memory("n", "https://n.example/feed") == memory
        state.forget_list("n", "https://n.example/feed")
        assert state.list_memory("n", "https://n.example/feed") is None


def test_a_state_of_another_version_is_one_clear_line(open_state, tmp_path):
    with open_state():
        pass
    database = sqlite3.connect(tmp_path / "crawl" / "state.sqlite")
    database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(StorageError, match="of another version of Naba"), open_state():
        pass
