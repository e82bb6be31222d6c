"""Whether a value has a place in a column: asked before a row is inserted, as a failed insert costs its transaction."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import duckdb

_INTEGERS = {
    "INTEGER": range(-(2**31), 2**31),
    "BIGINT": range(-(2**63), 2**63),
    "UBIGINT": range(2**64),
}
_STRUCT = re.compile(r"STRUCT\((.*)\)")
_FIELD = re.compile(r'"?(\w+)"? (\w+)')


@dataclass(frozen=True, slots=True)
class Column:
    """A column's type, as DuckDB spells it, and whether it may be NULL."""

    type: str
    nullable: bool


Columns = Mapping[str, Column]
"""Of a table, by name, in their order."""


def columns_of(connection: duckdb.DuckDBPyConnection, table: str) -> Columns:
    """The columns of a table."""
    rows = connection.execute(
        """
        SELECT column_name, data_type, is_nullable FROM duckdb_columns()
        WHERE table_name = ? AND database_name = current_database() ORDER BY column_index
        """,
        [table],
    ).fetchall()
    return {name: Column(kind, nullable) for name, kind, nullable in rows}


def misfit(columns: Columns, row: Mapping[str, Any]) -> str | None:
    """Why a row has no place in its table, in a few words: the first column whose value does not fit; None if all do."""
    for name, column in columns.items():
        value = row[name]
        if value is None:
            if not column.nullable:
                return f"{name}: nothing there"
        elif reason := _misfit(column.type, value):
            return f"{name}: {reason}"
    return None


def _misfit(kind: str, value: Any) -> str | None:
    if kind.endswith("[]"):
        if not isinstance(value, list | tuple):
            return f"no list: {_shown(value)}"
        return next((reason for one in value if (reason := _misfit(kind[:-2], one))), None)
    if struct := _STRUCT.fullmatch(kind):
        fields = _FIELD.findall(struct[1])
        return next((reason for name, of in fields if (reason := _misfit(of, value[name]))), None)
    if kind == "VARCHAR":
        return _misfit_text(value)
    if kind in {"DATE", "TIMESTAMP WITH TIME ZONE"}:
        return _misfit_time(kind, value)
    if kind == "BOOLEAN":
        fits = isinstance(value, bool)
    elif kind == "DOUBLE":
        fits = isinstance(value, float | int) and abs(value) < float("inf")
    else:
        fits = isinstance(value, int) and not isinstance(value, bool) and value in _INTEGERS[kind]
    return None if fits else f"no {kind.lower()}: {_shown(value)}"


def _misfit_text(value: Any) -> str | None:
    if not isinstance(value, str):
        return f"no text: {_shown(value)}"
    try:
        value.encode()
    except UnicodeEncodeError:
        return "half a character (a lone surrogate)"
    return None


def _misfit_time(kind: str, value: Any) -> str | None:
    try:
        if kind == "DATE":
            day = date.fromisoformat(value) if isinstance(value, str) else value
            return None if isinstance(day, date) else f"no day: {_shown(value)}"
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        # Also finds a moment that is none in UTC, such as midnight of the year 1 in Riyadh.
        if isinstance(moment, datetime) and moment.tzinfo is not None:
            moment.astimezone(UTC)
            return None
    except (ValueError, OverflowError):
        pass
    return f"no time with time zone: {_shown(value)}"


def _shown(value: Any) -> str:
    text = ascii(value)
    return text if len(text) <= 40 else f"{text[:39]}…"
