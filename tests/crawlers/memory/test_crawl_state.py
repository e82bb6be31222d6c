import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from crawlers.memory import opening
from crawlers.memory.list_state import ListMemory
from crawlers.rules.schedule import Schedule
from crawlers.rules.targets import PageTarget
from pipelines.archive.captures import CaptureWriter, archive_files
from pipelines.archive.outbox import send_left
from pipelines.errors import StorageError
from pipelines.records import Capture, FeedEntry


@pytest.fixture
def archive(settings):
    return settings.archive


@pytest.fixture
def open_state(each_store):
    return lambda: opening.open_state(each_store)


def capture(number, kind="page"):
    at = datetime(2024, 2, 9, tzinfo=UTC)
    url = f"https://n.example/{number}"
    return Capture(f"id{number}", "n", kind, url, url, date(2024, 2, 9), at, 200, "text/html", b"<p>x</p>")


def known(state, *numbers):
    return [state.held("n", [f"https://n.example/{number}"]) is not None for number in numbers]


def test_what_a_dead_run_wrote_last_is_adopted_by_the_next(open_state, archive):
    with open_state() as state, CaptureWriter(archive, "dead") as writer:
        with pytest.raises(KeyboardInterrupt), state.run("dead"):
            writer.write(capture(1))  # killed before the state heard of it
            writer.write(capture(9, "feed"))
            raise KeyboardInterrupt
        assert known(state, 1) == [False]
    (path,) = (archive / name for name in archive_files(archive))
    path.write_bytes(path.read_bytes() + b"\x1f\x8b half a record")
    with open_state() as state, state.run("next"):
        assert known(state, 1, 2, 9) == [True, False, False]


@pytest.mark.process
@pytest.mark.usefixtures("keys")
def test_what_a_dead_machine_never_sent_is_forgotten_until_it_comes_back(
    each_store, object_storage, tmp_path
):
    kind = "postgres" if each_store.state else "sqlite"
    stored = replace(each_store, archive_named=object_storage.make_bucket(f"state-{kind}"))
    archive = stored.archive
    with opening.open_state(stored) as state:
        with CaptureWriter(archive, "sent") as writer, state.run("sent"):
            state.store_once(capture(1), lambda: writer.write(capture(1)))
        # Killed before it sent anything; its machine is away with its disk.
        dead = CaptureWriter(archive.unsent_of("dead"), "dead")
        with pytest.raises(KeyboardInterrupt), dead as writer, state.run("dead"):
            for number in (2, 3):
                others = [f"https://n.example/also/{number}"]
                state.store_once(
                    capture(number), lambda n=number: writer.write(capture(n)), others, [f"clue {number}"]
                )
            raise KeyboardInterrupt
        assert known(state, 1, 2, 3) == [True, True, True]
        archive.outbox.rename(tmp_path / "away")
        with state.run("next"):
            assert known(state, 1, 2, 3) == [True, False, False]
            assert state.held("n", ["https://n.example/also/2"]) is None
            assert state.suspects("n", ["clue 2"], "page") == []
        (tmp_path / "away").rename(archive.outbox)
        assert send_left(archive) == ["dead"]
        with state.run("later", ["dead"]):
            assert known(state, 1, 2, 3) == [True, True, True]


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

    def keep(number):
        stored.append(number)
        return "2024-02-09/run.warc.gz", number

    with open_state() as one, open_state() as other:
        page, twin = capture(1), "https://m.n.example/1"
        with pytest.raises(StorageError, match="disk full"):
            one.store_once(page, fail)
        assert known(other, 1) == [False]
        assert one.store_once(page, lambda: keep(1), [twin])
        assert not other.store_once(page, lambda: keep(2))
        assert other.store_once(capture(1, "entry"), lambda: keep(3))
        assert other.held("n", [twin]).url == page.url
        assert not other.store_once(replace(page, url=twin), lambda: keep(4))
        assert [one.url for one in other.held_of_days("n", page.day, page.day)] == [page.url]
    assert stored == [1, 3]


def test_a_full_disk_says_what_to_do_and_that_nothing_is_damaged(settings):
    with opening.open_state(settings) as state:
        state._database.execute("PRAGMA max_page_count = 1")  # SQLite takes what it has now
        urls = [f"https://n.example/{number}" for number in range(5_000)]
        with pytest.raises(
            StorageError, match=r"state\.sqlite: .*the disk is full: free some of it"
        ) as raised:
            state.saw("n", "https://n.example/rss", urls, datetime(2024, 2, 9, tzinfo=UTC))
        assert "damaged" not in str(raised.value)


