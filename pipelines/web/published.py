"""The published database, as it is now, for the requests of a server."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines import warehouse
from pipelines.errors import BusyError
from pipelines.postgres.naming import shown_name
from pipelines.warehouse.ask.rows import Connection

# Of a file that stays open; without a limit DuckDB keeps what it read in four fifths of the machine's memory.
_MEMORY = "1GB"
# For those who asked before; no page takes that long unless what it is made from does not answer.
_WAIT_SECONDS = 30.0


class Published:
    """Keeps the published file open until another one is there, and answers one request at a time.

    DuckDB shares an open file between the connections of a process, and overlapping requests would hold on to one that was
    replaced. It uses all cores for the one query. What it read stays in memory: a search of an open file takes a third of
    the time. A DuckLake is opened for each request, as only its catalogue knows what is published.
    """

    def __init__(self, database: Path | str) -> None:
        """On a published file, which may be replaced at any time, or the URI of a DuckLake."""
        self.database = database
        self._one_at_a_time = threading.Lock()
        self._kept: tuple[tuple[int, ...], Connection] | None = None

    def identity(self) -> tuple[int, ...] | None:
        """Equal as long as the same is published; None where that can't be told without asking a server."""
        if not isinstance(self.database, Path):
            return None
        try:
            facts = self.database.stat()
        except OSError:
            return None
        return facts.st_ino, facts.st_size, facts.st_mtime_ns

    @contextmanager
    def open(self) -> Iterator[Connection]:
        """A connection, read-only.

        Raises:
            BadInputError: nothing is published.
            StorageError: it can't be read, or the DuckLake's catalogue or object storage does not answer.
        """
        with self.alone(), warehouse.failures_told(self.database):
            if self._kept is not None:
                yield self._kept[1]
                return
            before = self.identity()
            if before is None:
                with warehouse.asked(self.database) as connection:
                    yield connection
                return
            connection = warehouse.open_database(self.database)
            if before != self.identity():
                with connection:
                    yield connection
                return
            connection.execute(f"SET memory_limit = '{_MEMORY}'")
            self._kept = before, connection
            yield connection

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else reads meanwhile, and a file that was replaced is let go.

        Raises:
            BusyError: questions that came before were not answered in half a minute.
        """
        if not self._one_at_a_time.acquire(timeout=_WAIT_SECONDS):
            raise BusyError(
                f"{shown_name(self.database)}: questions that came before are not answered yet; ask again"
            )
        try:
            if self._kept is not None and self._kept[0] != self.identity():
                self._kept[1].close()
                self._kept = None
            yield
        finally:
            self._one_at_a_time.release()
