"""Commands about what crawls remember: `naba state`."""

import sys
from dataclasses import asdict
from typing import Annotated

import typer

from crawlers.ask.state import look_at_state
from crawlers.join import join_crawls
from crawlers.memory.adopting import adopt as adopt_files
from dagster_project.cli.options import AsJson
from pipelines.errors import BadInputError
from pipelines.postgres.naming import shown_name
from pipelines.settings import Settings
from pipelines.tables import print_records, print_table, say

app = typer.Typer(no_args_is_help=True, help="What crawls remember: look at it, share it between machines.")


@app.callback()
def state() -> None:
    """What crawls remember: look at it, share it between machines."""


@app.command()
def show(as_json: AsJson = False) -> None:
    """Say where the state is, whether it answers, and who uses it."""
    seen = look_at_state(Settings.from_environment())
    if as_json:
        print_records([asdict(seen)])
        return
    captures = "none: nothing was crawled yet" if seen.captures is None else f"{seen.captures:,}"
    rows = [
        ("place", seen.place),
        ("shared by machines", "yes (NABA_STATE)" if seen.is_shared else "no"),
        ("articles known", captures),
        ("crawls under way", ", ".join(seen.crawls) or "none"),
    ]
    if seen.is_shared:
        rows.append(("its clock is ahead of this machine's by", f"{seen.clock_ahead:.3f} s"))
        rows += [("connected", f"{name}, since {since:%Y-%m-%d %H:%M:%S} UTC") for name, since in seen.users]
    print_table(("", ""), rows)


@app.command()
def join() -> None:
    """Help the crawls that other machines have under way.

    A worker beside those that run days: it takes its share of their sources as long as they crawl, and waits for the next
    ones. Machines have to share their state (NABA_STATE). End it with Ctrl-C.
    """
    join_crawls(Settings.from_environment(), say)


@app.command()
def adopt(
    uri: Annotated[
        str | None,
        typer.Argument(metavar="URI", help="postgres:…; default: the one that NABA_STATE names."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Move what crawls remember into a Postgres of several machines.

    Every table is compared before it counts. The files stay. Killed, it goes on where it was.
    """
    settings = Settings.from_environment()
    wanted = uri or settings.state
    if wanted is None:
        raise BadInputError("name a Postgres: `naba state adopt postgres:dbname=… host=…`, or set NABA_STATE")
    adopted = adopt_files(settings, wanted, lambda line: print(line, file=sys.stderr))
    if as_json:
        print_records([asdict(one) for one in adopted])
        return
    print_table(("table", "rows", "moved now"), [(one.table, one.rows, one.moved) for one in adopted])
    print(f"All tables are equal. From now on, on every machine: NABA_STATE={shown_name(wanted)}")
