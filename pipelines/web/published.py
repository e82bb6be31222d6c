"""The published database, as it is now, for the requests of a server."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines import warehouse
from pipelines.warehouse.ask.rows import Connection


class Published:
    """Opens what is published for each request and closes it again, one at a time.

    DuckDB shares an open file between the connections of a process, and overlapping requests would hold on to one that
    was replaced. It uses all cores for the one query.
    """

    def __init__(self, database: Path | str) -> None:
        """On a published file, which may be replaced at any time, or the URI of a DuckLake."""
        self.database = database
        self.one_at_a_time = threading.Lock()

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
        with self.one_at_a_time, warehouse.open_database(self.database) as connection:
            yield connection
