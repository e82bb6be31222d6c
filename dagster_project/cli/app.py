"""`naba`: the command line. Commands on files are in `pipelines`, on sources in `crawlers`, on runs here."""

import json
import sys
from contextlib import nullcontext
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crawlers.fetch.context import utc_now
from crawlers.registry.loading import load_registry
from dagster_project.cli.crawling import add_crawl_commands
from dagster_project.cli.sources import AsJson, complete_source, sources_app
from dagster_project.demo.truth import Stopwatch, compare, newsroom, overview, read_truth
from pipelines import warehouse
from pipelines.archive.captures import archive_files
from pipelines.errors import BadInputError
from pipelines.records import SourceRules
from pipelines.settings import Settings, database_of
from pipelines.tables import print_rows, print_table
from pipelines.tools.console import guard
from pipelines.tools.dedup import dedup_file
from pipelines.tools.explain_page import explain_page as explain_page_lines
from pipelines.tools.explain_page import table_rows
from pipelines.tools.extract import extract_files
from pipelines.tools.split import split_file
from pipelines.warehouse.database.lake import without_password

if TYPE_CHECKING:
    from dagster_project.running.runs import RunReport

app = typer.Typer(
    no_args_is_help=True,
    help="Naba (نبأ): fetch news, clean it, group its copies, query it with SQL.",
    pretty_exceptions_enable=False,
    # Without rich's boxes, the list of commands is one screen.
    rich_markup_mode=None,
)

Database = Annotated[
    str | None, typer.Option(metavar="FILE|URI", help="Default: the published database (NABA_DATABASE).")
]


def _named(database: str | None, settings: Settings) -> Path | str:
    return database_of(database) if database else settings.database


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInputError(f"{text!r} is no day: expected one such as 2026-01-31") from None


@app.command()
def demo(as_json: AsJson = False) -> None:
    """Run everything on the embedded newsroom; check the result.

    Collects, cleans and groups it, and holds the groups against its truth file. Exit code 1 if they differ.
    """
    settings, truth = Settings.from_environment(), read_truth()
    with newsroom(settings) as served:
        print(f"The newsroom: {len(truth.days)} days, served on {served.proxy}", file=sys.stderr)
        watch = Stopwatch()
        # Dagster takes a second to import; other commands need not wait for it.
        from dagster_project.running.runs import run_days  # noqa: PLC0415

        report = run_days(served, truth.days[0], truth.days[-1])
        seconds = watch.seconds
    counts, table = overview(settings)
    verdict = compare(settings, truth)
    for problem in report.problems:
        print(f"went wrong, as it should: {problem}", file=sys.stderr)
    for difference in verdict.wrong:
        print(f"not as the truth file says: {difference}", file=sys.stderr)
    if as_json:
        stories = [dict(zip(table[0], row, strict=True)) for row in table[1]]
        record = {**counts, "seconds": round(seconds, 1), "wrong": verdict.wrong, "with_copies": stories}
        print(json.dumps(record, ensure_ascii=False))
    else:
        print_table(*table, title="Stories that stand more than once")
        right = "as the truth file says" if not verdict.wrong else f"{len(verdict.wrong)} differences"
        print(
            f"{counts['articles']} articles of {counts['sources']} outlets hold {counts['stories']} stories, "
            f"{counts['read_also']} of them appended under “read also”: {counts['groups']} different ones.\n"
            f"{seconds:.1f} seconds, {counts['articles'] / seconds:.1f} articles a second.\n"
            f"{verdict.groups} groups: {right}. The database: {without_password(settings.database)}"
        )
    if verdict.wrong or not report.succeeded or report.checks_failed:
        raise typer.Exit(1)
    if not as_json:
        print(
            'Next: naba sql "SELECT title, copies, outlets FROM news ORDER BY copies DESC LIMIT 5", or make ui'
        )


FirstDay = Annotated[date | None, typer.Option("--from", parser=_day, metavar="DAY", help="First day, UTC.")]
LastDay = Annotated[
    date | None,
    typer.Option("--to", parser=_day, metavar="DAY", help="Last day, UTC, included; default: today."),
]


