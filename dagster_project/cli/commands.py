"""The commands of `naba`, in the order of `naba --help`, and how each ends."""

import sys
from importlib import metadata
from typing import Annotated

import typer

from dagster_project.cli import archive, crawling, days, files, lake, reading, sources, state
from dagster_project.cli.options import with_days_written_out
from pipelines.errors import BadInputError
from pipelines.tools.console import guard

app = typer.Typer(
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    # Without rich's boxes, the list of commands is one screen.
    rich_markup_mode=None,
)


@app.callback(invoke_without_command=True)
def naba(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False,
) -> None:
    """Naba (نبأ): fetch news, clean it, group its copies, query it with SQL."""
    if version:
        print(f"naba {metadata.version('naba')}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        print(context.get_help())


for group in (days, reading, crawling, files):
    for name, command in group.COMMANDS.items():
        app.command(name)(command)
app.add_typer(sources.app, name="sources")
app.add_typer(lake.app, name="lake")
app.add_typer(state.app, name="state")
app.add_typer(archive.app, name="archive")

# What typer makes of a KeyboardInterrupt.
_INTERRUPTED = 130


def run() -> int:
    """Runs the command that the arguments name; its exit code, or 2 after one line on stderr for a wrong input."""
    return guard(_run_app)


def _run_app() -> int:
    try:
        # Not standalone: a wrong option is one line like every other wrong input.
        arguments = with_days_written_out(sys.argv[1:])
        code: int = app(arguments, prog_name="naba", standalone_mode=False) or 0
    except typer.TyperException as error:
        raise BadInputError(f"{error.format_message()} (`naba --help` shows what there is)") from None
    if code == _INTERRUPTED:
        print(
            "naba: ended by Ctrl-C or a TERM signal; the same command goes on where this one stopped",
            file=sys.stderr,
        )
    return code
