"""Locks between the processes of one machine: files in the data folder, which the system frees when a process ends."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from pipelines.errors import BusyError, StorageError, reason_of
from pipelines.settings import Settings


@contextmanager
def file_lock(settings: Settings, name: str, wait_seconds: float) -> Iterator[None]:
    """Holds the named lock of this data folder against all other processes.

    Raises:
        BusyError: another process held it all the time; the message names it.
        StorageError: the folder can't be written.
    """
    file = settings.warehouse / "locks" / f"{name}.lock"
    holder = file.with_suffix(".holder")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(file, timeout=wait_seconds)
        lock.acquire()
        holder.write_text(
            f"process {os.getpid()} ({Path(sys.argv[0]).name}), since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
        )
    except Timeout:
        raise BusyError(
            f"{file}: held for {wait_seconds:g} seconds by {_holder(holder)}; "
            "wait for it, or end it if it hangs, and try again"
        ) from None
    except OSError as error:
        raise StorageError(
            f"{settings.data}: can't write the data folder: "
            + reason_of(error, "make it writable, or name another with NABA_DATA")
        ) from None
    try:
        yield
    finally:
        with suppress(OSError):
            holder.unlink()
        lock.release()


def _holder(file: Path) -> str:
    try:
        return file.read_text()
    except OSError:
        return "an unknown process"
