"""`naba`, as the installed command starts it."""

import sys


def main() -> None:
    """The command `naba`: 0 all went well, 1 a demo or check that found something, 2 bad input, 130 Ctrl-C."""
    # Imported only here: a process that shares the work imports this module again, and needs none of the commands.
    from dagster_project.cli import commands  # noqa: PLC0415

    sys.exit(commands.run())
