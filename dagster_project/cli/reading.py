"""Commands that read the published database: `web`, `mcp`, `report`, `sql`, `export`, `explain`."""

import os
import sys
from dataclasses import asdict
from datetime import date
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crawlers.clock import utc_now
from dagster_project.cli.options import (
    AsJson,
    Commands,
    Database,
    FirstDay,
    LastDay,
    named_database,
    read_day,
    read_utf8,
)
from dagster_project.cli.prompt import ask
from pipelines import warehouse
from pipelines.errors import BadInputError
from pipelines.settings import Settings
from pipelines.tables import print_json, print_records, print_rows, print_table, say
from pipelines.warehouse.ask import for_explorer
from pipelines.warehouse.ask.statements import Answer, answers, names
from pipelines.warehouse.export import FORMATS, Format
from pipelines.warehouse.export import export as export_stories

if TYPE_CHECKING:
    from dagster_project.running.metrics import RunMetrics
    from pipelines.web.metrics import Metric

# Of an answer that a table shows: more is not read on a terminal, and takes minutes to lay out.
_ROWS_SHOWN = 200
# Characters of a cell in a table of several rows.
_CELL_MAX = 300


def sql(
    statements: Annotated[
        str | None,
        typer.Argument(help="SQL, or `.tables`, `.schema [NAME]`. Default: a prompt, or what is piped in."),
    ] = None,
    database: Database = None,
    allow_files: Annotated[
        bool, typer.Option("--allow-files", help="Let the statements read and write files of this machine.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Query the published database, at any moment.

    Several statements are parted by semicolons. Each is answered from what is published when it begins.
    """
    source = named_database(database, Settings.from_environment())

    def answer(text: str) -> None:
        with warehouse.open_database(source) as connection:
            if not allow_files:
                warehouse.forbid_files(connection)
            for found in answers(connection, text):
                count = _print_json(found) if as_json else _print_beginning(found)
                if found.columns and not count:
                    print("no rows", file=sys.stderr)

    if statements is None and sys.stdin.isatty():
        with warehouse.open_database(source) as connection:
            known = names(connection)
        ask(answer, known)
        return
    given = read_utf8(sys.stdin.buffer.read() if statements is None else os.fsencode(statements))
    if not given.strip():
        raise BadInputError("no SQL was given: expected statements as an argument, or piped in")
    answer(given)


def _print_json(found: Answer) -> int:
    """Prints the rows as they come, one JSON object each; says how many."""
    count = 0
    for row in found.rows:
        print_records([dict(zip(found.columns, row, strict=True))])
        count += 1
    return count


def _print_beginning(found: Answer) -> int:
    """Prints the first rows as a table, long texts cut where it has several; says how many."""
    taken = list(islice(found.rows, _ROWS_SHOWN + 1))
    rows = taken[:_ROWS_SHOWN]
    shown = [tuple(map(_cut, row)) for row in rows] if len(rows) > 1 else rows
    if found.columns:
        print_table(found.columns, shown)
    if len(taken) > len(rows):
        print(f"the first {len(rows)} rows are shown; --json gives all", file=sys.stderr)
    if shown != rows:
        print(f"texts are cut at {_CELL_MAX} characters; --json gives them whole", file=sys.stderr)
    return len(rows)


def _cut(value: object) -> object:
    return f"{value[:_CELL_MAX]}…" if isinstance(value, str) and len(value) > _CELL_MAX else value


def report(
    day: Annotated[
        date, typer.Argument(parser=read_day, metavar="DAY", help="2026-01-31, today, yesterday or -3d, UTC.")
    ],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Default: reports/DAY.html in the data folder.")
    ] = None,
    language: Annotated[
        str | None, typer.Option(metavar="ar|en", help="Of the page; default: NABA_REPORT_LANGUAGE, else ar.")
    ] = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Write the page of a day, and show it in short.

    Its most carried stories, its outlets, whom they credit.
    """
    from pipelines.web.report import write_report  # noqa: PLC0415 - other commands need not wait

    settings = Settings.from_environment()
    file = output or settings.report_of(day)
    written = write_report(
        named_database(database, settings), day, file, language or settings.report_language
    )
    if as_json:
        print_json({"file": str(file), **asdict(written)})
        return
    if not written.stories:
        print(f"{day}: no stories; {_days_nearby(named_database(database, settings), day)}: {file}")
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
    print(f"{day}: {written.in_short}: {file}")


def _days_nearby(source: Path | str, day: date) -> str:
    with warehouse.open_database(source) as connection:
        days = [str(near) for near in for_explorer.neighbours(connection, day) if near]
    return f"the nearest days that have some: {', '.join(days)}" if days else "nor has any other day"


def export(
    *,
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="FILE", help="File to write; for hf a folder."),
    ],
    first: FirstDay = None,
    last: LastDay = None,
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help=f"{', '.join(FORMATS)} (a folder that `datasets` loads); default: what the file is called.",
        ),
    ] = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Write the stories of some days into a file, each once.

    A row has the canonical text and all copies, with address, lag and evidence. Without --from, the last day alone.
    """
    last = last or utc_now().date()
    source = named_database(database, Settings.from_environment())
    written = export_stories(source, output, first or last, last, _format(form, output))
    if as_json:
        print_json(asdict(written))
        return
    print(f"{written.stories:,} stories, {written.bytes:,} bytes: {written.file}")
    if not written.stories:
        print(f"no stories of these days; {_days_nearby(source, first or last)}", file=sys.stderr)


def _format(name: str | None, output: Path) -> Format:
    wanted = name or output.suffix.removeprefix(".")
    for form in FORMATS:
        if form == wanted:
            return form
    raise BadInputError(f"{wanted or output}: no format of a file; say --format {', '.join(FORMATS)}")


def explain(
    story: Annotated[str, typer.Argument(help="A story_id, or the URL of an article.")],
    other: Annotated[
        str | None, typer.Argument(help="Another one; without it, all stories of the first one's group.")
    ] = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Compare two stories: why they are grouped, or why not.

    Shows fingerprints, overlap, the words that differ and the rule that decided; with one story, all of its group.
    Whether and how a page got into the database says `naba why`.
    """
    from pipelines import explain as explaining  # noqa: PLC0415 - other commands need not wait

    settings = Settings.from_environment()
    wanted = named_database(database, settings)
    story = read_utf8(os.fsencode(story))
    if other is not None:
        other = read_utf8(os.fsencode(other))
        explained = explaining.explain(settings, wanted, story, other)
        if as_json:
            print_json(explaining.as_record(explained))
            return
        print_table(("", "first", "second or threshold"), list(explaining.lines(explained)))
        say(
            f"{'One story' if explained.one_story else 'Not one story'}: {explained.decision}.\n{explained.group}."
        )
        return
    print_rows(*explaining.explain_group(wanted, story), as_json=as_json)


