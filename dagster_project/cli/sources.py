"""`naba sources`: what is fetched from, whether it still answers, and what a new site has."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

import typer
from pydantic import TypeAdapter

from crawlers.ask.check import ListCheck, check_sources
from crawlers.ask.discover import NewSource, new_source
from crawlers.clock import utc_now
from crawlers.registry.loading import load_registry
from crawlers.registry.spec import SourceSpec
from dagster_project.cli.options import AsJson, complete_source
from pipelines.settings import Settings
from pipelines.tables import print_table

app = typer.Typer(help="List the sources; check that their feeds answer; add one.", no_args_is_help=False)


@app.callback(invoke_without_command=True)
def sources(context: typer.Context, as_json: AsJson = False) -> None:
    """List the sources, unless a command is given."""
    if context.invoked_subcommand is None:
        list_sources(as_json)


@app.command("list")
def list_sources(as_json: AsJson = False) -> None:
    """List the sources with country, language, name and lists.

    Exit code 2 if a source file is wrong; the others are listed.
    """
    registry = load_registry(Settings.from_environment().sources)
    found = registry.sources
    if as_json:
        print(
            TypeAdapter(list[SourceSpec])
            .dump_json(list(found.values()), exclude_defaults=True, serialize_as_any=True)
            .decode()
        )
    else:
        _print_sources(found.values())
    for problem in registry.problems:
        typer.echo(problem.message, err=True)
    if registry.problems:
        raise typer.Exit(2)


def _print_sources(sources: Iterable[SourceSpec]) -> None:
    print_table(
        ("source", "country", "language", "name", "lists"),
        [
            (
                source.id,
                source.country,
                source.language,
                source.name,
                "\n".join(f"{spec.url} ({spec.kind})" for spec in source.lists),
            )
            for source in sources
        ],
    )


@app.command("check")
def check(
    ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID]…", help="Default: all sources.", autocompletion=complete_source),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Fetch each feed once, politely, and show what it answers.

    Exit code 1 if one has a problem.
    """
    checks = check_sources(Settings.from_environment(), ids or ())
    if as_json:
        print(TypeAdapter(list[ListCheck]).dump_json(checks).decode())
    else:
        _print_checks(checks, utc_now())
    if any(one.problem for one in checks):
        raise typer.Exit(1)


@app.command("new")
def new(
    url: Annotated[str, typer.Argument(help="The site's front page.")],
    country: Annotated[str | None, typer.Option(help="Default: what its domain ends in.")] = None,
    source_id: Annotated[str | None, typer.Option("--id", help="Default: from its domain.")] = None,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="The site may stand in one's own network.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Find the lists of articles of a site and write its source file.

    Look it through before using it.
    """
    found = new_source(
        Settings.from_environment(), url, country=country, source_id=source_id, allow_private=allow_private
    )
    if as_json:
        print(TypeAdapter(NewSource).dump_json(found).decode())
        return
    now = utc_now()
    print_table(
        ("found", "kind", "entries", "newest"),
        [
            (
                one.url,
                one.kind,
                one.entries,
                age(one.newest_at, now) if one.newest_at else None,
            )
            for one in found.lists
        ],
    )
    print(f"{found.path}: written; `naba sources check {found.path.stem}` says whether it works")


def age(moment: datetime, now: datetime) -> str:
    """How long ago, in the largest unit that fits: `40 min`, `7 h`, `3 d`; `in the future` if it is."""
    minutes = int((now - moment).total_seconds() // 60)
    if minutes < 0:
        return "in the future"
    hours = minutes // 60
    return f"{minutes} min" if hours < 1 else f"{hours} h" if hours < 48 else f"{hours // 24} d"


def _print_checks(checks: list[ListCheck], now: datetime) -> None:
    print_table(
        ("source", "feed", "status", "entries", "newest", "encoding", "problem", "note"),
        [
            (
                one.source_id,
                one.url,
                one.status,
                one.entries,
                age(one.newest_at, now) if one.newest_at else None,
                one.encoding,
                one.problem,
                one.note,
            )
            for one in checks
        ],
    )
