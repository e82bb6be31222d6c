"""A real Postgres for tests, from Debian's package, in a folder of its own."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from pipelines.postgres.naming import connection_string
from tests.support.processes import PATIENCE

_PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))


@contextmanager
def running_postgres():
    """Its socket's folder, in which it listens for user `naba`; skips the test where there is none."""
    if not _PROGRAMS:
        pytest.skip("no Postgres here: Debian's package postgresql brings it")
    # It refuses to run as root.
    account = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="naba-postgres-", dir="/tmp"))
    try:
        if account:
            shutil.chown(folder, "postgres", "postgres")

        def run(program, *arguments):
            return subprocess.run(
                [_PROGRAMS[-1] / program, *arguments], check=False, capture_output=True, text=True, **account
            )

        made = run("initdb", "-D", folder / "data", "-U", "naba", "-A", "trust", "--no-sync")
        assert made.returncode == 0, made.stderr
        server = subprocess.Popen(
            [_PROGRAMS[-1] / "postgres", "-D", folder / "data", "-k", folder, "-h", "", "-F"],
            stderr=subprocess.DEVNULL,
            **account,
        )
        try:
            while run("pg_isready", "-h", folder).returncode:
                assert server.poll() is None, "Postgres did not start"
                time.sleep(0.05)
            yield folder
        finally:
            # At once: nobody wants the folder.
            server.send_signal(signal.SIGQUIT)
            server.wait(PATIENCE)
    finally:
        shutil.rmtree(folder)


def end_connections(uri):
    """Ends all connections to a database, as a restart of the server does."""
    with psycopg.connect(connection_string(uri), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def allow_connections(from_another: str, uri: str, allowed: bool) -> None:
    """Lets nobody connect to a database any more, or again: for its users the server is away."""
    name = dict(word.split("=") for word in connection_string(uri).split())["dbname"]
    with psycopg.connect(connection_string(from_another), autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS {allowed}")


def make_database(folder: Path, name: str, kind: str = "ducklake:postgres") -> str:
    """Makes an empty database, and gives the URI of a lake in it, or of a shared state (`postgres`)."""
    command = [_PROGRAMS[-1] / "createdb", "-h", folder, "-U", "naba", name]
    subprocess.run(command, check=True)
    return f"{kind}:dbname={name} host={folder} user=naba password=secret"
