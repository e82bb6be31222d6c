"""The bar of a crawl on a terminal."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from crawlers.progress.counts import CrawlProgress, ProgressView

# Sources under the bar: those with most to go.
_SOURCES = 8
# Columns of a bar.
_WIDTH = 30


class _Bar:
    def __init__(self, live: Live) -> None:
        self._live = live

    def update(self, progress: CrawlProgress) -> None:
        self._live.update(_drawn(progress))

    def say(self, line: str) -> None:
        self._live.update(line)


def _drawn(progress: CrawlProgress) -> Group:
    done = progress.total("lists_done") + progress.total("pages_done")
    everything = done + progress.total("to_go")
    rows = Table.grid(padding=(0, 2))
    rows.add_row("collecting", ProgressBar(everything or None, done, width=_WIDTH), f"{done}/{everything}")
    waiting = progress.unfinished()
    for key, source in waiting[:_SOURCES]:
        asked = source.lists + source.pages
        bar = ProgressBar(asked, asked - source.to_go, width=_WIDTH)
        rows.add_row(key, bar, source.counts(), style="dim")
    more = len(waiting) - _SOURCES
    last = f"{progress.counts()}; {more} more sources" if more > 0 else progress.counts()
    return Group(rows, Text(last))


@contextmanager
def live_bar(terminal: TextIO) -> Iterator[ProgressView]:
    """A bar, with the sources that have most to go under it; it is gone when the block ends."""
    console = Console(file=terminal)
    with Live("…", console=console, transient=True, redirect_stdout=False, redirect_stderr=False) as live:
        yield _Bar(live)
