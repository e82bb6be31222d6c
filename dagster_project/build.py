"""All of Naba's Dagster definitions, put together."""

from collections.abc import Mapping

import dagster as dg

from crawlers.registry.loading import Registry
from dagster_project.assets.clean import build_clean
from dagster_project.assets.collect import build_collect
from dagster_project.assets.daily_report import build_daily_report
from dagster_project.assets.duplicate_pairs import build_duplicate_pairs
from dagster_project.assets.naba_db import build_naba_db
from dagster_project.assets.story_groups import build_story_groups
from dagster_project.automation.late import build_late_captures
from dagster_project.automation.schedules import COLLECT_AND_GROUP, REBUILD, build_schedules
from dagster_project.automation.summaries import build_failed_runs
from dagster_project.automation.tidying import build_tidy
from dagster_project.checks.checks import build_checks, build_silence_check
from pipelines.settings import Settings


def build_definitions(
    settings: Settings,
    registry: Registry,
    loggers: Mapping[str, dg.LoggerDefinition] | None = None,
) -> dg.Definitions:
    """All assets, checks, jobs and schedules.

    Args:
        settings: where things are.
        registry: the sources to collect from, and the files that are wrong.
        loggers: what runs print with, instead of Dagster's own loggers.
    """
    tidy, tidying = build_tidy(settings)
    sources = registry.sources
    facts = [source.facts(key) for key, source in sources.items()]
    rules = {source_id: source.rules() for source_id, source in sources.items()}
    return dg.Definitions(
        # In the order in which a story travels.
        assets=[
            build_collect(settings, facts),
            build_clean(settings, rules, registry.unreadable),
            build_duplicate_pairs(settings),
            build_story_groups(settings),
            build_naba_db(settings, facts),
            build_daily_report(settings),
        ],
        asset_checks=[
            *build_checks(settings),
            build_silence_check(settings, {key for key, source in sources.items() if not source.paused}),
        ],
        jobs=[COLLECT_AND_GROUP, REBUILD, tidy],
        schedules=[*build_schedules(settings), tidying],
        sensors=[build_late_captures(settings), build_failed_runs(settings)],
        loggers=loggers,
        # A crawl that is told to end finishes the requests that are under way.
        resources={"pipes": dg.PipesSubprocessClient(termination_timeout_seconds=60)},
        # The steps of a run follow one another, so a process for each would only cost memory and events.
        executor=dg.in_process_executor,
    )
