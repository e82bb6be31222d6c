"""What crawls of several machines remember: tables in the Postgres that `NABA_STATE` names, in a schema of their own.

Locks are advisory ones of the connection that writes: if it breaks, nothing more is written, and others may take over.
"""

import re
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from crawlers.memory.database import Database, Row, Table
from pipelines.errors import StorageError
from pipelines.locks.postgres_lock import lock_number, this_process
from pipelines.postgres.connection import close, connect, failure
from pipelines.postgres.naming import shown_name

if TYPE_CHECKING:
    import psycopg

SCHEMA = "naba_state"
_CLOCK_LOOKS = 3
_TEXT = re.compile(r"\bTEXT\b")


class PostgresSchema(Database):
    """The tables of one part of the state; parts share the schema, not the connection."""

    is_shared = True
    if_damaged = "look at the server's log"

    def __init__(self, uri: str, part: str) -> None:
        """Connects to nothing yet.

        Args:
            uri: `postgres:…`.
            part: of the state, such as `crawl`: it has a version of its own.
        """
        self._uri = uri
        self._part = part
        self._held: set[str] = set()
        self.name = shown_name(uri)

    def __enter__(self) -> Self:
        import psycopg  # noqa: PLC0415  `connect` says what to do where it is missing

        self._errors = psycopg.Error
        self._connection = connect(self._uri, this_process())
        try:
            self._prepare()
        except BaseException:
            close(self._connection)
            raise
        return self

    def __exit__(self, *_: object) -> None:
        close(self._connection)

    def select(self, statement: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """The rows that a statement gives."""
        with self._readable_errors():
            return self._run(statement, parameters).fetchall()

    def rows_of(self, table: Table) -> Iterator[Row]:
        """All rows of a table in the order of its key, a few at a time."""
        with (
            self._readable_errors(),
            self._connection.transaction(),
            self._connection.cursor(f"rows_of_{table.name}") as cursor,
        ):
            yield from cursor.execute(table.in_order())

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        """Does what a statement says."""
        with self._readable_errors():
            self._run(statement, parameters)

    def execute_many(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Does what a statement says for each row of parameters."""
        with self._readable_errors():
            self._connection.cursor().executemany(_spelt(statement), [storable(row) for row in rows])

    @contextmanager
    def transaction(self, about: str) -> Iterator[None]:
        """All or nothing of what is done in it, and nobody else is in one about the same thing meanwhile."""
        with self._readable_errors(), self._connection.transaction():
            self._run("SELECT pg_advisory_xact_lock(?)", (self._number(f"transaction {about}"),))
            yield

    @contextmanager
    def lock(self, name: str) -> Iterator[None]:
        """Holds a lock, and waits for it."""
        self.execute("SELECT pg_advisory_lock(?)", (self._number(name),))
        try:
            yield
        finally:
            self.unlock(name)

    def try_lock(self, name: str) -> bool:
        """Takes a lock unless it is held; a session of Postgres may take its own once more, which nobody wants here."""
        if name in self._held:
            return False
        [[is_taken]] = self.select("SELECT pg_try_advisory_lock(?)", (self._number(name),))
        if is_taken:
            self._held.add(name)
        return bool(is_taken)

    def unlock(self, name: str) -> None:
        """Gives back a lock; one that went with its connection is free already."""
        self._held.discard(name)
        with suppress(StorageError):
            self.execute("SELECT pg_advisory_unlock(?)", (self._number(name),))

    def version(self) -> int:
        """Of the part's tables, 0 if nobody has said."""
        rows = self.select("SELECT version FROM versions WHERE part = ?", (self._part,))
        return int(rows[0][0]) if rows else 0

    def set_version(self, version: int) -> None:
        """Notes the version of the part's tables."""
        self.execute(
            "INSERT INTO versions VALUES (?, ?) ON CONFLICT (part) DO UPDATE SET version = excluded.version",
            (self._part, version),
        )

    def make(self, table: Table) -> None:
        """Makes a table if it is missing; its rows are in the order of bytes, as SQLite's are, whatever the server's language."""
        columns = ", ".join(_TEXT.sub('TEXT COLLATE "C"', column) for column in table.columns)
        self.execute(f"CREATE TABLE IF NOT EXISTS {table.name} ({columns})")
        self.execute(f"CREATE UNIQUE INDEX IF NOT EXISTS {table.name}_key ON {table.name} {_key(table)}")
        for column in table.looked_up:
            by = f"USING hash ({column})" if column in table.long else f"({table.key[0]}, {column})"
            self.execute(f"CREATE INDEX IF NOT EXISTS {table.name}_{column} ON {table.name} {by}")

    def clock_ahead(self) -> float:
        """Seconds by which the server's clock is ahead of this machine's; wrong by half a round trip at most.

        Of a few answers the quickest counts (Cristian's algorithm, https://doi.org/10.1007/BF01784024).
        """
        answers = []
        for _ in range(_CLOCK_LOOKS):
            before = time.time()
            [[server]] = self.select("SELECT extract(epoch FROM clock_timestamp())::double precision")
            after = time.time()
            answers.append((after - before, float(server) - (before + after) / 2))
        return min(answers)[1]

    def users(self) -> list[tuple[str, datetime]]:
        """The processes that are connected to the same database as Naba, and since when."""
        rows = self.select(
            "SELECT application_name, backend_start FROM pg_stat_activity "
            "WHERE datname = current_database() AND application_name LIKE '%, process %' AND pid <> pg_backend_pid() "
            "ORDER BY backend_start, application_name"
        )
        return [(name, since) for name, since in rows]

    def conflict_target(self, table: Table) -> str:
        """The key."""
        return _key(table)

    def _prepare(self) -> None:
        with self._readable_errors():
            encoding = self._connection.info.parameter_status("server_encoding")
            if encoding != "UTF8":
                raise StorageError(
                    f"{self.name}: its encoding is {encoding}: name a database whose encoding is UTF8"
                )
            [[is_there]] = self._run("SELECT to_regclass(?) IS NOT NULL", (f"{SCHEMA}.versions",)).fetchall()
            if not is_there:
                # Two that start at once would both make it, whichever part is theirs.
                with self._connection.transaction():
                    self._run("SELECT pg_advisory_xact_lock(?)", (lock_number(SCHEMA),))
                    self._run(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
                    self._run(
                        f"CREATE TABLE IF NOT EXISTS {SCHEMA}.versions (part TEXT PRIMARY KEY, version INTEGER NOT NULL)"
                    )
            self._run(f"SET search_path = {SCHEMA}")
            # What a server that loses its power forgets, the archive still has.
            self._run("SET synchronous_commit = off")
            # Of a table that is there already, Postgres would say so each time.
            self._run("SET client_min_messages = warning")

    def _run(self, statement: str, parameters: Sequence[Any] = ()) -> "psycopg.Cursor[Row]":
        return self._connection.execute(_spelt(statement), storable(parameters))

    def _number(self, name: str) -> int:
        return lock_number(f"{self._part} {name}")

    @contextmanager
    def _readable_errors(self) -> Iterator[None]:
        try:
            yield
        except self._errors as error:
            raise failure(self._uri, error) from error


def _key(table: Table) -> str:
    """A table's key as its unique index has it: of what may be too long for an index, the digest."""
    return f"({', '.join(f'md5({name})' if name in table.long else name for name in table.key)})"


def _spelt(statement: str) -> bytes:
    return statement.replace("%", "%%").replace("?", "%s").encode()


def storable(parameters: Sequence[Any]) -> list[Any]:
    """The same, without what Postgres has no text for."""
    return [one.replace("\0", "\ufffd") if isinstance(one, str) else one for one in parameters]
