"""Rows of a query, as dictionaries by the names of the columns."""

from collections.abc import Mapping
from typing import Any

import duckdb

from pipelines.errors import OtherVersionError, StorageError

Row = dict[str, Any]
Connection = duckdb.DuckDBPyConnection


def select(connection: Connection, sql: str, parameters: Mapping[str, Any] | None = None) -> list[Row]:
    """The rows of a query.

    Raises:
        StorageError: the database is not one that this Naba published.
    """
    names, rows = _answer(connection, sql, parameters)
    return [dict(zip(names, row, strict=True)) for row in rows]


def tuples(
    connection: Connection, sql: str, parameters: Mapping[str, Any] | None = None
) -> list[tuple[Any, ...]]:
    """The rows of a query, as they are; errors as for `select`."""
    return _answer(connection, sql, parameters)[1]


def _answer(
    connection: Connection, sql: str, parameters: Mapping[str, Any] | None
) -> tuple[list[str], list[tuple[Any, ...]]]:
    try:
        result = connection.execute(sql, dict(parameters or {}))
        return [column[0] for column in result.description or ()], result.fetchall()
    except duckdb.IOException:
        # Where it is read from does not answer, which says nothing of what it is.
        raise
    except (duckdb.BinderException, duckdb.CatalogException) as error:
        raise OtherVersionError(
            "another version of Naba published this database; the next run (`naba run`) publishes it anew: "
            f"{str(error).splitlines()[0]}"
        ) from None
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise StorageError(f"the database does not answer as one of this Naba does: {reason}") from None
