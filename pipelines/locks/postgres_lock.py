"""Locks between machines: advisory locks of Postgres sessions, which vanish with the session.

https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS. Each lock has a connection of its own: a
connection that is used for nothing else breaks only with its process, its machine, the network or the server.
"""

import hashlib
import os
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.errors import BusyError
from pipelines.postgres.connection import close, connect, failure
from pipelines.postgres.naming import shown_name

if TYPE_CHECKING:
    import psycopg

_HOLDER = """
SELECT application_name, to_char(backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS')
FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE locktype = 'advisory' AND granted AND objsubid = 1
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND (classid::bigint << 32) | objid::bigint = %s
"""


def lock_number(name: str) -> int:
    """The number that an advisory lock has in place of a name: 64 bits with a sign."""
    return int.from_bytes(hashlib.blake2b(f"naba {name}".encode(), digest_size=8).digest(), signed=True)


def this_process() -> str:
    """This process for people who look from another machine: host, process and program."""
    return f"{socket.gethostname()}, process {os.getpid()} ({Path(sys.argv[0]).name})"


class _Held:
    """The locks that this process holds, each with its connection."""

    def __init__(self) -> None:
        # A lock that another thread gives back while it is looked at must not count as lost.
        self._guard = threading.Lock()
        self._held: dict[tuple[str, str], psycopg.Connection[Any]] = {}

    def add(self, uri: str, name: str, connection: "psycopg.Connection[Any]") -> None:
        with self._guard:
            self._held[uri, name] = connection

    def remove(self, uri: str, name: str) -> None:
        with self._guard:
            del self._held[uri, name]

    def insist(self) -> None:
        with self._guard:
            for (uri, name), connection in self._held.items():
                import psycopg  # noqa: PLC0415  it is there, as a lock is held

                try:
                    connection.execute("SELECT 1")
                except psycopg.Error as error:
                    raise BusyError(
                        f"{failure(uri, error)}; with it went the lock {name!r}, so nothing was written"
                    ) from None


_HELD = _Held()


@contextmanager
def postgres_lock(uri: str, name: str, wait_seconds: float) -> Iterator[None]:
    """Holds the named lock against all processes of all machines that use this Postgres.

    Raises:
        BadInputError: psycopg is missing, or the server does not want us.
        BusyError: another process held it all the time; the message names it. Or the server does not answer.
    """
    connection = connect(uri, this_process())
    try:
        _take(connection, uri, name, wait_seconds)
        _HELD.add(uri, name, connection)
        try:
            yield
        finally:
            _HELD.remove(uri, name)
    finally:
        # Which gives the lock back.
        close(connection)


def insist_on_postgres_locks() -> None:
    """Asks each lock's connection whether it is still there.

    Raises:
        BusyError: one is not.
    """
    _HELD.insist()


def _take(connection: "psycopg.Connection[Any]", uri: str, name: str, wait_seconds: float) -> None:
    import psycopg  # noqa: PLC0415  connected already

    number = lock_number(name)
    try:
        if wait_seconds > 0:
            connection.execute("SELECT set_config('lock_timeout', %s, false)", (f"{wait_seconds:.3f}s",))
            connection.execute("SELECT pg_advisory_lock(%s)", (number,))
            is_taken = True
        else:
            [[is_taken]] = connection.execute("SELECT pg_try_advisory_lock(%s)", (number,)).fetchall()
    except psycopg.errors.LockNotAvailable:
        is_taken = False
    except psycopg.Error as error:
        raise failure(uri, error) from None
    if not is_taken:
        raise BusyError(
            f"{shown_name(uri)}: the lock {name!r}: held for {wait_seconds:g} seconds by "
            f"{_holder(connection, number)}; wait for it, or end it if it hangs, and try again"
        )


def _holder(connection: "psycopg.Connection[Any]", number: int) -> str:
    found = connection.execute(_HOLDER, (number,)).fetchone()
    # Of another user's process, Postgres says nothing.
    return f"{found[0]}, since {found[1]} UTC" if found and found[0] else "an unknown process"
