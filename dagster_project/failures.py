"""How a step fails: in one line that says what to do, and tried again only where that can help."""

from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

from pipelines.errors import BusyError, NabaError

_TRIES_AGAIN = 3
_SECONDS_BETWEEN = 20


@contextmanager
def said_in_one_line() -> Iterator[None]:
    """Turns Naba's own errors into Dagster's, without a traceback.

    Something that is busy is tried again, three times. Everything else would fail the same way: it is not
    tried again, and neither is the run (`run_retries` in dagster.yaml is for runs whose process died). Other
    exceptions are defects and keep their traceback.
    """
    try:
        yield
    except BusyError as error:
        raise dg.RetryRequested(max_retries=_TRIES_AGAIN, seconds_to_wait=_SECONDS_BETWEEN) from error
    except NabaError as error:
        raise dg.Failure(str(error), allow_retries=False) from None
