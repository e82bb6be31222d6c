"""`captures/<source>`: what each source published on a day, as it was fetched."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import dagster as dg

from crawlers.pipes import CHECK_NAME
from crawlers.registry.spec import SourceSpec
from crawlers.run import crawl_command
from dagster_project.assets.day_assets import OWNERS
from dagster_project.checks.evaluations import result_by_day
from dagster_project.dagster_gaps import allow_missing_results
from dagster_project.names import BAR, DUE_ONLY, captures_key
from dagster_project.partitions import daily, today
from pipelines.archive.capture_facts import ARCHIVE_FORMAT
from pipelines.settings import Settings

Result = dg.MaterializeResult[None] | dg.AssetCheckResult | dg.AssetCheckEvaluation | dg.Output[None]


def captures_specs(sources: Mapping[str, SourceSpec]) -> list[dg.AssetSpec]:
    """The asset of each source. It is skippable: a source whose crawl failed is not materialised."""
    return [
        dg.AssetSpec(
            captures_key(source_id),
            description=f"{source.name}: what it published on the day, as fetched.",
            code_version=str(ARCHIVE_FORMAT),
            group_name="captures",
            kinds={"scrapy"},
            owners=OWNERS,
            skippable=True,
            metadata={
                "country": source.country,
                "language": source.language,
                "homepage": dg.MetadataValue.url(source.homepage),
            },
        )
        for source_id, source in sources.items()
    ]


def collected_specs(settings: Settings, sources: Mapping[str, SourceSpec]) -> list[dg.AssetCheckSpec]:
    """The check of each source that the crawl itself answers: could its lists be read?"""
    return [
        dg.AssetCheckSpec(
            CHECK_NAME,
            asset=captures_key(source_id),
            description="Could the source's feeds be read?",
            partitions_def=daily(settings),
        )
        for source_id in sources
    ]


def crawl(
    context: dg.AssetExecutionContext,
    pipes: dg.PipesSubprocessClient,
    settings: Settings,
    checks: Mapping[str, dg.AssetCheckSpec],
    days: Sequence[date],
) -> Iterator[Result]:
    """Crawls sources side by side, in one process of their own, and passes on what it reports of each.

    Args:
        context: of the step.
        pipes: starts the process.
        settings: where things are.
        checks: the check `collected` of each source to crawl, by source id.
        days: the days of the run, ascending.
    """
    command = crawl_command(
        sorted(checks),
        days[0],
        days[-1],
        # Today's page of a feed also lists articles of earlier days that nobody has fetched yet.
        live=days[-1] >= today(),
        due_only=DUE_ONLY in context.run.tags,
        bar=BAR in context.run.tags,
    )
    crawled = pipes.run(context=context.op_execution_context, command=command, env=settings.environment())
    allow_missing_results(context)
    for result in crawled.get_results(implicit_materializations=False):
        if isinstance(result, dg.AssetCheckResult) and result.asset_key:
            yield from result_by_day(context, checks[result.asset_key.path[-1]], result)
        else:
            yield result