@app.command()
def run(
    first: FirstDay = None,
    last: LastDay = None,
    source: Annotated[
        list[str] | None,
        typer.Option(help="Source to fetch from; default: all.", autocompletion=complete_source),
    ] = None,
) -> None:
    """Collect, clean, group and publish some days, in one run.

    Without --from, from yesterday on, or the last day alone if that is before it.

    Exit code 0: all went well; 2: something went wrong, named on stderr, and everything else is done. Warnings
    are named there, too, and change no exit code.
    """
    from dagster_project.running.runs import run_days  # noqa: PLC0415 - as in demo

    today = utc_now().date()
    last = last or today
    first = first or min(last, today - timedelta(days=1))
    _say(run_days(Settings.from_environment(), first, last, source))


@app.command()
def rebuild(first: FirstDay = None, last: LastDay = None) -> None:
    """Make days anew from their archive, and publish; fetches nothing.

    Without --from, from the first day that the archive holds. Exit codes are those of `naba run`.
    """
    from dagster_project.running.runs import rebuild_days  # noqa: PLC0415 - as in demo

    settings = Settings.from_environment()
    files = archive_files(settings.archive)
    if not files:
        raise BadInputError(f"{settings.archive} holds nothing yet: `naba run` or `naba import` fills it")
    first = first or max(settings.first_day, _day(files[0].parent.name))
    _say(rebuild_days(settings, first, last or utc_now().date()))


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


@app.command()
def ui(
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1.")] = 3000,
    with_newsroom: Annotated[
        bool, typer.Option("--newsroom", help="Show the embedded newsroom's outlets, and serve them.")
    ] = False,
) -> None:
    """Start Dagster's web interface: schedules, runs, backfills.

    With its daemon; end both with Ctrl-C.
    """
    from dagster_project.running.ui import HOST, serve  # noqa: PLC0415 - as in demo

    settings = Settings.from_environment()
    print(f"Starting Dagster on http://{HOST}:{port} (some seconds; Ctrl-C ends it)", flush=True)
    with newsroom(settings) if with_newsroom else nullcontext(settings) as served:
        raise typer.Exit(serve(served, port))


@app.command()
def web(
    port: Annotated[int, typer.Option(help="Port; 0 for any free one.")] = 8600,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    database: Database = None,
) -> None:
    """Explore the stories in a browser: days, copies, sources.

    End it with Ctrl-C.
    """
    from pipelines.web.serve import serve as serve_web  # noqa: PLC0415 - as in demo

    serve_web(_named(database, Settings.from_environment()), host, port)


