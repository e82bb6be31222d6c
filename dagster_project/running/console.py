"""What a run says on the terminal: the lines that our steps log, and what failed. Dagster keeps the rest."""

import logging

import dagster as dg

from crawlers.progress.counts import MARK


class _OwnLines(logging.Filter):
    """Lets through what a step logged itself, and errors; not Dagster's own events."""

    def filter(self, record: logging.LogRecord) -> bool:
        metadata = getattr(record, "dagster_meta", None)
        if metadata is None:
            return False
        if metadata.get("orig_message", "").startswith(MARK):
            return False  # a terminal has the crawl's bar, a pipe its last line
        record.line = f"{metadata.get('step_key') or 'run'}: {metadata.get('orig_message', '')}"
        if metadata.get("orig_message", "").startswith("[pipes]"):
            return record.levelno >= logging.WARNING
        return metadata.get("dagster_event") is None or record.levelno >= logging.ERROR


@dg.logger
def console(_: dg.InitLoggerContext) -> logging.Logger:
    """The logger of runs started on the command line."""
    # not getLogger: a logger of its own for each run, without the handlers of an earlier one
    logger = logging.Logger("naba", level=logging.INFO)  # noqa: LOG001 - as said
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(line)s"))
    handler.addFilter(_OwnLines())
    logger.addHandler(handler)
    return logger
