"""Dagster's web interface and its daemon, as two processes that live and end together."""

import errno
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack

from dagster_project.dagster_gaps import DAEMON_MODULE, begin_reading_events
from dagster_project.running.instance import open_instance
from pipelines.errors import BadInputError, NabaError
from pipelines.settings import Settings

HOST = "127.0.0.1"
# Runs in progress are told to stop, and clean up first.
_GRACE_SECONDS = 20
# In the order in which they are started.
_NAMES = ("Dagster's web interface", "Dagster's daemon, which starts runs,")


def serve(settings: Settings, port: int) -> None:
    """Runs both until Ctrl-C, a TERM signal, or the end of one of them.

    Raises:
        BadInputError: the port is taken.
        StorageError: the data folder can't be written.
        NabaError: one of them ended by itself.
    """
    _check_port(port)
    # Makes Dagster's own databases now: the two processes would both try to at the same moment.
    with open_instance(settings) as instance:
        begin_reading_events(instance)
    commands = [
        [
            "dagster_project.running.webserver",
            "--host",
            HOST,
            "--port",
            str(port),
            "--dagster-log-level",
            "warning",
        ],
        [DAEMON_MODULE, "run", "--log-level", "warning"],
    ]
    stopping: list[int] = []
    # Before the processes start: they would inherit a SIGINT that a shell ignores for background jobs.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _: stopping.append(number))
    with ExitStack() as stack:
        processes = [
            stack.enter_context(
                subprocess.Popen(  # noqa: S603 - our own interpreter
                    [sys.executable, "-m", *command, "--module-name", "dagster_project.definitions"],
                    env=settings.environment(),
                    # The terminal's Ctrl-C reaches us alone; Dagster hears of it once, from us.
                    start_new_session=True,
                )
            )
            for command in commands
        ]
        while not stopping and all(process.poll() is None for process in processes):
            time.sleep(0.2)
        ended = [
            f"{name} ended by itself ({_how(process.returncode)})"
            for name, process in zip(_NAMES, processes, strict=True)
            if process.returncode is not None
        ]
        for process in processes:
            process.send_signal(signal.SIGINT)
        for process in processes:
            try:
                process.wait(_GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
    if ended and not stopping:
        raise NabaError(f"{', '.join(ended)}: start `naba ui` again; runs that are under way go on")


def _how(returncode: int) -> str:
    return f"exit code {returncode}" if returncode >= 0 else f"signal {-returncode}"


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OverflowError:
            raise BadInputError(
                f"{port} is no port: expected 1 to 65535; choose another with --port"
            ) from None
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise BadInputError(
                    f"can't listen on {HOST} port {port}: {error.strerror}; choose another with --port"
                ) from None
            raise BadInputError(
                f"port {port} on {HOST} is taken: end what listens there, or choose another with --port"
            ) from None
