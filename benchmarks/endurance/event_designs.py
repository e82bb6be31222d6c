"""Definitions for `python -m benchmarks events`: a crawl that makes as many assets as `DESIGN_ASSETS` says.

Each asset has what an asset of a source had: days, a check that the crawl answers, one that looks at its silence, and the
facts of a crawl as metadata.
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import dagster as dg

from dagster_project.checks.evaluations import results_by_day

ASSETS = "DESIGN_ASSETS"

_DAYS = dg.DailyPartitionsDefinition(
    start_date=(datetime.now(UTC) - timedelta(days=1)).strftime("%Y-%m-%d"), end_offset=1
)
_FACTS = dict.fromkeys(("captured", "known", "expected", "obtained", "failed", "bytes", "entries"), 40)


def build(assets: int) -> dg.Definitions:
    """One step that makes so many assets and answers a check of each, and one more check of each."""
    keys = [dg.AssetKey(["captures", f"outlet-{number}"]) for number in range(assets)]
    checks = [dg.AssetCheckSpec("collected", asset=key, partitions_def=_DAYS) for key in keys]

    @dg.multi_asset(
        name="collect",
        specs=[
            dg.AssetSpec(
                key,
                description="What it published on the day.",
                group_name="captures",
                kinds={"scrapy"},
                metadata={"country": "xx", "homepage": dg.MetadataValue.url("https://news.example")},
            )
            for key in keys
        ],
        check_specs=checks,
        partitions_def=_DAYS,
        backfill_policy=dg.BackfillPolicy.single_run(),
    )
    def collect(
        context: dg.AssetExecutionContext,
    ) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckEvaluation | dg.Output[None]]:
        result = dg.AssetCheckResult(passed=True, metadata={"reason": ""})
        for spec in checks:
            yield dg.MaterializeResult(asset_key=spec.asset_key, metadata=_FACTS)
            yield from results_by_day(context, spec, lambda _: result)

    @dg.multi_asset_check(specs=[dg.AssetCheckSpec("not_silent", asset=key) for key in keys])
    def silence() -> Iterator[dg.AssetCheckResult]:
        for key in keys:
            yield dg.AssetCheckResult(
                passed=True, asset_key=key, check_name="not_silent", metadata={"found": []}
            )

    return dg.Definitions(assets=[collect], asset_checks=[silence], executor=dg.in_process_executor)


defs = build(int(os.environ.get(ASSETS, "1")))
