"""Commands that read the published database: `sql`, `report`, `explain`, `web`."""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dagster_project.cli.options import AsJson, Commands, Database, named_database, read_day
from pipelines import warehouse
from pipelines.settings import Settings
from pipelines.tables import print_rows, print_table

if TYPE_CHECKING:
    from pipelines.web.metrics import Metric


def sql(
    statement: Annotated[str, typer.Argument(help="SQL on the published database.")],
    as_json: AsJson = False,
) -> None:
    """Query the published database, at any moment."""
    columns, rows = warehouse.query(Settings.from_environment(), statement)
    print_rows(columns, rows, as_json=as_json)


def report(
    day: Annotated[date, typer.Argument(parser=read_day, metavar="DAY", help="Such as 2026-01-31, UTC.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Default: reports/DAY.html in the data folder.")
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
    written = write_report(named_database(database, settings), day, file)
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

    def runs() -> "list[Metric]":
        from dagster_project.running.metrics import run_metrics  # noqa: PLC0415 - Dagster, once somebody asks

        return run_metrics(settings)

    serve_web(named_database(database, settings), host, port, settings.hosts, runs)


COMMANDS: Commands = {
    "web": web,
    "report": report,
    "sql": sql,
    "explain": explain,
}
