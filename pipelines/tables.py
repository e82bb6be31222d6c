"""What commands print: tables with Arabic that does not scramble the columns, JSON, lines; never what a terminal obeys."""

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

# A terminal obeys control characters, and a mark of direction would turn around what stands behind it: the former are
# shown by their pictures (␛), the latter left out. No output can hold half a character, which Python makes of names of
# files that are in no UTF-8.
_HALVES = range(0xD800, 0xE000)
_PICTURES = (
    {code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\t\n"}
    | {0x7F: "\u2421"}
    | dict.fromkeys(range(0x80, 0xA0), "\u2426")
    | dict.fromkeys((0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)), "")
    | dict.fromkeys(_HALVES, "\ufffd")
)
# JSON escapes the control characters up to space by itself.
_ESCAPED = {code: f"\\u{code:04x}" for code in (*range(0x7F, 0xA0), *_HALVES)}
# Hebrew to Arabic Extended-A, and the presentation forms of both.
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
# Columns of a table that no terminal shows.
_PIPE_WIDTH = 160
_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"


def isolate(text: str) -> str:
    """A text for a terminal: what it would obey is shown by pictures, and right-to-left letters are kept to themselves.

    Terminals order a line as a whole: one Arabic cell would carry its neighbours and the borders along. An
    isolate (Unicode Bidirectional Algorithm, UAX #9) ends its influence at the cell.
    """
    text = text.translate(_PICTURES)
    return f"{_FIRST_STRONG_ISOLATE}{text}{_POP_ISOLATE}" if _RIGHT_TO_LEFT.search(text) else text


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
        print_json(record)


def print_json(value: Any) -> None:
    """Prints a value on stdout, as one line of JSON."""
    print(json.dumps(value, ensure_ascii=False, default=str).translate(_ESCAPED))  # noqa: T201 - machine output, as it is


def counted(number: int, one: str, several: str) -> str:
    """A number with what it counts: `1 story`, `2,000 stories`."""
    return f"{number:,} {one if number == 1 else several}"


def say(text: str, *, err: bool = False) -> None:
    """Prints a text of any origin on stdout or stderr: what a terminal would obey is shown by pictures."""
    print(text.translate(_PICTURES), file=sys.stderr if err else sys.stdout)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return ", ".join(map(_cell, value)) if isinstance(value, list | tuple) else isolate(str(value))
