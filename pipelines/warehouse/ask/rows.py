"""Rows of a query, as dictionaries by the names of the columns."""

from collections.abc import Mapping
from typing import Any

import duckdb

from pipelines.errors import StorageError

Row = dict[str, Any]
Connection = duckdb.DuckDBPyConnection


def select(connection: Connection, sql: str, parameters: Mapping[str, Any] | None = None) -> list[Row]:
    """The rows of a query.

    Raises:
        StorageError: the database is not one that this Naba published.
    """
    try:
        result = connection.execute(sql, dict(parameters or {}))
        names = [column[0] for column in result.description or ()]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise StorageError(f"the database does not answer as one of this Naba does: {reason}") from None