@app.command()
def report(
    day: Annotated[date, typer.Argument(parser=_day, metavar="DAY", help="Such as 2026-01-31, UTC.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Default: reports/DAY.html in the data folder.")
    ] = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Write the page of a day, and show it in short.

    Its most carried stories, its outlets, whom they credit.
    """
    from pipelines.web.report import write_report  # noqa: PLC0415 - as in demo

    settings = Settings.from_environment()
    file = output or settings.report_of(day)
    written = write_report(_named(database, settings), day, file)
    if as_json:
        print(json.dumps({"file": str(file), **asdict(written)}, ensure_ascii=False, default=str))
        return
    print_table(
        ("first seen", "source", "copies", "also in", "title"),
        [
            (
                f"{row['first_published_at']:%H:%M}",
                row["source"],
                row["copies"],
                " ".join(outlet for outlet in row["outlets"] if outlet != row["source"]),
                row["title"],
            )
            for row in written.stories
        ],
    )
    totals = written.totals
    print(
        f"{day}: {totals['stories']} stories in {totals['outlets']} outlets, {totals['with_copies']} of them with "
        f"{totals['copies']} copies: {file}"
    )


@app.command()
def explain(
    story: Annotated[str, typer.Argument(help="A story_id, or the URL of an article.")],
    other: Annotated[
        str | None, typer.Argument(help="Another one; without it, all stories of the first one's group.")
    ] = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Say why stories are one, or why they are not.

    Fingerprints, overlap, the words that differ, the rule that decided.
    """
    from pipelines import explain as explaining  # noqa: PLC0415 - as in demo

    settings = Settings.from_environment()
    wanted = _named(database, settings)
    if other is not None:
        explained = explaining.explain(settings, wanted, story, other)
        if as_json:
            print(json.dumps(explaining.as_record(explained), ensure_ascii=False, default=str))
            return
        print_table(("", "first", "second or threshold"), list(explaining.lines(explained)))
        print(
            f"{'One story' if explained.one_story else 'Not one story'}: {explained.decision}.\n{explained.group}."
        )
        return
    print_rows(*explaining.explain_group(wanted, story), as_json=as_json)


@app.command()
def sql(
    statement: Annotated[str, typer.Argument(help="SQL on the published database.")],
    as_json: AsJson = False,
) -> None:
    """Query the published database, at any moment."""
    columns, rows = warehouse.query(Settings.from_environment(), statement)
    print_rows(columns, rows, as_json=as_json)


add_crawl_commands(app)


@app.command()
def extract(
    files: Annotated[list[Path], typer.Argument(help="HTML pages.", metavar="FILE.html…")],
    output: Annotated[Path, typer.Option("--output", "-o", help="One JSON line a page.")],
    url: Annotated[str | None, typer.Option(help="The page's address.")] = None,
    source: Annotated[
        str | None,
        typer.Option(
            help="Source whose language, time zone and selectors hold.", autocompletion=complete_source
        ),
    ] = None,
) -> None:
    """Clean HTML pages into articles.

    Title, dates, author, attribution, body, read-also stories.
    """
    extract_files(files, output, url=url, rules=_rules(source))


@app.command("explain-page")
def explain_page(
    page: Annotated[Path, typer.Argument(help="An HTML page.", metavar="PAGE.html")],
    url: Annotated[str | None, typer.Option(help="The page's address.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Also lines that are clearly none.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show which lines of a page are taken for its article, and why.

    For each line how likely it is by itself, how likely among the others, and what moved that most.
    """
    lines = explain_page_lines(page, url)
    if as_json:
        print(json.dumps([asdict(line) for line in lines], ensure_ascii=False))
        return
    print_table(
        ("line", "taken", "first", "second", "element", "why", "text"), list(table_rows(lines, every=every))
    )


@app.command()
def split(
    file: Annotated[Path, typer.Argument(help='Lines {"id","text"}; .gz is read, too.', metavar="IN.jsonl")],
    output: Annotated[Path, typer.Option("--output", "-o", help="One JSON line a text.")],
) -> None:
    """Separate texts into main and read-also stories.

    With the spans that are in neither.
    """
    split_file(file, output)


@app.command()
def dedup(
    file: Annotated[
        Path,
        typer.Argument(help='Lines {"id","text"[,"title","source","published_at"]}.', metavar="IN.jsonl"),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help='Lines {"id","group_id"}.')],
    pairs: Annotated[Path | None, typer.Option(help="Also write the pairs, with their evidence.")] = None,
) -> None:
    """Group the texts that are one story.

    While it runs, it needs 3 KB of disk a text beside the output.
    """
    dedup_file(file, output, pairs)


app.add_typer(sources_app, name="sources")


def _rules(source_id: str | None) -> SourceRules:
    if source_id is None:
        return SourceRules()
    settings = Settings.from_environment()
    source = load_registry(settings.sources).sources.get(source_id)
    if source is None:
        raise BadInputError(f"no source {source_id} in {settings.sources}: `naba sources` lists them")
    return source.rules()


def main() -> None:
    """The command `naba`: 0 all went well, 1 a demo or check that found something, 2 bad input, 130 Ctrl-C."""
    sys.exit(guard(_run_app))


def _run_app() -> int:
    try:
        # Not standalone: a wrong option is one line like every other wrong input.
        return app(standalone_mode=False) or 0
    except typer.Abort:
        return 130
    except KeyboardInterrupt:
        return 130
    except typer.TyperException as error:
        raise BadInputError(f"{error.format_message()} (`naba --help` shows what there is)") from None
