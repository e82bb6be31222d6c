"""Tells Dagster what a crawl did, when Dagster started it."""

from collections.abc import Iterator
from contextlib import contextmanager

from dagster_pipes import PipesContext, PipesEnvVarParamsLoader, open_dagster_pipes

from crawlers.rules.report import CrawlReport

CHECK_NAME = "collected"
"""The asset check that each source has: passed unless none of its feeds and sitemaps could be read."""


def asset_key(source_id: str) -> str:
    """The asset of a source, as Pipes writes keys of several parts."""
    return f"captures/{source_id}"


@contextmanager
def pipes_if_any() -> Iterator[PipesContext | None]:
    """The connection to the Dagster step that started this process, or None if none did."""
    if not PipesEnvVarParamsLoader().is_dagster_pipes_process():  # type: ignore[no-untyped-call]  # Dagster's
        yield None
        return
    with open_dagster_pipes() as pipes:
        yield pipes


def report_to_dagster(pipes: PipesContext, report: CrawlReport) -> None:
    """Reports each source: a check, and a materialisation if it did not fail; and the whole as a message.

    Nothing is reported of a source of which nothing was due: most hours have nothing to say of most sources.

    The message is `{"crawl_report": …}`, for what Dagster's events have no room for: late days by source.
    """
    for source_id, done in report.sources.items():
        if done.was_left_alone:
            continue
        key = asset_key(source_id)
        if done.outcome == "ok":
            facts = done.model_dump(exclude={"outcome", "reason", "unreadable"})
            numbers = {name: value for name, value in facts.items() if isinstance(value, int)}
            tables = {
                name: {"raw_value": value, "type": "json"}
                for name, value in facts.items()
                if name not in numbers
            }
            pipes.report_asset_materialization(
                asset_key=key, metadata={"run": report.run_id, **numbers, **tables}
            )
        pipes.report_asset_check(
            asset_key=key,
            check_name=CHECK_NAME,
            passed=done.outcome == "ok",
            severity="ERROR",
            metadata={
                "reason": done.reason or "",
                "unreadable": {"raw_value": done.unreadable, "type": "json"},
                "failed_articles": done.failed,
            },
        )
    pipes.log.info(report.summary())
    pipes.report_custom_message({"crawl_report": report.model_dump()})
