"""Reads large lists in a process of its own: while one source's is read, the others' answers go on."""

import asyncio
import signal
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from crawlers.lists.document import Document, Readings
from crawlers.lists.kind import Listing
from pipelines.feeds import NotAFeedError
from pipelines.feeds.limits import READING_SECONDS
from pipelines.processes import begin_worker

KILLED_AFTER = 2 * READING_SECONDS
"""Processor seconds of one document; Python code stops itself before, C libraries do not."""


class ListReader:
    """The other process, which is started with the first large document."""

    def __init__(self) -> None:
        self._process: ProcessPoolExecutor | None = None
        # One at a time: when a document costs the process its life, it is known which one did.
        self._turn = asyncio.Lock()

    async def read(self, documents: Iterable[Document]) -> Readings:
        """What documents say, or why they say nothing."""
        return {document: await self._read(document) for document in documents}

    async def _read(self, document: Document) -> Listing | NotAFeedError:
        async with self._turn:
            if self._process is None:
                self._process = ProcessPoolExecutor(1, get_context("spawn"), _begin)
            try:
                return await asyncio.get_running_loop().run_in_executor(self._process, _read, document)
            except BrokenProcessPool:
                self.close()
                return NotAFeedError(f"{document.url}: takes more than {KILLED_AFTER:g} s to read")

    def close(self) -> None:
        """Ends the other process."""
        if self._process is not None:
            self._process.shutdown(wait=False, cancel_futures=True)
            self._process = None


def _begin() -> None:
    """Runs first in the other process."""
    begin_worker()
    # Ends the process wherever it is.
    signal.signal(signal.SIGPROF, signal.SIG_DFL)


def _read(document: Document) -> Listing | NotAFeedError:
    """Runs in the other process."""
    signal.setitimer(signal.ITIMER_PROF, KILLED_AFTER)
    try:
        return document.read()
    except NotAFeedError as error:
        return error
    except Exception as error:  # noqa: BLE001  a defect of ours costs this list, not the crawl
        return NotAFeedError(f"{document.url}: cannot be read: {type(error).__name__}: {error}")
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
