"""Tables on the terminal, with Arabic that does not scramble the columns."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

_RIGHT_TO_LEFT = range(0x0590, 0x0900)  # Hebrew to Arabic Extended-A
_PIPE_WIDTH = 160  # columns of a table that no terminal shows
_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"


def isolate(text: str) -> str:
    """The text, kept to itself where it holds right-to-left letters.

    Terminals order a line as a whole: one Arabic cell would carry its neighbours and the borders along. An
    isolate (Unicode Bidirectional Algorithm, UAX #9) ends its influence at the cell.
    """
    if any(ord(character) in _RIGHT_TO_LEFT for character in text):
        return f"{_FIRST_STRONG_ISOLATE}{text}{_POP_ISOLATE}"
    return text


def print_table(columns: Sequence[str], rows: Sequence[Sequence[Any]], title: str | None = None) -> None:
    """Prints rows under their column names on stdout; numbers to the right, nothing for None."""
    table = Table(title=title and isolate(title), title_justify="left", header_style="bold")
    for position, column in enumerate(columns):
        values = [row[position] for row in rows if row[position] is not None]
        numeric = bool(values) and all(isinstance(value, int | float) for value in values)
        table.add_column(column, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(_cell, row))
    width = None if sys.stdout.isatty() else _PIPE_WIDTH
    Console(width=width, highlight=False, markup=False).print(table)


def print_rows(columns: Sequence[str], rows: Sequence[Sequence[Any]], *, as_json: bool) -> None:
    """Prints rows on stdout: as a table, or one JSON object a row."""
    if not as_json:
        print_table(columns, rows)
        return
    print_records(dict(zip(columns, row, strict=True)) for row in rows)


def print_records(records: Iterable[Mapping[str, Any]]) -> None:
    """Prints records on stdout, one JSON object a line."""
    for record in records:
        print(json.dumps(record, ensure_ascii=False, default=str))  # noqa: T201 - machine output, as it is


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return ", ".join(map(_cell, value)) if isinstance(value, list | tuple) else isolate(str(value))
