"""Commands about the DuckLake: `naba lake adopt`."""

import sys
from dataclasses import asdict
from typing import Annotated

import typer

from dagster_project.cli.options import AsJson
from pipelines.postgres.naming import shown_name
from pipelines.settings import Settings
from pipelines.tables import print_records, print_table
from pipelines.warehouse.adopt import adopt as adopt_file

app = typer.Typer(no_args_is_help=True, help="Keep the database in a DuckLake: move it there.")


@app.callback()
def lake() -> None:
    """Keep the database in a DuckLake: move it there."""


@app.command()
def adopt(
    uri: Annotated[
        str | None,
        typer.Argument(metavar="URI", help="ducklake:…; default: the one that NABA_DATABASE names."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Move the database from its file into a DuckLake.

    Every table is compared before the lake is published. The file stays. Killed, it goes on where it was.
    """
    settings = Settings.from_environment()
    wanted = uri or str(settings.database)
    adopted = adopt_file(settings, wanted, lambda line: print(line, file=sys.stderr))
    if as_json:
        print_records([asdict(one) for one in adopted])
        return
    print_table(
        ("table", "rows", "equal"),
        [(one.table, one.rows, "moved" if one.copied else "was there") for one in adopted],
    )
    print(f"All tables are equal, and published. From now on: NABA_DATABASE={shown_name(wanted)}")
