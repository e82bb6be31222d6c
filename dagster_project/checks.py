"""Asset checks: what must hold of the tables whatever was fetched."""

import dagster as dg

from pipelines.settings import Settings
from pipelines.warehouse.checks import CHECKS, Check, run_check


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
