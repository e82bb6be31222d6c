"""Check results day by day. Dagster's own result of a run over several days names no day.

A result that names its day and the materialisation that it is about stays what it is: a later run over other
days does not turn it green, and one over the same day shows it as out of date until that day is checked again.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import dagster as dg
from dagster._core.definitions.asset_checks.asset_check_evaluation import (
    # not exported by dagster 1.13, and the only way to say what an evaluation is about
    AssetCheckEvaluationTargetMaterializationData as Target,
)

Targets = Mapping[str, Target]


def latest_materializations(instance: dg.DagsterInstance, key: dg.AssetKey, days: Sequence[str]) -> Targets:
    """The newest materialisation of an asset for each of the days that has one among the last few."""
    if not days:
        return {}
    records = instance.fetch_materializations(
        dg.AssetRecordsFilter(asset_key=key, asset_partitions=list(days)),
        # Right after a run all of them are the newest; twice as many leaves room for a run beside it.
        limit=2 * len(days),
    ).records
    newest: dict[str, Target] = {}
    for record in records:  # newest first
        if record.partition_key is not None:
            newest.setdefault(
                record.partition_key,
                Target(storage_id=record.storage_id, run_id=record.run_id, timestamp=record.timestamp),
            )
    return newest


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


def result_by_day(
    context: dg.AssetExecutionContext, spec: dg.AssetCheckSpec, result: dg.AssetCheckResult
) -> Iterator[dg.AssetCheckEvaluation | dg.Output[None]]:
    """A result about all days of the run, as one of each day."""
    targets = latest_materializations(context.instance, spec.asset_key, context.partition_keys)
    for day in context.partition_keys:
        yield evaluation(
            spec,
            day,
            targets,
            passed=result.passed,
            severity=result.severity,
            metadata=result.metadata,
        )
    yield dg.Output(None, output_name=spec.get_python_identifier())
