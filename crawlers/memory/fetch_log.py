"""The log of every attempt to fetch: one JSON line each, on the disk before the crawl goes on."""

import json
from pathlib import Path
from typing import IO, Protocol, Self

from pipelines.archive.fetch_log import FetchAttempt
from pipelines.errors import StorageError, reason_of


class AttemptSink(Protocol):
    """Whatever wants to know of every attempt to fetch."""

    def add(self, attempt: FetchAttempt) -> None:
        """Takes one attempt."""


class FetchLog:
    """Appends attempts to `<fetch_logs>/<UTC date of the run's start>/<run_id>.jsonl`."""

    def __init__(self, folder: Path, run_id: str) -> None:
        # A crawl's id begins with its start.
        day = f"{run_id[:4]}-{run_id[4:6]}-{run_id[6:8]}"
        self.path = folder / day / f"{run_id}.jsonl"
        self._file: IO[str] | None = None

    def __enter__(self) -> Self:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("a", encoding="utf-8", buffering=1)
        except OSError as error:
            raise StorageError(f"{self.path}: cannot be created: {reason_of(error)}") from error
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, attempt: FetchAttempt) -> None:
        """Writes one attempt.

        Raises:
            StorageError: the disk is full.
        """
        assert self._file is not None, "used outside its with block"  # noqa: S101  a defect, not an input
        try:
            # `asdict` copies each value deeply, which takes longer than all else here.
            fields = {name: getattr(attempt, name) for name in FetchAttempt.__slots__}
            self._file.write(json.dumps(fields, ensure_ascii=False) + "\n")
        except OSError as error:
            raise StorageError(f"{self.path}: cannot be written: {reason_of(error)}") from error
