"""`naba ui`: the port, and what it says where one of its processes ends."""

import os
import signal
import socket
import subprocess

import pytest

from dagster_project.running.ui import HOST, serve
from pipelines.errors import BadInputError
from tests.support.processes import NABA, PATIENCE, processes_of
from tests.support.servers.dagster_interface import wait_until


@pytest.mark.parametrize("port", [-1, 65536, 99999])
def test_a_number_that_is_no_port_is_one_line_and_nothing_is_started(settings, port):
    with pytest.raises(BadInputError, match=f"^{port} is no port: expected 1 to 65535"):
        serve(settings, port)
    assert not settings.data.exists()


def test_a_port_that_is_taken_is_said_to_be(settings):
    with socket.socket() as other:
        other.bind((HOST, 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(BadInputError, match=f"^port {port} on {HOST} is taken"):
            serve(settings, port)
    assert not settings.data.exists()


@pytest.mark.process
@pytest.mark.parametrize(
    ("word", "name"),
    [(b"dagster._daemon", "daemon, which starts runs,"), (b"running.webserver", "web interface")],
)
def test_where_one_of_its_processes_is_killed_both_end_and_one_line_says_which(settings, word, name):
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    with subprocess.Popen(
        [NABA, "ui", "--port", str(port)], env=settings.environment(), stderr=subprocess.PIPE, text=True
    ) as ui:
        wait_until(lambda: bool(processes_of(settings, word)))
        for process in processes_of(settings, word):
            os.kill(process, signal.SIGKILL)
        _, said = ui.communicate(timeout=PATIENCE)
    assert ui.returncode == 2
    assert said.splitlines()[-1] == (
        f"naba: Dagster's {name} ended by itself (signal 9): start `naba ui` again; runs that are under way go on"
    )
    wait_until(lambda: not processes_of(settings, b"dagster"))
