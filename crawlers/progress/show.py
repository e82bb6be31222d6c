"""How far a crawl is: a bar on a terminal; where its lines are kept, as in Dagster, one of them every few seconds."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import TextIO

from crawlers.progress.counts import MARK, CrawlProgress, ProgressView

_LINE_SECONDS = 5.0


class _Lines:
    def __init__(self, log: Callable[[str], None], clock: Callable[[], float]) -> None:
        self._log = log
        self._clock = clock
        self._next = clock() + _LINE_SECONDS

    def update(self, progress: CrawlProgress) -> None:
        if self._clock() >= self._next:
            self._next = self._clock() + _LINE_SECONDS
            self._log(progress.line())

    def say(self, line: str) -> None:
        self._log(f"{MARK}{line}")


class _Together:
    def __init__(self, *views: ProgressView) -> None:
        self._views = views

    def update(self, progress: CrawlProgress) -> None:
        for view in self._views:
            view.update(progress)

    def say(self, line: str) -> None:
        for view in self._views:
            view.say(line)


def on_terminal() -> bool:
    """Whether stderr is a terminal that is looked at: not one that a background process has merely inherited."""
    return _is_looked_at(sys.stderr)


@contextmanager
def open_terminal() -> Iterator[TextIO | None]:
    """The terminal that this process belongs to, wherever its output goes; None if it has none, or stands behind."""
    try:
        terminal = Path("/dev/tty").open("w", encoding="utf-8")  # noqa: SIM115  closed below
    except OSError:
        yield None
        return
    with terminal:
        yield terminal if _is_looked_at(terminal) else None


@contextmanager
def shown(
    log: Callable[[str], None] | None,
    terminal: TextIO | None,
    *,
    clock: Callable[[], float] = monotonic,
) -> Iterator[ProgressView]:
    """A view for one crawl: a bar on a terminal, lines in a log, or neither.

    Args:
        log: takes a line every few seconds.
        terminal: where the bar is drawn, if it is a terminal that is looked at.
        clock: seconds, from any start.
    """
    lines = [_Lines(log, clock)] if log else []
    if terminal is None or not _is_looked_at(terminal):
        yield _Together(*lines)
        return
    from crawlers.progress.bar import live_bar  # noqa: PLC0415  slow, and most crawls have no terminal

    with live_bar(terminal) as bar:
        yield _Together(*lines, bar)


def _is_looked_at(terminal: TextIO) -> bool:
    try:
        return os.tcgetpgrp(terminal.fileno()) == os.getpgrp()
    except (OSError, ValueError):  # no terminal, or not this process's; no file
        return False
