"""A crawl ends with the run that started it: nobody would read what it finds, and the next run crawls again."""

import os
import signal
import threading
import time

_LOOK_SECONDS = 1.0
# A crawl that is told to stop closes its files. Nobody reads what the requests under way would still bring, and the next run asks again.
_GRACE_SECONDS = 5.0


def stop_with_parent(look_seconds: float = _LOOK_SECONDS, grace_seconds: float = _GRACE_SECONDS) -> None:
    """Watches, in a thread of its own, whether the process that started this one is there, and ends this one if not.

    Also where the parent was killed with -9, which tells its children nothing: they get another parent.

    Args:
        look_seconds: time between two looks.
        grace_seconds: time to end in order after SIGTERM, before the process ends at once.
    """
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(look_seconds)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(grace_seconds)
        os._exit(1)

    threading.Thread(target=watch, daemon=True, name="end with parent").start()
