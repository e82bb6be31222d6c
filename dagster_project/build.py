"""All of Naba's Dagster definitions, for one data folder and one folder of sources."""

import logging
from collections.abc import Mapping

import dagster as dg

from crawlers.registry import load_registry
from dagster_project.captures import build_collect
from dagster_project.checks import build_checks
from dagster_project.news import build_news
from dagster_project.schedules import COLLECT_AND_GROUP, REBUILD, hourly
from pipelines.settings import Settings


def build_definitions(
    settings: Settings, loggers: Mapping[str, dg.LoggerDefinition] | None = None
) -> dg.Definitions:
    """All assets, checks, jobs and schedules for one data folder and one folder of sources.

    A source file with a mistake is left out and named in the log; the others go on.

    Args:
        settings: where things are.
        loggers: what runs print with, instead of Dagster's own.
    """
    registry = load_registry(settings.sources)
    for problem in registry.problems:
        logging.getLogger(__name__).warning("left out: %s", problem.message)
    rules = {source_id: source.rules() for source_id, source in registry.sources.items()}
    return dg.Definitions(
        assets=[build_collect(settings, registry.sources), *build_news(settings, rules)],
        asset_checks=build_checks(settings),
        jobs=[COLLECT_AND_GROUP, REBUILD],
        schedules=[hourly],
        loggers=loggers,
        resources={"pipes": dg.PipesSubprocessClient()},
        # Steps of a run follow one another; one process a run spares the event log and the memory.
        executor=dg.in_process_executor,
    )
