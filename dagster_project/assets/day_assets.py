"""What all assets have in common, written once: their days, their owner, one run over any number of days."""

from collections.abc import Callable, Iterable
from typing import Any

import dagster as dg

from dagster_project.partitions import daily
from pipelines.settings import Settings

OWNERS = ("team:naba",)
GROUP = "news"


def day_asset(
    settings: Settings,
    *,
    deps: Iterable[dg.AssetKey | str],
    description: str,
    code_version: str,
    kind: str = "duckdb",
) -> Callable[[Callable[..., Any]], dg.AssetsDefinition]:
    """Decorator for a function that makes one asset of the group "news"; the function's name is the asset's."""
    return dg.asset(
        deps=list(deps),
        description=description,
        code_version=code_version,
        kinds={kind},
        group_name=GROUP,
        owners=OWNERS,
        partitions_def=daily(settings),
        backfill_policy=dg.BackfillPolicy.single_run(),
    )


def day_assets(
    settings: Settings,
    name: str,
    specs: Iterable[dg.AssetSpec],
    *,
    check_specs: Iterable[dg.AssetCheckSpec] = (),
    can_subset: bool = False,
) -> Callable[[Callable[..., Any]], dg.AssetsDefinition]:
    """Decorator for a function that makes several assets in one step called `name`."""
    return dg.multi_asset(
        name=name,
        specs=list(specs),
        check_specs=list(check_specs),
        can_subset=can_subset,
        partitions_def=daily(settings),
        backfill_policy=dg.BackfillPolicy.single_run(),
    )
