"""Where crawls keep what they remember: a SQLite file of one machine, or a Postgres that several share.

Both speak the same SQL, written once, with `?` for parameters. What they spell differently (tables, upserts) is made from
the description of a table.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Self

Row = tuple[Any, ...]
"""Texts, integers, floats, bytes, None."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table.

    Attributes:
        name: of the table.
        columns: each with its type: TEXT, BIGINT, DOUBLE PRECISION, BYTEA, as both stores read them.
        key: names of the columns of the primary key.
        long: those of them that may be longer than an index of Postgres takes (2,700 bytes): addresses and clues.
        looked_up: columns that rows are looked up by without the first one of the key.
    """

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    long: frozenset[str] = frozenset()
    looked_up: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Of its columns, in order."""
        return tuple(column.split()[0] for column in self.columns)

    def insert(self) -> str:
        """The statement that adds a row."""
        return f"INSERT INTO {self.name} VALUES ({', '.join('?' * len(self.columns))})"  # noqa: S608  our own names

    def in_order(self) -> str:
        """The statement that gives all rows in the order of the key."""
        return f"SELECT {', '.join(self.names)} FROM {self.name} ORDER BY {', '.join(self.key)}"  # noqa: S608  our own names

    def changes(self, names: Collection[str] | None) -> str:
        """What an upsert sets: of these columns, or of all, those that are no key."""
        changed = [name for name in self.names if name not in self.key and (names is None or name in names)]
        return ", ".join(f"{name} = excluded.{name}" for name in changed)


class Database(ABC):
    """What crawls remember, opened by one process as a context.

    Every method raises `StorageError` if it cannot be used; `BusyError` where a server does not answer.

    Attributes:
        name: for messages.
        if_damaged: what the user can do about it, as the end of a sentence.
        is_shared: whether several machines use it.
    """

    is_shared: bool
    name: str
    if_damaged: str

    @abstractmethod
    def __enter__(self) -> Self: ...

    @abstractmethod
    def __exit__(self, *_: object) -> None: ...

    @abstractmethod
    def select(self, statement: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """The rows that a statement gives."""

    @abstractmethod
    def rows_of(self, table: Table) -> Iterator[Row]:
        """All rows of a table in the order of its key, a few at a time; nothing is changed meanwhile."""

    @abstractmethod
    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        """Does what a statement says."""

    @abstractmethod
    def execute_many(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Does what a statement says for each row of parameters."""

    @abstractmethod
    def transaction(self, about: str) -> AbstractContextManager[None]:
        """All or nothing of what is done in it, and nobody else is in one about the same thing meanwhile."""

    @abstractmethod
    def lock(self, name: str) -> AbstractContextManager[None]:
        """Holds a lock against all other processes that have the same database open, and waits for it."""

    @abstractmethod
    def try_lock(self, name: str) -> bool:
        """Takes a lock unless it is held, by this process or another; it is held until `unlock`, or this one is closed."""

    @abstractmethod
    def unlock(self, name: str) -> None:
        """Gives back a lock that was tried with success."""

    @abstractmethod
    def version(self) -> int:
        """Of the tables in it, 0 if nobody has said."""

    @abstractmethod
    def set_version(self, version: int) -> None:
        """Notes the version of the tables."""

    @abstractmethod
    def make(self, table: Table) -> None:
        """Makes a table if it is missing."""

    @abstractmethod
    def clock_ahead(self) -> float:
        """Seconds by which the clock that all users of the database share is ahead of this machine's."""

    @abstractmethod
    def conflict_target(self, table: Table) -> str:
        """What `ON CONFLICT` names for the key of a table."""

    def drop(self, table: str) -> None:
        """Drops a table if it is there."""
        self.execute(f"DROP TABLE IF EXISTS {table}")

    def insert_new(self, table: Table, rows: Iterable[Sequence[Any]]) -> None:
        """Adds rows; one whose key is there already changes nothing."""
        self.execute_many(f"{table.insert()} ON CONFLICT DO NOTHING", rows)

    def upsert(
        self, table: Table, row: Sequence[Any], changed: Collection[str] | None = None, condition: str = ""
    ) -> None:
        """Adds a row, or changes the one that has its key.

        Args:
            table: where.
            row: all columns.
            changed: names of the columns to set where it is there already; all if not given.
            condition: on the row that is there and `excluded`, the one that would come; for everything if empty.
        """
        where = f" WHERE {condition}" if condition else ""
        self.execute(
            f"{table.insert()} ON CONFLICT {self.conflict_target(table)} DO UPDATE SET {table.changes(changed)}{where}",
            row,
        )


def one_of(column: str, values: Collection[str]) -> str:
    """A condition that a column is one of as many values as there are."""
    # Postgres knows no empty list.
    return f"{column} IN ({', '.join('?' * len(values)) or 'NULL'})"
