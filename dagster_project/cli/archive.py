"""Commands about the archive: `naba archive move`."""

from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer

from crawlers.clock import utc_now
from dagster_project.cli.options import AsJson, read_day
from pipelines.archive.moving import move_files
from pipelines.errors import BadInputError
from pipelines.settings import Settings
from pipelines.tables import print_rows

app = typer.Typer(no_args_is_help=True, help="Keep old days of the archive elsewhere.")


@app.callback()
def archive() -> None:
    """Keep old days of the archive elsewhere."""


@app.command()
def move(
    folder: Annotated[Path, typer.Argument(help="On another disk; gets a folder a day.")],
    before: Annotated[
        date,
        typer.Option(parser=read_day, metavar="DAY", help="First day that stays: 2026-01-31, -90d."),
    ],
    as_json: AsJson = False,
) -> None:
    """Move old archive files to another disk, and leave links.

    Each copy is read back before its link is made. Killed, it goes on where it was.
    """
    from dagster_project.automation.schedules import NIGHTLY_DAYS  # noqa: PLC0415 - no other command waits for Dagster

    settings, now = Settings.from_environment(), utc_now()
    if before > now.date() - timedelta(days=NIGHTLY_DAYS):
        raise BadInputError(
            f"--before {before}: the last {NIGHTLY_DAYS} days stay, as schedules make them again"
        )
    moved = move_files(settings.archive, folder, before, now)
    rows = []
    for day, files in groupby(moved, key=lambda one: one.day):
        sizes = [one.bytes for one in files]
        rows.append((day, len(sizes), sum(sizes)))
    print_rows(("day", "files moved", "bytes"), rows, as_json=as_json)