def test_an_article_is_known_by_all_its_addresses_also_in_a_state_made_anew(open_state, archive):
    page = replace(
        capture(1),
        body=b"<link rel=amphtml href=https://amp.n.example/1><p>x</p>",
        final_url="https://n.example/1/",
    )
    with CaptureWriter(archive, "old") as writer:
        writer.write(page)
    with open_state() as state:
        for address in (
            "https://n.example/1",
            "http://n.example/1",
            "https://www.n.example/1",
            "http://www.n.example/1/",
            "https://amp.n.example/1",
        ):
            assert state.held("n", [address]).url == "https://n.example/1"
            assert [held.url for held in state.holdings(address)] == ["https://n.example/1"]
        assert state.held("n", ["https://n.example/2"]) is None
        assert state.held("m", ["https://n.example/1"]) is None


def test_a_clue_that_many_share_tells_nothing(open_state):
    with open_state() as state:
        for number in range(1, 5):
            state.store_once(capture(number), lambda: ("f", 0), clues=["all", f"own {number // 3}"])
        assert state.suspects("n", ["all"], "page") == []
        assert [held.url for held in state.suspects("n", ["all", "own 0"], "page")] == [
            "https://n.example/1",
            "https://n.example/2",
        ]
        assert state.suspects("n", ["own 0"], "entry") == []


def test_a_state_of_an_older_version_is_made_anew(open_state, archive):
    with CaptureWriter(archive, "old") as writer, open_state() as state:
        writer.write(capture(1))
        assert known(state, 1, 2) == [False, False]
        state._database.set_version(1)
    with open_state() as state:
        assert known(state, 1, 2) == [True, False]


def test_schedules_and_sightings_are_kept(open_state):
    at = datetime(2024, 2, 9, tzinfo=UTC)
    schedule = Schedule(
        timedelta(minutes=20), next_at=at, failures=0.25, etag_lies=True, moved_to="https://x.example/"
    )
    with open_state() as state:
        assert state.schedule("n", "https://n.example/feed") == Schedule()
        state.reschedule("n", "https://n.example/feed", schedule)
        state.saw("n", "https://n.example/feed", ["https://n.example/1"], at)
        state.saw("n", "https://n.example/feed", ["https://n.example/1"], at + timedelta(hours=1))
    with open_state() as state:
        assert state.schedule("n", "https://n.example/feed") == schedule
        assert state.sightings("https://n.example/1") == [("n", "https://n.example/feed", at)]


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


def test_texts_longer_than_an_index_takes_and_characters_that_postgres_has_not_are_kept(open_state):
    letters = random.Random(3)
    long = "https://n.example/" + "".join(letters.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=8_000))
    page = replace(capture(1), url=long)
    with open_state() as state:
        assert state.store_once(page, lambda: ("f", 0), [long + "x"], clues=["guid " + long])
        assert not state.store_once(page, lambda: ("f", 1), [long + "x"])
        assert state.held("n", [long + "x"]).url == long
        assert [held.url for held in state.suspects("n", ["guid " + long], "page")] == [long]
        state.retry_later(PageTarget("n", long, page.day, FeedEntry(url=long, title="\0")), page.fetched_at)
        assert state.retries("n", page.fetched_at)[0].entry.title == "\0"
        state.remember_list("n", long, ListMemory('"\0"', None, "digest", "f", 0))
        state.saw("n", long, [long], datetime(2024, 2, 9, tzinfo=UTC))
        assert state.was_seen("n", [long], before=datetime(2024, 2, 10, tzinfo=UTC))
        assert not state.was_seen("n", [], before=datetime(2024, 2, 10, tzinfo=UTC))
        assert state.suspects("n", [], "page") == []


def test_a_state_of_another_version_is_one_clear_line(open_state):
    with open_state() as state:
        state._database.set_version(99)
    with pytest.raises(StorageError, match="of a newer version of Naba"), open_state():
        pass


def test_what_is_known_under_a_former_id_is_known_under_the_present_one(open_state):
    at = datetime(2024, 2, 9, tzinfo=UTC)
    with open_state() as state:
        state.store_once(replace(capture(1), source_id="old"), lambda: ("f", 1))
        state.store_once(replace(capture(2), source_id="old"), lambda: ("f", 2))
        state.store_once(capture(2), lambda: ("f", 9))
        state.saw("old", "https://n.example/rss", ["https://n.example/3"], at)
        state.rename("old", "n")
        state.rename("old", "n")
        assert known(state, 1, 2) == [True, True]
        assert state.held("n", ["https://n.example/2"]).warc_offset == 9
        assert state.held("old", ["https://n.example/1"]) is None
        assert state.was_seen("n", ["https://n.example/3"], before=at + timedelta(days=1))
