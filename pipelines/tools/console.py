"""What the tools on files share on a terminal: progress, and how they say what was skipped."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from pipelines.errors import BadInputError, NabaError, disk_failure
from pipelines.files.jsonl import BadLines
from pipelines.tables import counted, say

_Item = TypeVar("_Item")

# Messages about bad lines that are shown one by one; the rest is counted.
_SHOWN_MAX = 10


def guard(command: Callable[[], int]) -> int:
    """Runs a command; its exit code, or 2 after one line on stderr if something is wrong that a user can mend."""
    # Where whoever started Python closed an output (`>&-`) it has none, on which others count.
    with (
        Path(os.devnull).open("w", encoding="utf-8") as nowhere,
        redirect_stdout(sys.stdout or nowhere),
        redirect_stderr(sys.stderr or nowhere),
    ):
        try:
            return command()
        except NabaError as error:
            say(f"naba: {error}", err=True)
            return 2
        except Exception as error:
            failure = disk_failure(error)
            if failure is None:
                raise
            say(f"naba: {failure}", err=True)
            return 2


def shown(items: Iterable[_Item], what: str, total: int | None) -> Iterator[_Item]:
    """Passes items on under a progress bar; how many there are need not be known."""
    with ticking(total, what) as tick:
        for item in items:
            yield item
            tick()


@contextmanager
def ticking(total: int | None, what: str) -> Iterator[Callable[[], None]]:
    """A progress bar, which is there only on a terminal; what it gives is called for each item that is done."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(what, total=total)
        yield lambda: progress.advance(task)


def note(message: str) -> None:
    """Says on stderr what a user should know of a result, in one line."""
    say(f"naba: {message}", err=True)


def some_of(records: Iterable[_Item], bad: BadLines) -> Iterator[_Item]:
    """Passes records on to be written; where all inputs were bad, the output of an earlier call is not replaced by nothing.

    Raises:
        BadInputError: there is no record, and inputs were skipped.
    """
    none = True
    for record in records:
        none = False
        yield record
    if none:
        raise_if_bad(bad)


def raise_if_bad(bad: BadLines, skipped: int | None = None) -> None:
    """Shows what was skipped or taken as undated, and ends in one error about it.

    Args:
        bad: messages, and how many of them are about undated texts.
        skipped: inputs that were left out; where there are messages about some of them only.
    """
    messages = bad.messages
    if not messages:
        return
    skipped = len(messages) - bad.undated if skipped is None else skipped
    if skipped + bad.undated == 1:
        raise BadInputError(messages[0])
    for message in messages[:_SHOWN_MAX]:
        say(f"naba: {message}", err=True)
    counts = []
    if skipped:
        counts.append(f"{counted(skipped, 'input', 'inputs')} skipped")
    if bad.undated:
        counts.append(f"{counted(bad.undated, 'text', 'texts')} taken as undated")
    raise BadInputError(f"{', '.join(counts)}, the rest is done")
