"""`naba`, as its installed script starts it."""

import sys
from collections.abc import Sequence

import duckdb

# What the command imports when it needs it, imported before a nursery forks.
import dagster_project.running.runs  # noqa: F401
from dagster_project.cli import app
from tests.support.cheap_databases import connect_cheaply

duckdb.connect = connect_cheaply(duckdb.connect)


def main(arguments: Sequence[str]) -> int:
    """Runs the command; its exit code is that of `SystemExit`."""
    sys.argv = ["naba", *arguments]
    app.main()
    return 0
