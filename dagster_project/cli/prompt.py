"""The prompt of `naba sql`: statements over several lines, a history that stays, completion of names."""

import importlib
import importlib.util
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from pipelines.errors import NabaError

# Some Pythons are built without it: the prompt has no history and no completion there.
readline: Any = importlib.import_module("readline") if importlib.util.find_spec("readline") else None

_FIRST, _NEXT = "naba> ", "  ... "
_HISTORY_MAX = 1000
_WELCOME = "SQL ends with ;  `.tables` and `.schema [NAME]` show what there is. Ctrl-D ends."


def ask(answer: Callable[[str], None], names: Sequence[str]) -> None:
    """Asks for statements until Ctrl-D, and has each answered; what is wrong with one is said, and the next asked for.

    Args:
        answer: runs a statement and prints what it gives.
        names: words that Tab completes.
    """
    history = _history_file()
    _begin(history, names)
    print(_WELCOME)
    lines: list[str] = []
    while True:
        try:
            lines.append(input(_NEXT if lines else _FIRST))
        except EOFError:
            print()
            break
        except KeyboardInterrupt:
            lines = []
            print()
            continue
        text = "\n".join(lines).strip()
        if text and not text.startswith(".") and not text.endswith(";"):
            continue
        lines = []
        if text:
            _answer(answer, text)
    _keep(history)


def _answer(answer: Callable[[str], None], text: str) -> None:
    try:
        answer(text)
    except NabaError as error:
        print(error, file=sys.stderr)
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)


def _history_file() -> Path:
    """As the XDG base directories have it."""
    state = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(state) / "naba" / "sql_history"


def _begin(history: Path, names: Sequence[str]) -> None:
    if readline is None:
        return
    with suppress(OSError):
        readline.read_history_file(history)
    readline.set_history_length(_HISTORY_MAX)
    readline.set_completer(
        lambda start, number: [*(name for name in names if name.startswith(start)), None][number]
    )
    readline.parse_and_bind("tab: complete")


def _keep(history: Path) -> None:
    if readline is None:
        return
    # A home that can't be written is no reason to end in an error.
    with suppress(OSError):
        history.parent.mkdir(parents=True, exist_ok=True)
        readline.write_history_file(history)
