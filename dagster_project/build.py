"""All of Naba's Dagster definitions, put together."""

from collections.abc import Mapping

import dagster as dg

from crawlers.registry.spec import SourceSpec
from dagster_project.assets.captures import build_collect
from dagster_project.assets.news import build_news
from dagster_project.automation.late import build_late_captures
from dagster_project.automation.schedules import COLLECT_AND_GROUP, REBUILD, hourly, nightly
from dagster_project.automation.summaries import failed_runs
from dagster_project.checks.checks import build_checks, build_silence_check
from pipelines.settings import Settings


def build_definitions(
    settings: Settings,
    sources: Mapping[str, SourceSpec],
    loggers: Mapping[str, dg.LoggerDefinition] | None = None,
) -> dg.Definitions:
    """All assets, checks, jobs and schedules.

    Args:
        settings: where things are.
        sources: to collect from, by id.
        loggers: what runs print with, instead of Dagster's own.
    """
    rules = {source_id: source.rules() for source_id, source in sources.items()}
    return dg.Definitions(
        assets=[build_collect(settings, sources), *build_news(settings, rules)],
        asset_checks=[*build_checks(settings), build_silence_check(settings, sources)],
        jobs=[COLLECT_AND_GROUP, REBUILD],
        schedules=[hourly, nightly],
        sensors=[build_late_captures(settings), failed_runs],
        loggers=loggers,
        resources={"pipes": dg.PipesSubprocessClient()},
        # Steps of a run follow one another; one process a run spares the event log and the memory.
        executor=dg.in_process_executor,
    )