def web(
    port: Annotated[int, typer.Option(help="Port; 0 for any free one.")] = 8600,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    database: Database = None,
) -> None:
    """Explore the stories in a browser: days, copies, sources.

    /metrics has numbers for Prometheus. It answers to loopback's names, --host and NABA_HOSTS. End it with Ctrl-C.
    """
    from pipelines.web.serve import serve as serve_web  # noqa: PLC0415 - other commands need not wait

    settings = Settings.from_environment()

    @cache
    def dagster() -> "RunMetrics":
        from dagster_project.running.metrics import RunMetrics  # noqa: PLC0415 - Dagster, once somebody asks

        return RunMetrics(settings)

    def runs() -> "list[Metric]":
        from dagster_project.running.metrics import state_metrics  # noqa: PLC0415 - same

        return [*dagster()(), *state_metrics(settings)]

    serve_web(named_database(database, settings), host, port, settings.hosts, runs)


def mcp(database: Database = None) -> None:
    """Answer a language model: stories, copies, who copies whom.

    A server of the Model Context Protocol on standard input and output; the program that asks starts it.
    """
    from pipelines.mcp_server import serve as serve_mcp  # noqa: PLC0415 - other commands need not wait

    settings = Settings.from_environment()
    serve_mcp(named_database(database, settings), settings)


COMMANDS: Commands = {
    "web": web,
    "mcp": mcp,
    "report": report,
    "sql": sql,
    "export": export,
    "explain": explain,
}
