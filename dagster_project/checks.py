"""Asset checks: what must hold of the tables whatever was fetched."""

from collections.abc import Iterable, Iterator

import dagster as dg

from dagster_project.captures import captures_key
from pipelines.settings import Settings
from pipelines.warehouse.checks import CHECKS, Check, run_check, silent_sources


def build_silence_check(settings: Settings, source_ids: Iterable[str]) -> dg.AssetChecksDefinition:
    """For each source a warning once it has been silent for much longer than it usually is, with the cause."""

    @dg.multi_asset_check(
        name="silence",
        specs=[
            dg.AssetCheckSpec(
                "not_silent",
                asset=captures_key(source_id),
                description="Did the source bring something new, by its own rhythm?",
            )
            for source_id in source_ids
        ],
        can_subset=True,
    )
    def silence(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckResult]:
        silent = silent_sources(settings)
        for key in context.selected_asset_check_keys:
            cause = silent.get(key.asset_key.path[-1])
            yield dg.AssetCheckResult(
                asset_key=key.asset_key,
                check_name=key.name,
                passed=cause is None,
                severity=dg.AssetCheckSeverity.WARN,
                metadata={"cause": cause or "none"},
            )

    return silence


def build_checks(settings: Settings) -> list[dg.AssetChecksDefinition]:
    """One asset check a rule of `warehouse.checks`."""
    return [_build_check(settings, check) for check in CHECKS]


def _build_check(settings: Settings, check: Check) -> dg.AssetChecksDefinition:
    @dg.asset_check(asset=check.table, name=check.name, description=check.description)
    def run() -> dg.AssetCheckResult:
        offenders = run_check(settings, check)
        return dg.AssetCheckResult(
            passed=not offenders,
            metadata={"offenders": len(offenders), "some": ", ".join(offenders[:10]) or "none"},
        )

    return run
