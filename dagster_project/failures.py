"""How a step fails: in one line that says what to do, and tried again only where that can help."""

from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

from pipelines.errors import BusyError, NabaError, disk_failure

_TRIES_AGAIN = 3
_SECONDS_BETWEEN = 20


@contextmanager
def said_in_one_line() -> Iterator[None]:
    """Turns errors that a user can do something about into Dagster's, without a traceback.

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
    except Exception as error:
        failure = disk_failure(error)
        if failure is None:
            raise
        raise dg.Failure(str(failure), allow_retries=False) from None


def failure_line(event: dg.DagsterEvent) -> str:
    """Why a step failed, in one line: what an error of Naba says, else that it is a defect."""
    told = event.step_failure_data.user_failure_data
    if told and told.description:
        # `said_in_one_line` wrote it.
        return f"{event.step_key}: {told.description}"
    error = event.step_failure_data.error
    said = (error.cause or error).message.strip().splitlines() if error else []
    if error and error.cause and error.cause.cls_name == BusyError.__name__:
        # Tried again in vain.
        return f"{event.step_key}: {said[0].partition(': ')[2]}"
    return f"{event.step_key}: a defect of Naba ({said[0] if said else 'no reason'}); its traceback is in the step's log"


def was_interrupted(event: dg.DagsterEvent) -> bool:
    """Whether a step ended because the process was told to end: Ctrl-C, or a TERM signal."""
    error = event.step_failure_data.error
    while error is not None:
        if error.cls_name == "DagsterExecutionInterruptedError":
            return True
        error = error.cause
    return False
