"""The log of every attempt to fetch: one JSON line each, on the disk before the crawl goes on."""

import json
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from pipelines.archive.fetch_log import FetchAttempt
from pipelines.archive.outbox import outbox_of
from pipelines.errors import StorageError, reason_of
from pipelines.settings import Bucket


class AttemptSink(Protocol):
    """Whatever wants to know of every attempt to fetch."""

    def add(self, attempt: FetchAttempt) -> None:
        """Takes one attempt."""


class FetchLog:
    """Appends attempts to `<fetch_logs>/<UTC date of the run's start>/<run_id>.jsonl`."""

    def __init__(self, logs: Path | Bucket, run_id: str) -> None:
        self._logs = logs
        self._run_id = run_id
        self._open = ExitStack()

    def __enter__(self) -> Self:
        folder = self._open.enter_context(outbox_of(self._logs, self._run_id))
        # A crawl's id begins with its start.
        day = f"{self._run_id[:4]}-{self._run_id[4:6]}-{self._run_id[6:8]}"
        self.path = folder / day / f"{self._run_id}.jsonl"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._open.enter_context(self.path.open("a", encoding="utf-8", buffering=1))
        except OSError as error:
            raise StorageError(f"{self.path}: cannot be created: {reason_of(error)}") from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.__exit__(kind, error, trace)

    def add(self, attempt: FetchAttempt) -> None:
        """Writes one attempt.

        Raises:
            StorageError: the disk is full.
        """
        try:
            # `asdict` copies each value deeply, which takes longer than all else here.
            fields = {name: getattr(attempt, name) for name in FetchAttempt.__slots__}
            self._file.write(json.dumps(fields, ensure_ascii=False) + "\n")
        except OSError as error:
            raise StorageError(f"{self.path}: cannot be written: {reason_of(error)}") from error
