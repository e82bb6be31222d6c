"""Old archive files on another disk: known by their links, read through them, and missed where the disk is not there."""

import os
from datetime import UTC, date, datetime, timedelta

import pytest

from pipelines import steps, warehouse
from pipelines.archive.captures import CaptureWriter, archive_files
from pipelines.archive.moving import move_files
from pipelines.errors import BadInputError, StorageError
from pipelines.records import Capture
from pipelines.warehouse.ask import for_steps

OLD, NEXT, LATE = date(2024, 2, 8), date(2024, 2, 9), date(2024, 2, 20)
NOW = datetime(2024, 6, 1, tzinfo=UTC)
TEXT = "<p>قالت الوزارة إن الرحلات الجوية ستستأنف يوم الأحد المقبل بعد توقف دام أسبوعين.</p>" * 4


def store(settings, day, run="20240221T000000Z-abcdef", age=timedelta(days=9)):
    """One article of a day, by a crawl that ended so long ago."""
    url = f"https://n.example/{day}/{run}"
    body = f"<html><title>عنوان الخبر</title><body><article>{TEXT}</article></body></html>".encode()
    with CaptureWriter(settings.archive, run) as writer:
        fetched = datetime(2024, 2, 21, tzinfo=UTC)
        writer.write(Capture(f"{run}{day}", "n", "page", url, url, day, fetched, 200, "text/html", body))
    file = settings.archive / day.isoformat() / f"{run}.warc.gz"
    os.utime(file, ((NOW - age).timestamp(),) * 2)
    return file


def move(settings, folder):
    return [one.file for one in move_files(settings.archive, folder, LATE, NOW)]


def make(settings):
    days = [OLD, NEXT, LATE]
    indexed = steps.index_archive(settings, days, str)
    cleaned = steps.clean_days(settings, days, {}, str, workers=1)
    with warehouse.session(settings) as connection:
        articles = connection.execute("SELECT day, article_id FROM articles ORDER BY ALL").fetchall()
    return indexed, cleaned, articles


@pytest.fixture
def stored(settings):
    for day in (OLD, NEXT, LATE):
        store(settings, day)
    return settings


def test_moved_files_are_read_where_they_are_and_nothing_is_made_again(stored, tmp_path):
    _, _, before = make(stored)
    assert len(before) == 3
    moved = move(stored, tmp_path / "cold")
    assert moved == list(archive_files(stored.archive))[:2]
    assert all((stored.archive / file).is_symlink() for file in moved)
    assert move(stored, tmp_path / "cold") == []
    indexed, cleaned, after = make(stored)
    assert (indexed.problems, indexed.kept, after) == ([], {}, before)
    assert not any(cleaned.cleaned.values())
    # Another database is made from them, too.
    (stored.warehouse / "naba.duckdb").unlink()
    assert make(stored)[2] == before


def test_a_disk_that_is_not_there_is_named_and_the_day_stays(stored, tmp_path):
    _, _, before = make(stored)
    move(stored, tmp_path / "cold")
    (tmp_path / "cold").rename(tmp_path / "not mounted")
    # A late article of such a day is taken in once the disk is back.
    store(stored, OLD, "20240301T000000Z-abcdef")
    indexed, _, after = make(stored)
    assert after == before
    assert f"moved to {tmp_path / 'cold'}" in indexed.kept[OLD]
    steps.late_days(stored, OLD, OLD, {}, under_way=set(), limit=10)
    (tmp_path / "not mounted").rename(tmp_path / "cold")
    assert len(make(stored)[2]) == 4


def test_a_call_that_was_killed_goes_on_where_it_was(stored, tmp_path):
    """Killed while it copied, after it copied, and before the link took the file's place."""
    first, second, _ = (stored.archive / name for name in archive_files(stored.archive))
    for file in (first, second):
        (tmp_path / "cold" / file.parent.name).mkdir(parents=True)
    copied = tmp_path / "cold" / OLD.isoformat() / first.name
    copied.write_bytes(first.read_bytes())
    first.with_name(f".{first.name}.link").symlink_to(copied)
    (tmp_path / "cold" / NEXT.isoformat() / f".{second.name}.part").write_bytes(b"half")
    assert len(move(stored, tmp_path / "cold")) == 2
    assert len(make(stored)[2]) == 3
    assert not list(tmp_path.glob("**/.*.part"))
    assert not list(stored.archive.glob("**/.*.link"))


def test_what_stands_there_already_and_is_something_else_is_never_taken_for_the_file(stored, tmp_path):
    first = stored.archive / next(iter(archive_files(stored.archive)))
    other = tmp_path / "cold" / OLD.isoformat() / first.name
    other.parent.mkdir(parents=True)
    other.write_bytes(b"of another Naba")
    with pytest.raises(BadInputError, match="not the same"):
        move(stored, tmp_path / "cold")
    assert not first.is_symlink()
    assert other.read_bytes() == b"of another Naba"


def test_a_file_that_a_crawl_may_still_write_stays(settings, tmp_path):
    file = store(settings, OLD, age=timedelta(hours=2))
    assert move(settings, tmp_path / "cold") == []
    assert not file.is_symlink()


@pytest.mark.parametrize("inside", ["archive/cold", "archive", "."])
def test_the_archive_is_not_moved_into_itself(stored, inside):
    with pytest.raises(BadInputError, match="must not hold each other"):
        move(stored, stored.data / inside)


def test_a_folder_that_can_not_be_written_is_one_line_and_moves_nothing(stored, tmp_path):
    (tmp_path / "cold").write_text("a file")
    with pytest.raises(StorageError, match="can't be moved"):
        move(stored, tmp_path / "cold")
    assert not any((stored.archive / name).is_symlink() for name in archive_files(stored.archive))
    with warehouse.session(stored) as connection:
        assert for_steps.archive_files(connection) == {}
