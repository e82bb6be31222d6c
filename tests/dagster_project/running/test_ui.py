"""`naba ui` before it starts anything: the port."""

import socket

import pytest

from dagster_project.running.ui import HOST, serve
from pipelines.errors import BadInputError


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
