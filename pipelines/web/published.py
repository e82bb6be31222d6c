"""The published database, as it is now, for the requests of a server."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines import warehouse
from pipelines.warehouse.ask.rows import Connection

# Of a file that stays open; without a limit DuckDB keeps what it read in four fifths of the machine's memory.
_MEMORY = "1GB"


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
            StorageError: the DuckLake's catalogue does not answer.
        """
        with self.alone():
            if self._kept is not None:
                yield self._kept[1]
                return
            before = self.identity()
            connection = warehouse.open_database(self.database)
            if before is None or before != self.identity():
                with connection:
                    yield connection
                return
            connection.execute(f"SET memory_limit = '{_MEMORY}'")
            self._kept = before, connection
            yield connection

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else reads meanwhile, and a file that was replaced is let go."""
        with self._one_at_a_time:
            if self._kept is not None and self._kept[0] != self.identity():
                self._kept[1].close()
                self._kept = None
            yield
