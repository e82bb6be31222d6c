"""`naba sources`: what is fetched from, and whether it still answers."""

import re
import sys
from datetime import datetime
from typing import Annotated

import typer
from pydantic import TypeAdapter
from rich.console import Console
from rich.table import Table
from rich.text import Text

from crawlers.check import ListCheck, check_sources, select_sources
from crawlers.context import utc_now
from crawlers.registry import SourceSpec
from pipelines.settings import Settings

sources_app = typer.Typer(
    help="The sources: list them, check that their feeds answer.", no_args_is_help=False
)

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_PIPE_WIDTH = 160  # of a table that no terminal shows

AsJson = Annotated[bool, typer.Option("--json", help="JSON instead of a table.")]


@sources_app.callback(invoke_without_command=True)
def sources(context: typer.Context, as_json: AsJson = False) -> None:
    """Lists the sources, unless a command is given."""
    if context.invoked_subcommand is None:
        list_sources(as_json)


@sources_app.command("list")
def list_sources(as_json: AsJson = False) -> None:
    """Lists the sources with country, language, name and feeds."""
    found = select_sources(Settings.from_environment(), ())
    if as_json:
        print(TypeAdapter(list[SourceSpec]).dump_json(list(found.values()), exclude_defaults=True).decode())
        return
    table = Table("source", "country", "language", "name", "feeds")
    for source in found.values():
        lists = [feed.url for feed in source.feeds] + [
            f"{sitemap.url} (sitemap)" for sitemap in source.sitemaps
        ]
        table.add_row(
            source.id, source.country, source.language, isolated(source.name), _plain("\n".join(lists))
        )
    _console().print(table)


@sources_app.command("check")
def check(
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]…", help="Default: all sources.")] = None,
    as_json: AsJson = False,
) -> None:
    """Fetches each feed once, politely, and shows what it answers. Exit 1 if one has a problem."""
    checks = check_sources(Settings.from_environment(), ids or ())
    if as_json:
        print(TypeAdapter(list[ListCheck]).dump_json(checks).decode())
    else:
        _console().print(_check_table(checks, utc_now()))
    if any(one.problem for one in checks):
        raise typer.Exit(1)


def isolated(text: str) -> Text:
    """Text for a table cell; right-to-left text is isolated, or it would reorder the columns around it."""
    return Text(f"\u2067{text}\u2069" if _RIGHT_TO_LEFT.search(text) else text)


def age(moment: datetime, now: datetime) -> str:
    """How long ago, in the largest unit that fits: `40 min`, `7 h`, `3 d`; `in the future` if it is."""
    minutes = int((now - moment).total_seconds() // 60)
    if minutes < 0:
        return "in the future"
    hours = minutes // 60
    return f"{minutes} min" if hours < 1 else f"{hours} h" if hours < 48 else f"{hours // 24} d"


def _check_table(checks: list[ListCheck], now: datetime) -> Table:
    table = Table("source", "feed", "status", "entries", "newest", "encoding", "problem")
    for one in checks:
        problem = Text(one.problem, style="red") if one.problem else Text(one.note or "", style="dim")
        newest = age(one.newest_at, now) if one.newest_at else "–"
        status = str(one.status or "–")
        table.add_row(
            one.source_id, _plain(one.url), status, str(one.entries), newest, one.encoding or "–", problem
        )
    return table


def _plain(text: str) -> Text:
    return Text(text, overflow="fold")


def _console() -> Console:
    return Console(width=None if sys.stdout.isatty() else _PIPE_WIDTH)
