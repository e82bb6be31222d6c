"""Tells Dagster what a crawl did, when Dagster started it."""

from collections.abc import Iterator
from contextlib import contextmanager

from dagster_pipes import PipesContext, PipesEnvVarParamsLoader, open_dagster_pipes

from crawlers.rules.report import CrawlReport

REPORT = "crawl_report"
"""The one key of the message that holds a crawl's report."""


@contextmanager
def pipes_if_any() -> Iterator[PipesContext | None]:
    """The connection to the Dagster step that started this process, or None if none did."""
    if not PipesEnvVarParamsLoader().is_dagster_pipes_process():  # type: ignore[no-untyped-call]  # Dagster's
        yield None
        return
    with open_dagster_pipes() as pipes:
        yield pipes


def report_to_dagster(pipes: PipesContext, report: CrawlReport) -> None:
    """Logs a line, and one for each thing to know; hands over the whole report as a message: `{"crawl_report": …}`.

    What becomes of it in Dagster's history is the step's business.
    """
    pipes.log.info(report.summary())
    for line in report.warnings():
        pipes.log.warning(line)
    pipes.report_custom_message({REPORT: report.model_dump()})
