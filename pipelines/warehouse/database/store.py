"""What a place for the database can do. There are two: a DuckDB file (`file_store`) and a DuckLake (`lake_store`)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol, TypeVar

import duckdb

from pipelines.errors import LostRaceError

T = TypeVar("T")

Alone = Callable[[], AbstractContextManager[None]]
"""Keeps all other writers out while it is open."""
Prepare = Callable[[duckdb.DuckDBPyConnection], None]
"""Brings up, in the database that is written, what is kept there for readers only."""
Complete = Callable[[duckdb.DuckDBPyConnection], None]
"""Checks what is about to be published, and adds to it; an exception keeps it from being published."""

# Each time somebody loses, somebody else has written: it takes many machines to lose that often.
_RACES = 20


def again_after_lost_races(work: Callable[[], T]) -> T:
    """Does a session's work, again where another machine wrote meanwhile: what was prepared for it is not made anew.

    Raises:
        LostRaceError: that happened twenty times.
    """
    for _ in range(_RACES - 1):
        try:
            return work()
        except LostRaceError:
            continue
    return work()


class Store(Protocol):
    """A place for the database: one process at a time writes it, and anybody may read what was published last."""

    @property
    def name(self) -> str:
        """What messages call it; without any password."""

    @property
    def own_definitions(self) -> tuple[str, ...]:
        """What is defined only there: names of files in `sql/`."""

    def writable(self) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        """The database as it is being written, made where there is none. The caller keeps other writers out.

        Raises:
            BusyError: another program holds it, or its server does not answer.
            StorageError: it can't be opened or made.
        """

    def publish(self, alone: Alone, prepare: Prepare, complete: Complete) -> None:
        """Publishes what was written. Readers see the old state or the new one, and never wait.

        Raises:
            StorageError: its place can't be written.
        """

    def open_published(self) -> duckdb.DuckDBPyConnection:
        """What was published last, read-only; close it.

        Raises:
            BadInputError: nothing is published, or this DuckDB can't read it.
            StorageError: its server does not answer.
        """

    def published_is_intact(self) -> bool:
        """Whether what is published is still as it was published, as far as can be told without reading all of it."""

    def published_bytes(self) -> int:
        """Size of what was published last."""
