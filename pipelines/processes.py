"""Other processes that share the work of one step: one a core, started once there is enough of it."""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from types import TracebackType
from typing import Protocol, Self, TypeVar

from pipelines.errors import StorageError

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

# So few items are done in this process, if nobody says how many.
_ALONE = 2
# Results that wait for their turn, for each process.
_AHEAD = 2


class Apply(Protocol):
    """Applies a function to each item, in order: `map`, or the same in several processes."""

    def __call__(self, function: Callable[[_Item], _Result], items: Iterable[_Item], /) -> Iterator[_Result]:
        """What the function gives for each item."""
        ...


class Processes:
    """Applies functions to items in other processes, in order, as long as the context lasts."""

    def __init__(self, count: int | None = None) -> None:
        """With as many processes as there are cores, unless `count` says how many; one works here."""
        self._count = count or len(os.sched_getaffinity(0))
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    @property
    def are_started(self) -> bool:
        """Whether there are others yet; they stay as long as the context lasts."""
        return self._pool is not None

    def map(
        self, function: Callable[[_Item], _Result], items: Iterable[_Item], *, alone: int = _ALONE
    ) -> Iterator[_Result]:
        """What a function gives for each item, in their order; only some results wait at any time.

        Args:
            function: of a module, or a `partial` of one.
            items: what it is applied to.
            alone: so few items are done here; no others are started for them.

        Raises:
            StorageError: a process was ended from outside.
        """
        items = iter(items)
        first: list[_Item] = []
        if self._count > 1 and self._pool is None:
            first = list(islice(items, alone + 1))
        if self._count == 1 or (self._pool is None and len(first) <= alone):
            yield from map(function, chain(first, items))
            return
        waiting: deque[Future[_Result]] = deque()
        try:
            for item in chain(first, items):
                waiting.append(self._started().submit(function, item))
                if len(waiting) >= _AHEAD * self._count:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool:
            raise StorageError(
                "a process that shared the work was ended from outside, maybe for want of memory: do the same again"
            ) from None

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # Not forked: threads of this process may hold locks that a fork would keep for ever.
            self._pool = ProcessPoolExecutor(
                self._count, multiprocessing.get_context("spawn"), initializer=begin_worker
            )
        return self._pool


def begin_worker() -> None:
    """What a process does first that `multiprocessing` starts: it leaves Ctrl-C to its parent, and ends with it."""
    # Ctrl-C reaches all processes of a terminal; the one that was started by hand says what is to be said.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end_with_parent()


def _end_with_parent() -> None:
    """Ends this process when the one that started it is gone, however it ended: kill -9 tells nobody."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
