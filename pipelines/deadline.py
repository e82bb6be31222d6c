"""A limit for the time that reading one thing may take: what strangers send must not hold up all others."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

# Seconds until the block is stopped again: what is raised while an object is deleted, Python throws away.
_AGAIN = 0.1


class DeadlineError(BaseException):
    """The time is over; no `Exception`, which libraries catch and go on."""


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Stops the block after so much processor time, wherever in Python or in a regular expression it is.

    Processor time, not time by the clock: a busy machine makes nothing too slow. Inside of a C library the block goes
    on until that returns, so what such a library takes must be limited by its size, too. Only the main thread can be
    stopped; in others, and inside of another deadline, the block just goes on.

    Raises:
        DeadlineError: the time is over.
    """
    is_main = threading.current_thread() is threading.main_thread()
    if not is_main or signal.getitimer(signal.ITIMER_VIRTUAL)[0]:
        yield
        return
    before = signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise DeadlineError
