"""`captures`: what all sources published on a day, as it was fetched, and how the crawl went, source by source.

One asset for all sources, because Dagster writes events for each asset and day of a run, whatever happened to it. What
each source did stands in the tables `fetches` and `source_health`; here are totals, and the sources that a person should
look at first.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

import dagster as dg

from crawlers.pipes import report_of
from crawlers.rules.report import CrawlReport, SourceReport
from crawlers.run import crawl_command
from dagster_project.assets.day_assets import GROUP, OWNERS
from dagster_project.assets.metadata import about_day, markdown_table
from dagster_project.checks.evaluations import kept_lines, results_by_day
from dagster_project.dagster_gaps import allow_missing_results
from dagster_project.failures import said_in_one_line
from dagster_project.names import BAR, CAPTURES, COLLECTED, DUE_ONLY, FOUND
from dagster_project.partitions import daily, today
from pipelines.archive.capture_facts import ARCHIVE_FORMAT
from pipelines.settings import Settings

Result = dg.MaterializeResult[None] | dg.AssetCheckEvaluation | dg.Output[None]

_SOURCES_SHOWN = 50
_CHARACTERS_SHOWN = 300
# Sums of these over the sources are the numbers of a crawl.
_NUMBERS = (
    "captured",
    "known",
    "imported",
    "rechecked",
    "revised",
    "failed",
    "expected",
    "obtained",
    "bytes",
)


def captures_spec() -> dg.AssetSpec:
    """The asset. It is skippable: a crawl in which no source could be read, or none was due, makes nothing."""
    return dg.AssetSpec(
        CAPTURES,
        description="What the sources published on the day, as fetched.",
        code_version=str(ARCHIVE_FORMAT),
        group_name=GROUP,
        kinds={"scrapy"},
        owners=OWNERS,
        skippable=True,
    )


def collected_spec(settings: Settings) -> dg.AssetCheckSpec:
    """The check that the crawl itself answers."""
    return dg.AssetCheckSpec(
        COLLECTED,
        asset=CAPTURES,
        description="Could the feeds of every source be read?",
        partitions_def=daily(settings),
    )


def crawl(
    context: dg.AssetExecutionContext,
    pipes: dg.PipesSubprocessClient,
    settings: Settings,
    sources: Iterable[str],
    days: Sequence[date],
) -> Iterator[Result]:
    """Crawls sources side by side, in one process of their own, and says what it did.

    Args:
        context: of the step.
        pipes: starts the process.
        settings: where things are.
        sources: ids of those to ask.
        days: the days of the run, ascending.
    """
    command = crawl_command(
        sorted(sources),
        days[0],
        days[-1],
        # Today's page of a feed also lists articles of earlier days that nobody has fetched yet.
        live=days[-1] >= today(),
        due_only=DUE_ONLY in context.run.tags,
        bar=BAR in context.run.tags,
    )
    crawled = pipes.run(context=context.op_execution_context, command=command, env=settings.environment())
    allow_missing_results(context)
    with said_in_one_line():
        report = report_of(crawled.get_custom_messages())
    # Most hours have nothing to say of most sources, and some hours of all.
    asked = {key: done for key, done in report.sources.items() if not done.was_left_alone}
    if not asked:
        return
    if any(done.outcome == "ok" for done in asked.values()):
        for day in days:
            about_day(context, CAPTURES, day, **_numbers_of_day(asked.values(), day))
        yield _materialization(report, asked)
    result = _collected(asked)
    yield from results_by_day(context, collected_spec(settings), lambda _: result)


def _numbers_of_day(asked: Iterable[SourceReport], day: date) -> dict[str, int]:
    name = day.isoformat()
    covered = [done.coverage[name] for done in asked if name in done.coverage]
    return {
        "captured that day": sum(done.days.get(name, 0) for done in asked),
        "expected that day": sum(one.expected for one in covered),
        "obtained that day": sum(one.obtained for one in covered),
    }


def _materialization(report: CrawlReport, asked: Mapping[str, SourceReport]) -> dg.MaterializeResult[None]:
    left = len(report.sources) - len(asked)
    shown = sorted(asked.items(), key=_most_worrying_first)[:_SOURCES_SHOWN]
    return dg.MaterializeResult(
        asset_key=CAPTURES,
        metadata={
            "crawl": report.run_id,
            "sources asked": len(asked),
            "sources of which nothing was due": left,
            **{name: sum(getattr(done, name) for done in asked.values()) for name in _NUMBERS},
            f"by source (at most {_SOURCES_SHOWN}; all of them: table source_health)": markdown_table(
                ["source", "captured", "expected", "obtained", "missing", "unknown days", "to know"],
                [_row(source, done) for source, done in shown],
            ),
        },
    )


def _most_worrying_first(item: tuple[str, SourceReport]) -> tuple[bool, int, int, str]:
    source, done = item
    return done.outcome == "ok", done.obtained - done.expected, -done.captured, source


def _row(source: str, done: SourceReport) -> tuple[object, ...]:
    missing = ", ".join(f"{why}: {count}" for why, count in sorted(done.missing.items()))
    return (
        source,
        done.captured,
        done.expected,
        done.obtained,
        missing,
        _first_of(done.unknown_days),
        _first_of([*([done.reason] if done.reason else []), *done.notices]),
    )


def _first_of(lines: Sequence[str]) -> str:
    """A cell of the table: it is stored once for each day of a run, and a year has many days."""
    more = f", and {len(lines) - 1} more" if len(lines) > 1 else ""
    return f"{lines[0][:_CHARACTERS_SHOWN]}{more}" if lines else ""


def _collected(asked: Mapping[str, SourceReport]) -> dg.AssetCheckResult:
    """Passed where every source could be read; an error where none could, and a warning in between."""
    failed = [source for source, done in asked.items() if done.outcome == "failed"]
    return dg.AssetCheckResult(
        asset_key=CAPTURES,
        check_name=COLLECTED,
        passed=not failed,
        severity=dg.AssetCheckSeverity.ERROR if len(failed) == len(asked) else dg.AssetCheckSeverity.WARN,
        metadata={"sources that could not be read": len(failed), FOUND: _lines_of(asked)},
    )


def _lines_of(asked: Mapping[str, SourceReport]) -> list[str]:
    """A line for each source that could not be read, and each list of other sources that could not."""
    lines = [
        f"{source}: {line[:_CHARACTERS_SHOWN]}"
        # What failed as a whole comes first, as lines may be cut off.
        for source, done in sorted(asked.items(), key=lambda item: (item[1].outcome == "ok", item[0]))
        for line in dict.fromkeys([*([done.reason] if done.outcome == "failed" else []), *done.unreadable])
        if line
    ]
    return kept_lines(lines, "`cause` in source_health")
