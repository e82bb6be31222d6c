"""Options that several commands share, and how they are read."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import typer

from crawlers.clock import utc_now
from crawlers.registry.loading import load_registry
from pipelines.errors import BadInputError, NabaError
from pipelines.settings import Settings, database_of

_DAYS_AGO = re.compile(r"-(\d{1,6})d")


def read_day(text: str) -> date:
    """A day as the user writes it: `2026-01-31`, `today`, `yesterday`, or `-3d` for three days ago; in UTC.

    Raises:
        BadInputError: it is none.
    """
    today = utc_now().date()
    ago = {"today": 0, "yesterday": 1}.get(text)
    if ago is None and (match := _DAYS_AGO.fullmatch(text)):
        ago = int(match[1])
    try:
        return today - timedelta(days=ago) if ago is not None else date.fromisoformat(text)
    except (ValueError, OverflowError):
        raise BadInputError(
            f"{text!r} is no day: expected one such as 2026-01-31, today, yesterday or -3d"
        ) from None


def read_utf8(given: bytes) -> str:
    """A text that the user typed or piped in.

    Raises:
        BadInputError: it is in another encoding.
    """
    try:
        return given.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInputError(f"expected UTF-8, which {given[error.start : error.end]!r} is not") from None


def with_days_written_out(arguments: Sequence[str]) -> list[str]:
    """Arguments of a command line with `-3d` as the day it means: as it stands, it would be taken for an option."""
    return [read_day(one).isoformat() if _DAYS_AGO.fullmatch(one) else one for one in arguments]


def complete_source(incomplete: str) -> list[str]:
    """Source ids for a shell's completion; none where the sources cannot be read."""
    try:
        return [
            name
            for name in load_registry(Settings.from_environment().sources).sources
            if name.startswith(incomplete)
        ]
    except NabaError:
        return []


Commands = Mapping[str, Callable[..., None]]
"""The commands of a group, by name, in the order of `naba --help`."""
AsJson = Annotated[bool, typer.Option("--json", help="JSON instead of a table.")]
Database = Annotated[
    str | None, typer.Option(metavar="FILE|URI", help="Default: the published database (NABA_DATABASE).")
]
FirstDay = Annotated[
    date | None,
    typer.Option(
        "--from", parser=read_day, metavar="DAY", help="First day, UTC: 2026-01-31, today, yesterday, -3d."
    ),
]
LastDay = Annotated[
    date | None,
    typer.Option("--to", parser=read_day, metavar="DAY", help="Last day, UTC, included; default: today."),
]


def named_database(database: str | None, settings: Settings) -> Path | str:
    """The database that the option names, else the published one."""
    return database_of(database) if database else settings.database
