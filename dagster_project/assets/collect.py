"""The step `collect`: one crawl of all chosen sources, then the archive that they fill."""

from collections.abc import Collection, Iterator

import dagster as dg
from pydantic import Field

from crawlers.registry.loading import no_source
from dagster_project.assets.archive import archive_spec, complete_spec, index_archive
from dagster_project.assets.captures import Result, captures_spec, collected_spec, crawl
from dagster_project.assets.day_assets import day_assets
from dagster_project.failures import said_in_one_line
from dagster_project.names import ARCHIVE, CAPTURES, COLLECT
from dagster_project.partitions import days_of
from pipelines import steps
from pipelines.errors import BadInputError
from pipelines.records import SourceFacts
from pipelines.settings import Settings


class ChosenSources(dg.Config):
    """Which sources a run asks."""

    sources: list[str] = Field(default=[], description="Ids of the sources to ask; none means all.")


def build_collect(settings: Settings, sources: Collection[SourceFacts]) -> dg.AssetsDefinition:
    """`captures` and `archive`. A run that does not select `captures` makes `archive` alone, without the network."""
    ids = {one.source_id for one in sources}

    @day_assets(
        settings,
        COLLECT,
        [captures_spec(), archive_spec()],
        check_specs=[collected_spec(settings), complete_spec(settings)],
        can_subset=True,
    )
    def collect(
        context: dg.AssetExecutionContext, config: ChosenSources, pipes: dg.PipesSubprocessClient
    ) -> Iterator[Result]:
        days = days_of(context.partition_keys)
        with said_in_one_line():
            chosen = _chosen(config.sources, ids)
        if CAPTURES in context.selected_asset_keys:
            if not chosen:
                # Going on would publish as if all was well.
                with said_in_one_line():
                    raise no_source(settings.sources)
            yield from crawl(context, pipes, settings, chosen, days)
        if ARCHIVE in context.selected_asset_keys:
            # Before rows come in: some may be of a source that has another id now.
            with said_in_one_line():
                steps.note_sources(settings, sources)
            yield from index_archive(context, settings, days)

    return collect


def _chosen(wanted: Collection[str], sources: Collection[str]) -> Collection[str]:
    unknown = sorted(set(wanted) - set(sources))
    if unknown:
        raise BadInputError(f"no source {', '.join(unknown)}; `naba sources list` shows them")
    return wanted or sources
