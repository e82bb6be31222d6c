"""Locks between processes: in files of the data folder, or in a Postgres that several machines share."""

import os
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import date

import duckdb
import pytest

from pipelines.errors import BadInputError, BusyError
from pipelines.locks import day_locked, insist_on_locks, locked, locked_here
from pipelines.warehouse import session
from pipelines.warehouse.database.connection import store_of
from tests.support.processes import PATIENCE, start_python
from tests.support.servers.postgres import end_connections
from tests.support.warehouse.rows import write_day

DAY = date(2026, 3, 1)
KILLED = (
    "import os; from pipelines.settings import Settings; from pipelines.locks import locked\n"
    "with locked(Settings.from_environment(), 'write'): os.kill(os.getpid(), 9)\n"
)


def test_who_waits_too_long_is_told_who_holds_the_lock(each_store):
    with (
        locked(each_store, "write"),
        pytest.raises(BusyError, match=rf"held for 0 seconds by .*process {os.getpid()} .*since 20"),
        locked(each_store, "write", wait_seconds=0),
    ):
        pass
    with locked(each_store, "write", wait_seconds=0), locked(each_store, "dedup", wait_seconds=0):
        pass


def test_who_waits_gets_the_lock_when_it_is_free(each_store):
    waits = threading.Event()
    got = []

    def wait():
        waits.set()
        with locked(each_store, "write", wait_seconds=PATIENCE):
            got.append("the other")

    with locked(each_store, "write"):
        other = threading.Thread(target=wait)
        other.start()
        waits.wait(PATIENCE)
        got.append("one")
    other.join(PATIENCE)
    assert got == ["one", "the other"]


@pytest.mark.process
def test_a_lock_whose_holder_was_killed_is_free(each_store):
    with start_python(KILLED, each_store) as killed:
        killed.communicate(timeout=PATIENCE)
    assert killed.returncode == -9
    # Postgres needs a moment to see it.
    with locked(each_store, "write", wait_seconds=PATIENCE):
        pass


def test_machines_with_folders_of_their_own_share_the_locks_in_postgres(settings, shared_state, tmp_path):
    one = replace(settings, state=shared_state)
    other = replace(one, data=tmp_path / "other")
    with (
        locked(one, "write"),
        locked_here(one, "dagster"),
        locked_here(other, "dagster", wait_seconds=0),
        pytest.raises(BusyError, match="the lock 'write'"),
        locked(other, "write", wait_seconds=0),
    ):
        pass


def test_a_lock_that_was_lost_stops_its_holder_before_anything_is_written(settings, shared_state):
    shared = replace(settings, state=shared_state)
    write_day(shared, DAY, ["a"])
    lost = "ended the connection: .*; with it went the lock '.*', so nothing was written"
    with pytest.raises(BusyError, match=lost), day_locked(shared, DAY):
        insist_on_locks()
        end_connections(shared_state)
        # Its own lock is held: it is the day's that is gone.
        with session(shared) as connection:
            connection.execute("DELETE FROM articles")
    with session(shared) as connection:
        assert connection.execute("SELECT count(*) FROM articles").fetchall() == [(1,)]
    insist_on_locks()


@pytest.mark.parametrize(
    ("state", "error", "says"),
    [
        ("postgres:dbname=x host=/nowhere password=s3cret", BusyError, "does not answer"),
        ("postgres:dbname=x host=127.0.0.1 port=1 password=s3cret", BusyError, "refused"),
        ("postgres:postgresql://naba:s3cret@127.0.0.1:1/x", BusyError, "refused"),
        ("postgres:dbname", BadInputError, "no connection string"),
        ("postgres:dbname=absent host={folder} user=naba", BadInputError, "does not exist"),
    ],
)
def test_a_postgres_that_is_away_or_does_not_want_us_is_one_line(settings, postgres, state, error, says):
    shared = replace(settings, state=state.format(folder=postgres))
    with pytest.raises((BusyError, BadInputError), match=says) as refused, locked(shared, "write"):
        pass
    assert isinstance(refused.value, error)
    assert "s3cret" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_without_psycopg_it_is_said_what_to_install(settings, monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    shared = replace(settings, state="postgres:dbname=x")
    with pytest.raises(BadInputError, match=r"install naba\[postgres\]"), locked(shared, "write"):
        pass


@pytest.mark.process
def test_a_foreign_client_that_has_the_private_file_open_is_named_as_busy(settings):
    write_day(settings, DAY, ["a"])
    code = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code, store_of(settings).private],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as client:
        assert client.stdout.readline() == b"open\n"
        with pytest.raises(BusyError, match="PID"), session(settings):
            pass
        client.stdin.close()
    with session(settings) as connection:
        assert isinstance(connection, duckdb.DuckDBPyConnection)
