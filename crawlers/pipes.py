"""Tells Dagster what a crawl did, when Dagster started it."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from dagster_pipes import (
    PipesContext,
    PipesDefaultMessageWriter,
    PipesEnvVarParamsLoader,
    open_dagster_pipes,
)

from crawlers.rules.report import CrawlReport
from pipelines.errors import BusyError, NabaError, StorageError

REPORT = "crawl_report"
"""The one key of the message that holds a crawl's report."""
FAILURE = "crawl_failure"
"""The one key of the message that says why there is none."""


@contextmanager
def pipes_if_any() -> Iterator[PipesContext | None]:
    """The connection to the Dagster step that started this process, or None if none did."""
    loader = PipesEnvVarParamsLoader()  # type: ignore[no-untyped-call]  # Dagster's
    if not loader.is_dagster_pipes_process():
        yield None
        return
    try:
        with open_dagster_pipes() as pipes:
            yield pipes
    except FileNotFoundError as error:
        # A step that was ended by Ctrl-C takes the file of messages with it, and has said why: nobody reads more.
        if error.filename != loader.load_messages_params().get(PipesDefaultMessageWriter.FILE_PATH_KEY):
            raise


def report_to_dagster(pipes: PipesContext, report: CrawlReport) -> None:
    """Logs a line, and one for each thing to know; hands over the whole report as a message: `{"crawl_report": …}`.

    What becomes of it in Dagster's history is the step's business.
    """
    pipes.log.info(report.summary())
    for line in report.warnings():
        pipes.log.warning(line)
    pipes.report_custom_message({REPORT: report.model_dump()})


def fail_to_dagster(pipes: PipesContext, error: NabaError) -> None:
    """Hands over why a crawl could not run, or not go on: the step says it, and tries again where that can help."""
    pipes.report_custom_message({FAILURE: {"error": str(error), "is_busy": isinstance(error, BusyError)}})


def report_of(messages: Iterable[Mapping[str, Any]]) -> CrawlReport:
    """The report among the messages of a crawl that ended.

    Raises:
        BusyError, StorageError: what the crawl failed with.
    """
    told = {key: content for message in messages for key, content in message.items()}
    if failure := told.get(FAILURE):
        raise (BusyError if failure["is_busy"] else StorageError)(failure["error"])
    return CrawlReport.model_validate(told[REPORT])
