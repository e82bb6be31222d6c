"""Commands that start Dagster: `run`, `rebuild`, `demo`, `ui`, `tidy`.

Dagster takes a second to import. The functions import it, so that no other command waits for it.
"""

import sys
from contextlib import nullcontext
from datetime import timedelta
from time import perf_counter
from typing import TYPE_CHECKING, Annotated

import typer

from crawlers.clock import utc_now
from dagster_project.cli.options import AsJson, Commands, FirstDay, LastDay, complete_source, read_day
from dagster_project.demo.serving import newsroom
from dagster_project.demo.truth import Verdict, compare, read_truth
from pipelines.archive.captures import archive_files
from pipelines.errors import BadInputError
from pipelines.postgres.naming import shown_name
from pipelines.settings import Settings
from pipelines.steps.absence import first_known_day
from pipelines.tables import print_json, print_rows, print_table
from pipelines.warehouse.ask.for_demo import Overview, overview

if TYPE_CHECKING:
    from dagster_project.running.runs import RunReport


def run(
    first: FirstDay = None,
    last: LastDay = None,
    source: Annotated[
        list[str] | None,
        typer.Option(help="Source to fetch from; default: all.", autocompletion=complete_source),
    ] = None,
) -> None:
    """Collect, clean, group and publish some days, in one run.

    Without --from, from yesterday on, or the last day alone if that is before it. Then other days whose archive got
    articles late: corrections, imported pages, pages that alone say their day.

    Exit code 0: all went well; 2: something went wrong, named on stderr, and everything else is done. Warnings
    are named there, too, and change no exit code.
    """
    from dagster_project.running.runs import run_days  # noqa: PLC0415 - as said above

    today = utc_now().date()
    last = last or today
    first = first or min(last, today - timedelta(days=1))
    _say(run_days(Settings.from_environment(), first, last, source))


def rebuild(
    first: FirstDay = None,
    last: LastDay = None,
    forget_missing: Annotated[
        bool,
        typer.Option(
            "--forget-missing",
            help="Let go of what archive files held that are missing; else such a day stays.",
        ),
    ] = False,
) -> None:
    """Make days anew from their archive; fetches nothing.

    And publishes them. Without --from, from the first day that the archive holds or held. A day whose archive files are
    missing stays as it is. Exit codes are those of `naba run`.
    """
    from dagster_project.running.runs import rebuild_days  # noqa: PLC0415 - as said above

    settings = Settings.from_environment()
    files = archive_files(settings.archive)
    known = first_known_day(settings)
    if not files and known is None:
        raise BadInputError(f"{settings.archive} holds nothing yet: `naba run` or `naba import` fills it")
    if not files and not forget_missing:
        raise BadInputError(
            f"{settings.archive} holds nothing, and days from {known} on were made from files there: is its disk mounted? "
            "Nothing was changed; --forget-missing lets go of all of them"
        )
    earliest = [read_day(name.partition("/")[0]) for name in list(files)[:1]] + ([known] if known else [])
    first = first or max(settings.first_day, min(earliest))
    _say(rebuild_days(settings, first, last or utc_now().date(), forget_missing=forget_missing))


def _say(report: "RunReport") -> None:
    """Names what went wrong in a run.

    Raises:
        Exit: something did; with code 2.
    """
    for problem in report.problems:
        print(problem, file=sys.stderr)
    for check in report.checks_failed:
        print(f"check failed: {check}; `naba ui` shows all that it found", file=sys.stderr)
    for warning in report.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    if report.problems or report.checks_failed or not report.succeeded:
        raise typer.Exit(2)


def demo(as_json: AsJson = False) -> None:
    """Run everything on the embedded newsroom; check the result.

    Collects, cleans and groups it, and compares the groups with its truth file. Exit code 1 if they differ.
    """
    from dagster_project.running.runs import run_days  # noqa: PLC0415 - as said above

    settings, truth = Settings.from_environment(), read_truth()
    with newsroom(settings) as served:
        print(f"The newsroom: {len(truth.days)} days, served on {served.proxy}", file=sys.stderr)
        start = perf_counter()
        report = run_days(served, truth.days[0], truth.days[-1])
        seconds = perf_counter() - start
    found, verdict = overview(settings), compare(settings, truth)
    for problem in report.problems:
        print(f"went wrong, as it should: {problem}", file=sys.stderr)
    for difference in verdict.wrong:
        print(f"not as the truth file says: {difference}", file=sys.stderr)
    if as_json:
        stories = [dict(zip(found.columns, row, strict=True)) for row in found.with_copies]
        record = {
            **found.counts,
            "seconds": round(seconds, 1),
            "wrong": verdict.wrong,
            "with_copies": stories,
        }
        print_json(record)
    else:
        _print_demo(found, verdict, seconds, shown_name(settings.database))
    if verdict.wrong or not report.succeeded or report.checks_failed:
        raise typer.Exit(1)
    if not as_json:
        print(
            'Next: naba sql "SELECT title, copies, outlets FROM news ORDER BY copies DESC LIMIT 5", or make ui'
        )


def _print_demo(found: Overview, verdict: Verdict, seconds: float, database: str) -> None:
    counts = found.counts
    print_table(found.columns, found.with_copies, title="Stories that stand more than once")
    right = "as the truth file says" if not verdict.wrong else f"{len(verdict.wrong)} differences"
    print(
        f"{counts['articles']} articles of {counts['sources']} outlets hold {counts['stories']} stories, "
        f"{counts['read_also']} of them appended under “read also”: {counts['groups']} different ones.\n"
        f"{seconds:.1f} seconds, {counts['articles'] / seconds:.1f} articles a second.\n"
        f"{verdict.groups} groups: {right}. The database: {database}"
    )


def ui(
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1.")] = 3000,
    with_newsroom: Annotated[
        bool, typer.Option("--newsroom", help="Show the embedded newsroom's outlets, and serve them.")
    ] = False,
) -> None:
    """Start Dagster's web interface: schedules, runs, backfills.

    With its daemon; end both with Ctrl-C.
    """
    from dagster_project.running.ui import HOST, serve  # noqa: PLC0415 - as said above

    settings = Settings.from_environment()
    print(f"Starting Dagster on http://{HOST}:{port} (some seconds; Ctrl-C ends it)", flush=True)
    with newsroom(settings) if with_newsroom else nullcontext(settings) as served:
        serve(served, port)


def tidy(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be removed; remove nothing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Remove old history: runs, events, fetch logs; never news.

    How long each is kept say NABA_KEEP_RUNS_DAYS and NABA_KEEP_FETCHES_DAYS. Archive, articles, stories and groups are
    never touched. Exit code 2 if something could not be removed.
    """
    from dagster_project.automation.tidying import tidy as tidy_all  # noqa: PLC0415 - as said above
    from dagster_project.running.instance import open_instance  # noqa: PLC0415 - as said above

    settings = Settings.from_environment()
    if not settings.data.is_dir():
        raise BadInputError(f"{settings.data}: no data folder yet; there is nothing to tidy")
    with open_instance(settings) as instance:
        removals = tidy_all(settings, instance, utc_now(), dry_run=dry_run)
    columns = ("what", "older than", "would go" if dry_run else "removed", "bytes")
    rows = [(one.what, one.older_than, one.count, one.bytes) for one in removals]
    print_rows(columns, rows, as_json=as_json)
    problems = [problem for one in removals for problem in one.problems]
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        raise typer.Exit(2)


COMMANDS: Commands = {
    "demo": demo,
    "run": run,
    "rebuild": rebuild,
    "ui": ui,
    "tidy": tidy,
}
