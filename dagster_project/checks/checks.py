"""Asset checks: what must hold of the tables, evaluated for each day that a run makes."""

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import groupby

import dagster as dg

from dagster_project.alerts import tell_silence
from dagster_project.checks.evaluations import evaluation, kept_lines, latest_materializations
from dagster_project.failures import said_in_one_line
from dagster_project.names import CAPTURES, FOUND
from dagster_project.partitions import daily, days_of
from pipelines.settings import Settings
from pipelines.steps.fingerprints import SAMPLE, wrong_fingerprints
from pipelines.warehouse.checks import CHECKS, Check, run_checks, silent_sources

FINGERPRINTS = Check(
    "stories",
    "fingerprints_are_simhash",
    f"{SAMPLE} stories of the day have the fingerprint that the simhash package gives their text.",
    "error",
)
"""The only check that is not SQL."""


def build_silence_check(settings: Settings, source_ids: Collection[str]) -> dg.AssetChecksDefinition:
    """A warning that names each source that has been silent for much longer than it usually is, with the cause."""

    @dg.asset_check(
        asset=CAPTURES,
        name="not_silent",
        description="Did every source bring something new, by its own rhythm?",
    )
    def not_silent() -> dg.AssetCheckResult:
        with said_in_one_line():
            silent = {key: cause for key, cause in silent_sources(settings).items() if key in source_ids}
            tell_silence(settings, silent, datetime.now(UTC))
        lines = [f"{source}: {cause}" for source, cause in silent.items()]
        return dg.AssetCheckResult(
            passed=not silent,
            severity=dg.AssetCheckSeverity.WARN,
            metadata={"silent sources": len(silent), FOUND: kept_lines(lines, "source_health")},
        )

    return not_silent


def build_checks(settings: Settings) -> list[dg.AssetChecksDefinition]:
    """The checks of `warehouse.checks`, and that of the fingerprints; one step for all checks of a table."""
    checks = sorted((*CHECKS, FINGERPRINTS), key=lambda check: check.table)
    return [_build_checks(settings, list(some)) for _, some in groupby(checks, lambda check: check.table)]


def _build_checks(settings: Settings, checks: Sequence[Check]) -> dg.AssetChecksDefinition:
    days = daily(settings)
    specs = [
        dg.AssetCheckSpec(
            check.name,
            asset=check.table,
            description=check.description,
            blocking=check.kind == "blocking",
            partitions_def=days,
        )
        for check in checks
    ]

    @dg.multi_asset_check(name=f"check_{checks[0].table}", specs=specs, can_subset=True)
    def run(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckEvaluation | dg.Output[None]]:
        keys = context.partition_keys
        targets = latest_materializations(context.instance, specs[0].asset_key, keys)
        chosen = {
            check: spec
            for check, spec in zip(checks, specs, strict=True)
            if spec.key in context.selected_asset_check_keys
        }
        with said_in_one_line():
            offenders = _offenders(settings, chosen, days_of(keys))
        for check, spec in chosen.items():
            severity = dg.AssetCheckSeverity.WARN if check.kind == "warning" else dg.AssetCheckSeverity.ERROR
            for day, lines in offenders[check].items():
                yield evaluation(
                    spec,
                    day.isoformat(),
                    targets,
                    passed=not lines,
                    severity=severity,
                    metadata={"offenders": len(lines), FOUND: lines[:10]},
                )
            yield dg.Output(None, output_name=spec.get_python_identifier())

    return run


def _offenders(
    settings: Settings, checks: Collection[Check], days: Sequence[date]
) -> dict[Check, dict[date, list[str]]]:
    """What each check found on each of the days."""
    found = run_checks(settings, [check for check in checks if check is not FINGERPRINTS], days)
    if FINGERPRINTS in checks:
        found[FINGERPRINTS] = wrong_fingerprints(settings, days)
    return found
