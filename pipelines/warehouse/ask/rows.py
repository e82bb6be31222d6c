"""Rows of a query, as dictionaries by the names of the columns."""

from collections.abc import Collection, Mapping
from typing import Any

import duckdb

from pipelines.errors import OtherVersionError, StorageError

Row = dict[str, Any]
# DuckDB unpacks so many rows of a column at a time.
_UNPACKED = 2048
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


def select_places(connection: Connection, columns: str, table: str, places: Collection[int]) -> list[Row]:
    """Few rows of a large table, and `place` of each: by `rowid`, those that stand close together in one statement.

    For a list of rows that is spread, DuckDB reads the columns of all rows between them.
    """
    close: list[list[int]] = []
    for place in sorted(places):
        if close and place - close[-1][-1] < _UNPACKED:
            close[-1].append(place)
        else:
            close.append([place])
    return [
        row
        for group in close
        for row in select(
            connection,
            f"""
            SELECT rowid AS place, {columns} FROM {table}
            WHERE rowid BETWEEN {group[0]} AND {group[-1]} AND rowid IN ({", ".join(map(str, group))})
            """,  # noqa: S608 - our names and numbers
        )
    ]


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
