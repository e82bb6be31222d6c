"""The step `collect`: one crawl of all chosen sources, then the archive that they fill."""

from collections.abc import Iterator, Mapping

import dagster as dg

from crawlers.registry.spec import SourceSpec
from dagster_project.assets.archive import archive_spec, index_archive
from dagster_project.assets.captures import Result, captures_specs, collected_specs, crawl
from dagster_project.assets.day_assets import day_assets
from dagster_project.names import ARCHIVE
from dagster_project.partitions import days_of
from pipelines.settings import Settings


def build_collect(settings: Settings, sources: Mapping[str, SourceSpec]) -> dg.AssetsDefinition:
    """`captures/<source>` for each source, and `archive`.

    A run that selects no source makes `archive` alone, without the network.
    """
    captures = captures_specs(sources)
    checks = collected_specs(settings, sources)

    @day_assets(settings, "collect", [*captures, archive_spec(captures)], check_specs=checks, can_subset=True)
    def collect(context: dg.AssetExecutionContext, pipes: dg.PipesSubprocessClient) -> Iterator[Result]:
        days = days_of(context.partition_keys)
        chosen = {
            spec.asset_key.path[-1]: spec for spec in checks if spec.asset_key in context.selected_asset_keys
        }
        if chosen:
            yield from crawl(context, pipes, settings, chosen, days)
        if ARCHIVE in context.selected_asset_keys:
            yield index_archive(context, settings, days)

    return collect
