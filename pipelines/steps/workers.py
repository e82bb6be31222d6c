"""Processes that share the work of cleaning: one a core, which end with the process that started them."""

import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from types import TracebackType
from typing import Self

from pipelines.processes import end_with_parent
from pipelines.settings import Settings
from pipelines.steps.seen_pages import SeenPages
from pipelines.steps.source_day import CleanedSource, SourceDay, clean_source_day
from pipelines.warehouse.write.columns import Columns

# Starting a process takes about as long as cleaning these many pages does.
_PAGES_WORTH_A_PROCESS = 400
# Results that wait to be stored, for each process: they hold whole articles.
_AHEAD = 2


class CleaningWorkers:
    """Cleans pieces of work in other processes once there is enough of it, and until then in this one."""

    def __init__(
        self, settings: Settings, columns: Mapping[str, Columns], workers: int | None = None
    ) -> None:
        """With as many processes as there are cores, unless `workers` says how many."""
        self._with = (settings.archive, columns, settings.seen_pages)
        self._seen_pages = settings.seen_pages
        self._workers = workers or len(os.sched_getaffinity(0))
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def clean(self, work: Iterable[SourceDay]) -> Iterator[tuple[SourceDay, CleanedSource]]:
        """Each piece with what came of it, in the given order; only a few results wait at any time."""
        pieces = list(work)
        pages = sum(map(self._new_pages, pieces))
        if self._workers == 1 or len(pieces) == 1 or (self._pool is None and pages < _PAGES_WORTH_A_PROCESS):
            for piece in pieces:
                yield piece, clean_source_day(piece, *self._with)
            return
        if self._pool is None:
            # Not forked: threads of Dagster and DuckDB may hold locks that a fork would keep for ever.
            self._pool = ProcessPoolExecutor(
                self._workers, multiprocessing.get_context("spawn"), initializer=end_with_parent
            )
        waiting: deque[tuple[SourceDay, Future[CleanedSource]]] = deque()
        for piece in pieces:
            waiting.append((piece, self._pool.submit(clean_source_day, piece, *self._with)))
            if len(waiting) > _AHEAD * self._workers:
                first, future = waiting.popleft()
                yield first, future.result()
        for piece, future in waiting:
            yield piece, future.result()

    def _new_pages(self, piece: SourceDay) -> int:
        """Roughly, how many of its pages have to be read."""
        if piece.known is None:
            return len(piece.newest)
        memory = SeenPages(self._seen_pages / piece.day.isoformat(), piece.source_id)
        return max(len(piece.newest) - memory.count(piece.known, piece.made_with), 0)
