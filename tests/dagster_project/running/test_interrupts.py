"""`naba run` that is ended while it waits for a server: one line, exit code 130, and no crawl lives on."""

import os
import signal
import socket
import subprocess

import pytest

from dagster_project.running.instance import open_instance
from tests.support.processes import NABA, PATIENCE, processes_of
from tests.support.servers.dagster_interface import wait_until

pytestmark = pytest.mark.process

SOURCE = """name = "slow"
language = "ar"
timezone = "UTC"
homepage = "http://127.0.0.1:{port}"
allow_private = true
delay_seconds = 0.0

[[feeds]]
url = "http://127.0.0.1:{port}/rss.xml"
"""


@pytest.fixture
def silent_server(settings):
    """Takes connections and never answers; a source asks it."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(PATIENCE)
        folder = settings.sources / "xx"
        folder.mkdir(parents=True)
        (folder / "slow.toml").write_text(SOURCE.format(port=listening.getsockname()[1]), encoding="utf-8")
        yield listening


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_run_that_is_ended_leaves_no_crawl_behind(settings, silent_server, number):
    # First runs beside each other make Dagster's databases once.
    open_instance(settings).dispose()
    with subprocess.Popen(
        [NABA, "run"], env=settings.environment(), stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as run:
        connection, _ = silent_server.accept()
        with connection:
            # As a terminal's Ctrl-C does, to all of its processes; -9 reaches one.
            (os.killpg if number == signal.SIGINT else os.kill)(run.pid, number)
            _, said = run.communicate(timeout=PATIENCE)
            wait_until(lambda: not processes_of(settings, b"crawlers.run"))
    if number == signal.SIGINT:
        assert run.returncode == 130
        assert said.splitlines()[-1].startswith(
            "naba: ended by Ctrl-C or a TERM signal; the same command goes on"
        )
        assert "Traceback" not in said
        assert "Execution of run" not in said
    else:
        assert run.returncode == -signal.SIGKILL
