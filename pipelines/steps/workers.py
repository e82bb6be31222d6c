"""Cleaning that several processes share."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from pipelines.processes import Processes
from pipelines.settings import Settings
from pipelines.steps.seen_pages import SeenPages
from pipelines.steps.source_day import CleanedSource, SourceDay, clean_source_day
from pipelines.warehouse.write.columns import Columns

# Starting a process takes about as long as cleaning these many pages does.
_PAGES_WORTH_A_PROCESS = 400


class CleaningWorkers:
    """Cleans pieces of work in other processes once there is enough of it, and until then in this one."""

    def __init__(self, settings: Settings, columns: Mapping[str, Columns], processes: Processes) -> None:
        """Cleans by the settings, with the processes, what has a place in the columns."""
        self._clean = partial(
            clean_source_day, archive=settings.archive, columns=columns, seen_pages=settings.seen_pages
        )
        self._seen_pages = settings.seen_pages
        self._processes = processes

    def clean(self, work: Iterable[SourceDay]) -> Iterator[tuple[SourceDay, CleanedSource]]:
        """Each piece with what came of it, in the given order; only a few results wait at any time."""
        pieces = list(work)
        results = (
            map(self._clean, pieces)
            if self._is_little(pieces)
            else self._processes.map(self._clean, pieces, alone=0)
        )
        yield from zip(pieces, results, strict=True)

    def _is_little(self, pieces: list[SourceDay]) -> bool:
        """Whether it is done before another process would have begun."""
        return len(pieces) == 1 or (
            not self._processes.are_started and sum(map(self._new_pages, pieces)) < _PAGES_WORTH_A_PROCESS
        )

    def _new_pages(self, piece: SourceDay) -> int:
        """Roughly, how many of its pages have to be read."""
        if piece.known is None:
            return len(piece.newest)
        memory = SeenPages(self._seen_pages / piece.day.isoformat(), piece.source_id)
        return max(len(piece.newest) - memory.count(piece.known, piece.made_with), 0)
