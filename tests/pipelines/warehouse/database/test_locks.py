import os
import subprocess
import sys
from datetime import date

import duckdb
import pytest

from pipelines.errors import BusyError
from pipelines.warehouse import locked, session
from pipelines.warehouse.database.connection import store_of
from tests.support.processes import PATIENCE, start_python
from tests.support.warehouse.rows import write_day


def test_who_waits_too_long_is_told_who_holds_the_lock(settings):
    with (
        locked(settings, "write"),
        pytest.raises(BusyError, match=rf"process {os.getpid()} .*since 20"),
        locked(settings, "write", wait_seconds=0),
    ):
        pass
    with locked(settings, "write", wait_seconds=0):
        pass


@pytest.mark.process
def test_a_lock_whose_holder_was_killed_is_free(settings):
    code = (
        "import os; from pipelines.settings import Settings; from pipelines.warehouse import locked\n"
        "with locked(Settings.from_environment(), 'write'): os.kill(os.getpid(), 9)\n"
    )
    with start_python(code, settings) as killed:
        killed.communicate(timeout=PATIENCE)
    assert killed.returncode == -9
    with locked(settings, "write", wait_seconds=0):
        pass


@pytest.mark.process
def test_a_foreign_client_that_has_the_private_file_open_is_named_as_busy(settings):
    write_day(settings, date(2026, 3, 1), ["a"])
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
