"""Dagster runs over some days, in this process: what `naba run`, `naba rebuild` and `naba demo` do."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

import dagster as dg

from crawlers.progress.show import on_terminal
from crawlers.registry.loading import Registry, load_registry, no_source
from dagster_project.automation.late import DAYS_A_RUN
from dagster_project.automation.schedules import COLLECT_AND_GROUP, REBUILD
from dagster_project.automation.summaries import say_why
from dagster_project.build import build_definitions
from dagster_project.dagster_gaps import range_tags
from dagster_project.failures import failure_line, was_interrupted
from dagster_project.names import BAR, COLLECT, COLLECTED, COMPLETE, FORGET_MISSING, FOUND, PROBLEMS
from dagster_project.partitions import daily, days_of, ranges_of
from dagster_project.running.console import console
from dagster_project.running.instance import ON_TERMINAL, open_instance
from pipelines.errors import BadInputError
from pipelines.settings import Settings
from pipelines.steps import late_days


@dataclass(frozen=True, slots=True)
class RunReport:
    """How the runs of a command went.

    Attributes:
        succeeded: every step did.
        problems: one line for each thing that went wrong without stopping the rest.
        checks_failed: a line for each asset check that did not pass, and what it found.
        warnings: the same for checks whose failing is worth a look and no fault of the run.
    """

    succeeded: bool
    problems: tuple[str, ...]
    checks_failed: tuple[str, ...]
    warnings: tuple[str, ...]


def run_days(
    settings: Settings, first: date, last: date, source_ids: Collection[str] | None = None
) -> RunReport:
    """Collects, cleans, groups and publishes the days from first to last, and days whose archive got articles late.

    Corrections and articles whose page alone says its day go into the archive of other days than were asked for. The
    sensor `late_captures` takes them in where a daemon runs; where none does, nobody else would.

    Args:
        settings: where things are.
        first: first day, UTC.
        last: last day, UTC, included.
        source_ids: sources to fetch from; None for all.

    Raises:
        BadInputError: no such days or sources, or no source files.
        StorageError: the data folder can't be written.
    """
    registry = load_registry(settings.sources)
    for source_id in sorted(source_ids or ()):
        registry.source(source_id)
    bar = {BAR: "true"} if on_terminal() else {}
    chosen = {COLLECT: {"config": {"sources": sorted(source_ids or ())}}}
    report = _run(settings, registry, COLLECT_AND_GROUP.name, first, last, steps=chosen, tags=bar)
    if not report.succeeded:
        return report
    partitions = days_of(daily(settings).get_partition_keys())
    late = late_days(
        settings, partitions[0], partitions[-1], {}, under_way=frozenset(), limit=len(partitions)
    )
    for begin, end in ranges_of(late.days, DAYS_A_RUN):
        report = _both(report, _run(settings, registry, REBUILD.name, begin, end))
    return report


def rebuild_days(settings: Settings, first: date, last: date, *, forget_missing: bool = False) -> RunReport:
    """Brings the days from first to last up to their archive: the same, without fetching anything.

    Args:
        settings: where things are.
        first: first day, UTC.
        last: last day, UTC, included.
        forget_missing: makes them also from less than they were made from, where archive files are missing.

    Raises:
        BadInputError: no such days, or no source files.
        StorageError: the data folder can't be written.
    """
    tags = {FORGET_MISSING: "true"} if forget_missing else {}
    return _run(settings, load_registry(settings.sources), REBUILD.name, first, last, tags=tags)


def _run(
    settings: Settings,
    registry: Registry,
    job_name: str,
    first: date,
    last: date,
    *,
    steps: Mapping[str, Any] = MappingProxyType({}),
    tags: Mapping[str, str] = MappingProxyType({}),
) -> RunReport:
    _check_days(settings, first, last)
    if not registry.sources and not registry.problems:
        # All that is held would be cleaned by general rules.
        raise no_source(settings.sources)
    definitions = build_definitions(settings, registry, loggers={"console": console})
    job = definitions.resolve_job_def(job_name)
    with open_instance(settings, ON_TERMINAL) as instance:
        result = job.execute_in_process(
            instance=instance,
            tags={**range_tags(first, last), **tags},
            run_config={"loggers": {"console": {}}, "ops": dict(steps)},
            raise_on_error=False,
        )
        if any(map(was_interrupted, result.get_step_failure_events())):
            # Dagster makes a failure of it.
            raise KeyboardInterrupt
        if not result.success:
            # Where no daemon runs, no sensor looks at it.
            say_why(settings, instance, result.dagster_run)
    evaluations = result.get_asset_check_evaluations()
    problems = [problem.message for problem in registry.problems]
    problems += _source_problems(evaluations)
    problems += _step_problems(result)
    problems += map(failure_line, result.get_step_failure_events())
    # A source that could not be read has the same problem on each day of the run.
    problems = list(dict.fromkeys(problems))
    return RunReport(
        succeeded=result.success,
        problems=tuple(problems),
        checks_failed=tuple(_check_lines(evaluations, dg.AssetCheckSeverity.ERROR)),
        warnings=tuple(_check_lines(evaluations, dg.AssetCheckSeverity.WARN)),
    )


def _both(one: RunReport, other: RunReport) -> RunReport:
    """Two runs as one; what both found, such as a wrong source file, is said once."""
    return RunReport(
        succeeded=one.succeeded and other.succeeded,
        problems=tuple(dict.fromkeys(one.problems + other.problems)),
        checks_failed=tuple(dict.fromkeys(one.checks_failed + other.checks_failed)),
        warnings=tuple(dict.fromkeys(one.warnings + other.warnings)),
    )


def _check_lines(
    evaluations: Iterable[dg.AssetCheckEvaluation], severity: dg.AssetCheckSeverity
) -> Iterator[str]:
    """A line for each check of this severity that did not pass, with its days and its first finding.

    A check that is not of days has a line for each finding. Two are left out: `_source_problems` tells what `collected`
    found, and `_step_problems` what `complete` did.
    """
    found: dict[str, list[dg.AssetCheckEvaluation]] = {}
    for evaluation in evaluations:
        is_told = evaluation.check_name in (COLLECTED, COMPLETE)
        if not evaluation.passed and evaluation.severity == severity and not is_told:
            name = f"{evaluation.asset_key.path[-1]}.{evaluation.check_name}"
            found.setdefault(name, []).append(evaluation)
    for name, failed in found.items():
        days = sorted(evaluation.partition for evaluation in failed if evaluation.partition)
        if not days:
            yield from (f"{name}: {finding}" for finding in _findings(failed[-1]))
            continue
        when = f" on {days[0]}"
        when += f" and {len(days) - 1} more days" if len(days) > 1 else ""
        first = min(failed, key=lambda evaluation: evaluation.partition or "")
        yield f"{name}{when}: {next(_findings(first))}"


def _findings(evaluation: dg.AssetCheckEvaluation) -> Iterator[str]:
    value = evaluation.metadata[FOUND].value
    yield from map(str, value if isinstance(value, list) else [value])


def _check_days(settings: Settings, first: date, last: date) -> None:
    days = list(daily(settings).get_partition_keys())
    if not days:
        raise BadInputError(f"NABA_FIRST_DAY is {settings.first_day}: there is no day yet, as it is to come")
    if first > last:
        raise BadInputError(f"--from {first} is after --to {last}")
    for day in (first, last):
        if day.isoformat() not in days:
            raise BadInputError(
                f"{day} is no day to run: expected {days[0]} (NABA_FIRST_DAY) to {days[-1]} (today)"
            )


def _source_problems(evaluations: Iterable[dg.AssetCheckEvaluation]) -> list[str]:
    """Why sources could not be read at all, and which feeds of other sources could not be read; each line once.

    The one result of a crawl is stored for each day of the run, so the same lines come several times.
    """
    collected = (evaluation for evaluation in evaluations if evaluation.check_name == COLLECTED)
    return list(dict.fromkeys(line for evaluation in collected for line in _findings(evaluation)))


def _step_problems(result: dg.ExecuteInProcessResult) -> list[str]:
    """What steps that went well left out, or left as it was."""
    lines: list[str] = []
    for event in result.get_asset_materialization_events():
        metadata = event.step_materialization_data.materialization.metadata
        value = metadata[PROBLEMS].value if PROBLEMS in metadata else None
        lines += map(str, value) if isinstance(value, list) else []
    return lines
