"""A database file that was cut off, overwritten or is held by somebody: one line that says what it is and what to do."""

import subprocess
import sys
from datetime import date

import duckdb
import pytest

from pipelines import warehouse
from pipelines.errors import BadInputError, BusyError, StorageError
from pipelines.warehouse.database.connection import open_database
from tests.support.warehouse.rows import article, replace_day, story

DAY = date(2026, 3, 1)


@pytest.fixture
def private(settings):
    """The private file of a database of some blocks."""
    with warehouse.session(settings) as connection:
        names = [f"a{number}" for number in range(200)]
        replace_day(
            connection,
            DAY,
            articles=[article(DAY, name) for name in names],
            stories=[story(DAY, name) | {"body": name * 9000} for name in names],
        )
    return settings.warehouse / "naba.duckdb"


def read_all(settings):
    with warehouse.session(settings) as connection:
        return connection.execute("SELECT sum(length(body)) FROM stories").fetchall()


def cut_off(file):
    with file.open("r+b") as damaged:
        damaged.truncate(file.stat().st_size // 2)


def zeroed(file):
    with file.open("r+b") as damaged:
        damaged.seek(file.stat().st_size // 3)
        damaged.write(bytes(file.stat().st_size // 3))


def without_header(file):
    with file.open("r+b") as damaged:
        damaged.write(b"garbage")


def emptied(file):
    file.write_bytes(b"not a database, but some text of another program" * 99)


@pytest.mark.usefixtures("private")
def test_a_published_file_that_can_not_be_opened_is_published_anew(settings):
    warehouse.publish(settings)
    settings.database.chmod(0o600)
    without_header(settings.database)
    with pytest.raises(
        BadInputError, match="where it is damaged, the next run or `naba rebuild` publishes it anew"
    ):
        open_database(settings.database)
    assert warehouse.publish(settings).copied
    open_database(settings.database).close()


@pytest.mark.parametrize("damage", [cut_off, zeroed, without_header, emptied], ids=lambda one: one.__name__)
def test_damage_is_no_defect_of_naba_and_nothing_to_try_again(settings, private, damage):
    damage(private)
    with pytest.raises(StorageError, match=r"damaged.*Delete it, then `naba rebuild`") as said:
        read_all(settings)
    assert not isinstance(said.value, BusyError)
    assert "\n" not in str(said.value)


def test_a_program_that_has_it_open_is_named_and_worth_another_try(settings, private):
    holder = subprocess.Popen(
        [sys.executable, "-c", f"import duckdb; c = duckdb.connect({str(private)!r}); print(1, flush=True); input()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )  # fmt: skip
    with holder:
        holder.stdout.readline()
        with pytest.raises(BusyError, match="close what has it open"):
            read_all(settings)
        holder.stdin.close()
    assert read_all(settings)


@pytest.mark.parametrize(
    ("says", "advice"),
    [
        ("IO Error: Could not write file: No space left on device", "the disk is full"),
        ('IO Error: Cannot open file "x": Read-only file system', "read-only"),
        ('IO Error: Cannot open file "x": Permission denied', "not permitted"),
    ],
)
def test_a_disk_that_fails_is_no_damage_and_nothing_is_to_be_deleted(settings, monkeypatch, says, advice):
    def connect(*_, **__):
        raise duckdb.IOException(says)

    monkeypatch.setattr("duckdb.connect", connect)
    with pytest.raises(StorageError, match=advice) as said:
        read_all(settings)
    assert "elete" not in str(said.value)
