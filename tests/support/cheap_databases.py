"""DuckDB with one thread, and with extensions whose signature nobody checks.

Tests share two cores, and no table of theirs fills the 122,880 rows that DuckDB gives to one thread: a second one only waits,
which is a third of the processor's time of a small DuckLake. Checking the signatures of the extensions takes two thirds of
the time of opening one. Commands that documents name, and the interface, have all threads and check.
"""

from collections.abc import Callable
from typing import Any

import duckdb

_CHEAP = {"threads": 1, "allow_unsigned_extensions": True}


def connect_cheaply(
    connect: Callable[..., duckdb.DuckDBPyConnection],
) -> Callable[..., duckdb.DuckDBPyConnection]:
    """`duckdb.connect` with settings that cost less, unless the caller says otherwise."""

    def connected(
        *args: Any, config: dict[str, Any] | None = None, **options: Any
    ) -> duckdb.DuckDBPyConnection:
        return connect(*args, config={**_CHEAP, **(config or {})}, **options)

    return connected
