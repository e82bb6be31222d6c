"""What a run prints on the terminal: the lines that our steps log, and errors. The event log keeps all else."""

import logging

import dagster as dg

from crawlers.progress.counts import MARK
from dagster_project.dagster_gaps import logged_line


class _OwnLines(logging.Filter):
    """Lets through what a step logged itself, and errors that nobody else tells; not Dagster's own events."""

    def filter(self, record: logging.LogRecord) -> bool:
        logged = logged_line(record)
        # A terminal shows the crawl's progress as a bar, and a pipe its last line.
        if logged is None or logged.text.startswith(MARK):
            return False
        record.line = f"{logged.step or 'run'}: {logged.text}"
        if logged.text.startswith("[pipes]"):
            return record.levelno >= logging.WARNING
        # Of a step that failed, `_run` has the cause; Dagster's own words only say that it did, and what waited for it.
        return not logged.tells_failure and (not logged.is_event or record.levelno >= logging.ERROR)


@dg.logger
def console(_: dg.InitLoggerContext) -> logging.Logger:
    """The logger of runs started on the command line."""
    # Not getLogger: each run needs a logger of its own, without the handlers of an earlier run.
    logger = logging.Logger("naba", level=logging.INFO)  # noqa: LOG001 - as said
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(line)s"))
    handler.addFilter(_OwnLines())
    logger.addHandler(handler)
    return logger
