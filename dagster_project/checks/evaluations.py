"""Check results day by day: Dagster's own result of a run over several days names no day.

Each result names its day and the materialisation that it is about. So a later run over other days does not turn a
failed day green, and a later run over the same day marks its result as out of date until the day is checked again.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import dagster as dg

from dagster_project.dagster_gaps import CheckTarget

# A network that is down makes every source fail, and after a while be silent; each line is stored once a day of the run.
_LINES_KEPT = 100

Targets = Mapping[str, CheckTarget]
"""The materialisation that a check looked at, by day."""


def latest_materializations(instance: dg.DagsterInstance, key: dg.AssetKey, days: Sequence[str]) -> Targets:
    """The newest materialisation of an asset on each of the days, if it is among the last few of these days."""
    if not days:
        return {}
    records = instance.fetch_materializations(
        dg.AssetRecordsFilter(asset_key=key, asset_partitions=list(days)),
        # Right after a run the newest records are its own. Twice as many leave room for another run at the same time.
        limit=2 * len(days),
    ).records
    newest: dict[str, CheckTarget] = {}
    # Newest first.
    for record in records:
        if record.partition_key is not None:
            newest.setdefault(
                record.partition_key,
                CheckTarget(storage_id=record.storage_id, run_id=record.run_id, timestamp=record.timestamp),
            )
    return newest


def kept_lines(lines: Sequence[str], others: str) -> list[str]:
    """What a result keeps of many lines: the first ones, and how many more there are, with where those stand."""
    more = len(lines) - _LINES_KEPT
    return [*lines[:_LINES_KEPT], *([f"and {more} more: see {others}"] if more > 0 else [])]


def evaluation(
    spec: dg.AssetCheckSpec,
    day: str,
    targets: Targets,
    *,
    passed: bool,
    severity: dg.AssetCheckSeverity,
    metadata: Mapping[str, Any],
) -> dg.AssetCheckEvaluation:
    """What a check found on one day."""
    return dg.AssetCheckEvaluation(
        asset_key=spec.asset_key,
        check_name=spec.name,
        passed=passed,
        severity=severity,
        blocking=spec.blocking,
        metadata=metadata,
        partition=day,
        target_materialization_data=targets.get(day),
    )


def results_by_day(
    context: dg.AssetExecutionContext,
    spec: dg.AssetCheckSpec,
    result_of: Callable[[str], dg.AssetCheckResult],
) -> Iterator[dg.AssetCheckEvaluation | dg.Output[None]]:
    """Evaluates a check that a step answers itself, for each day of the run; `result_of` gives what it found on one."""
    targets = latest_materializations(context.instance, spec.asset_key, context.partition_keys)
    for day in context.partition_keys:
        result = result_of(day)
        yield evaluation(
            spec,
            day,
            targets,
            passed=result.passed,
            severity=result.severity,
            metadata=result.metadata,
        )
    yield dg.Output(None, output_name=spec.get_python_identifier())
