"""One Dagster run over some days, in this process: what `naba run`, `naba rebuild` and `naba demo` do."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import dagster as dg

from crawlers.pipes import CHECK_NAME as COLLECTED
from crawlers.progress.show import on_terminal
from crawlers.registry.loading import Registry, load_registry
from dagster_project.automation.schedules import COLLECT_AND_GROUP, REBUILD
from dagster_project.automation.summaries import say_why
from dagster_project.build import build_definitions
from dagster_project.dagster_gaps import range_tags
from dagster_project.failures import failure_line, was_interrupted
from dagster_project.names import BAR, FORGET_MISSING, FOUND, PROBLEMS, captures_key
from dagster_project.partitions import daily
from dagster_project.running.console import console
from dagster_project.running.instance import ON_TERMINAL, open_instance
from pipelines.errors import BadInputError
from pipelines.settings import Settings


@dataclass(frozen=True, slots=True)
class RunReport:
    """How a run went.

    Attributes:
        succeeded: every step did.
        run_id: Dagster's id; the UI shows the run under it.
        problems: one line for each thing that went wrong without stopping the rest.
        checks_failed: a line for each asset check that did not pass, and what it found.
        warnings: the same for checks whose failing is worth a look and no fault of the run.
    """

    succeeded: bool
    run_id: str
    problems: tuple[str, ...]
    checks_failed: tuple[str, ...]
    warnings: tuple[str, ...]


def run_days(
    settings: Settings, first: date, last: date, source_ids: Collection[str] | None = None
) -> RunReport:
    """Collects, cleans, groups and publishes the days from first to last.

    Args:
        settings: where things are.
        first: first day, UTC.
        last: last day, UTC, included.
        source_ids: sources to fetch from; None for all.

    Raises:
        BadInputError: no such days or sources.
        StorageError: the data folder can't be written.
    """
    registry = load_registry(settings.sources)
    wanted = set(registry.sources) if source_ids is None else set(source_ids)
    for source_id in sorted(wanted):
        registry.source(source_id)
    bar = {BAR: "true"} if on_terminal() else {}
    return _run(settings, registry, COLLECT_AND_GROUP.name, first, last, source_ids=wanted, tags=bar)


def rebuild_days(settings: Settings, first: date, last: date, *, forget_missing: bool = False) -> RunReport:
    """Brings the days from first to last up to their archive: the same, without fetching anything.

    Args:
        settings: where things are.
        first: first day, UTC.
        last: last day, UTC, included.
        forget_missing: makes them also from less than they were made from, where archive files are missing.

    Raises:
        BadInputError: no such days.
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
    source_ids: Collection[str] = (),
    tags: Mapping[str, str] = MappingProxyType({}),
) -> RunReport:
    _check_days(settings, first, last)
    definitions = build_definitions(settings, registry.sources, loggers={"console": console})
    job = definitions.resolve_job_def(job_name)
    specs = definitions.resolve_all_asset_specs()
    downstream = [spec.key for spec in specs if spec.key.path[0] != "captures"]
    with open_instance(settings, ON_TERMINAL) as instance:
        result = job.execute_in_process(
            instance=instance,
            tags={**range_tags(first, last), **tags},
            asset_selection=[*map(captures_key, sorted(source_ids)), *downstream],
            run_config={"loggers": {"console": {}}},
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
        run_id=result.run_id,
        problems=tuple(problems),
        checks_failed=tuple(_check_lines(evaluations, dg.AssetCheckSeverity.ERROR)),
        warnings=tuple(_check_lines(evaluations, dg.AssetCheckSeverity.WARN)),
    )


def _check_lines(
    evaluations: Iterable[dg.AssetCheckEvaluation], severity: dg.AssetCheckSeverity
) -> Iterator[str]:
    """A line for each check of this severity that did not pass, with its days and its first finding.

    `collected` is left out: `_source_problems` tells what it found.
    """
    found: dict[str, list[dg.AssetCheckEvaluation]] = {}
    for evaluation in evaluations:
        if not evaluation.passed and evaluation.severity == severity and evaluation.check_name != COLLECTED:
            name = f"{evaluation.asset_key.path[-1]}.{evaluation.check_name}"
            found.setdefault(name, []).append(evaluation)
    for name, failed in found.items():
        days = sorted(evaluation.partition for evaluation in failed if evaluation.partition)
        when = f" on {days[0]}" if days else ""
        when += f" and {len(days) - 1} more days" if len(days) > 1 else ""
        first = min(failed, key=lambda evaluation: evaluation.partition or "")
        yield f"{name}{when}: {_first_finding(first)}"


def _first_finding(evaluation: dg.AssetCheckEvaluation) -> str:
    value = evaluation.metadata[FOUND].value
    return str(value[0] if isinstance(value, list) else value)


def _check_days(settings: Settings, first: date, last: date) -> None:
    days = list(daily(settings).get_partition_keys())
    if first > last:
        raise BadInputError(f"--from {first} is after --to {last}")
    for day in (first, last):
        if day.isoformat() not in days:
            raise BadInputError(
                f"{day} is no day to run: expected {days[0]} (NABA_FIRST_DAY) to {days[-1]} (today)"
            )


def _source_problems(evaluations: Iterable[dg.AssetCheckEvaluation]) -> list[str]:
    """Why sources could not be read at all, and which feeds of other sources could not be read; each line once.

    The one result of a source is stored for each day of the run, so the same lines come several times.
    """
    problems = []
    for evaluation in evaluations:
        if evaluation.check_name != COLLECTED:
            continue
        unreadable = evaluation.metadata["unreadable"].value
        lines = [] if evaluation.passed else [evaluation.metadata["reason"].value]
        lines += unreadable if isinstance(unreadable, list) else []
        problems += [f"{evaluation.asset_key.path[-1]}: {line}" for line in lines]
    return list(dict.fromkeys(problems))


def _step_problems(result: dg.ExecuteInProcessResult) -> list[str]:
    """What steps that went well left out, or left as it was."""
    lines: list[str] = []
    for event in result.get_asset_materialization_events():
        metadata = event.step_materialization_data.materialization.metadata
        value = metadata[PROBLEMS].value if PROBLEMS in metadata else None
        lines += map(str, value) if isinstance(value, list) else []
    return lines
