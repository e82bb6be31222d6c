"""`captures/<source>` and `archive`: what was fetched."""

from collections.abc import Iterator, Mapping

import dagster as dg

from crawlers.pipes import CHECK_NAME
from crawlers.registry.spec import SourceSpec
from crawlers.run import crawl_command
from dagster_project.assets.metadata import about_day, markdown_table
from dagster_project.checks.evaluations import result_by_day
from dagster_project.failures import said_in_one_line
from dagster_project.partitions import daily, days_of, today
from pipelines import steps
from pipelines.archive.capture_facts import ARCHIVE_FORMAT
from pipelines.settings import Settings

ARCHIVE = dg.AssetKey("archive")
Result = dg.MaterializeResult[None] | dg.AssetCheckResult | dg.AssetCheckEvaluation | dg.Output[None]

DUE_ONLY = "naba/due_only"
"""Tag of a run that leaves feeds alone until they are due."""

BAR = "naba/bar"
"""Tag of a run that was started on a terminal: the crawl draws a bar there."""


def captures_key(source_id: str) -> dg.AssetKey:
    """The asset of one source."""
    return dg.AssetKey(["captures", source_id])


def build_collect(settings: Settings, sources: Mapping[str, SourceSpec]) -> dg.AssetsDefinition:
    """One asset a source, crawled side by side in one process; and the archive that they fill.

    `archive` is there whatever became of the sources, so that one that failed (and is not materialised)
    holds up nothing downstream; alone, it takes in the archive without fetching anything.
    """
    by_key = {captures_key(source_id): source_id for source_id in sources}
    specs = [
        dg.AssetSpec(
            key,
            description=f"{sources[source_id].name}: what it published on the day, as fetched.",
            code_version=str(ARCHIVE_FORMAT),
            group_name="captures",
            kinds={"scrapy"},
            owners=["team:naba"],
            skippable=True,
            metadata={
                "country": sources[source_id].country,
                "language": sources[source_id].language,
                "homepage": dg.MetadataValue.url(sources[source_id].homepage),
            },
        )
        for key, source_id in by_key.items()
    ]
    archive = dg.AssetSpec(
        ARCHIVE,
        deps=list(by_key),
        description="The day's WARC files, and the tables `captures` and `fetches` that index them.",
        code_version=str(ARCHIVE_FORMAT),
        group_name="news",
        kinds={"duckdb"},
        owners=["team:naba"],
        skippable=True,
    )

    collected = {
        key: dg.AssetCheckSpec(
            CHECK_NAME,
            asset=key,
            description="Could the source's feeds be read?",
            partitions_def=daily(settings),
        )
        for key in by_key
    }

    @dg.multi_asset(
        name="collect",
        specs=[*specs, archive],
        check_specs=list(collected.values()),
        partitions_def=daily(settings),
        backfill_policy=dg.BackfillPolicy.single_run(),
        can_subset=True,
    )
    def collect(context: dg.AssetExecutionContext, pipes: dg.PipesSubprocessClient) -> Iterator[Result]:
        days = days_of(context.partition_keys)
        wanted = [by_key[key] for key in sorted(context.selected_asset_keys & by_key.keys())]
        if wanted:
            # Today's page of a feed also shows articles of earlier days that nobody has fetched yet.
            command = crawl_command(
                wanted,
                days[0],
                days[-1],
                live=days[-1] >= today(),
                due_only=DUE_ONLY in context.run.tags,
                bar=BAR in context.run.tags,
            )
            results = pipes.run(
                context=context.op_execution_context, command=command, env=settings.environment()
            ).get_results(implicit_materializations=False)
            _let_failed_sources_go_without(context)
            for result in results:
                if isinstance(result, dg.AssetCheckResult) and result.asset_key:
                    spec = collected[result.asset_key]
                    yield from result_by_day(context, spec, result)
                else:
                    yield result
        if ARCHIVE in context.selected_asset_keys:
            with said_in_one_line():
                report = steps.index_archive(settings, days, context.log.info)
            for day, count in report.captures.items():
                about_day(context, ARCHIVE, day, captures=count)
            yield dg.MaterializeResult(
                asset_key=ARCHIVE,
                metadata={
                    "captures": sum(report.captures.values()),
                    "fetch attempts stored": report.fetches,
                    "problems": [
                        f"{problem.file} at byte {problem.offset}: {problem.reason}"
                        for problem in report.problems
                    ],
                    "by day": markdown_table(["day", "captures"], list(report.captures.items())),
                    "folder": dg.MetadataValue.path(str(settings.archive)),
                },
            )

    return collect


def _let_failed_sources_go_without(context: dg.AssetExecutionContext) -> None:
    """Allows the step to end well though a source that failed is not materialised.

    Pipes makes a step insist on a result for every selected asset, skippable or not (dagster 1.13), and has
    no way to ask it not to. `tests/dagster_project/running/test_run.py` fails should this stop working.
    """
    context.op_execution_context._step_execution_context._requires_typed_event_stream = False  # noqa: SLF001 - as said
