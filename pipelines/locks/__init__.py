"""Locks between processes, by name: of this machine in files, of several in the Postgres that `NABA_STATE` names.

Who holds one is told to whoever waits, and one whose holder was killed is free.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date

from pipelines.locks.file_lock import file_lock
from pipelines.locks.postgres_lock import insist_on_postgres_locks, postgres_lock
from pipelines.settings import Settings

# Sessions take well under a second for each day written; ten minutes mean that something hangs.
_WAIT_SECONDS = 600


def locked(
    settings: Settings, name: str, wait_seconds: float = _WAIT_SECONDS
) -> AbstractContextManager[None]:
    """Holds the named lock against all other processes of this data folder, or of all machines that share its state.

    Raises:
        BusyError: another process held it all the time, which the message names; or Postgres does not answer.
        StorageError: the folder can't be written.
    """
    if settings.state is None:
        return locked_here(settings, name, wait_seconds)
    return postgres_lock(settings.state, name, wait_seconds)


def locked_here(
    settings: Settings, name: str, wait_seconds: float = _WAIT_SECONDS
) -> AbstractContextManager[None]:
    """Holds the named lock of what is this data folder's alone, such as Dagster's instance.

    Raises:
        BusyError: another process held it all the time; the message names it.
        StorageError: the folder can't be written.
    """
    return file_lock(settings, name, wait_seconds)


@contextmanager
def day_locked(settings: Settings, day: date) -> Iterator[None]:
    """Holds the lock of a day, from reading what the day is made from to writing it.

    Two runs may make the same day at once. With the lock, the second one reads after the first one wrote, so nothing
    older replaces something newer.

    Raises:
        BusyError, StorageError: as for `locked`.
    """
    with locked(settings, day.isoformat()):
        yield


def insist_on_locks() -> None:
    """To be called right before what the locks of this process protect is committed.

    A lock in Postgres is lost with its connection, while whoever holds it may go on for hours.

    Raises:
        BusyError: a lock was lost; nothing may be written.
    """
    insist_on_postgres_locks()
