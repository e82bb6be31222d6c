"""`naba`, as the installed command starts it."""

import signal
import sys


def main() -> None:
    """The command `naba`: 0 all went well, 1 a demo or check that found something, 2 bad input, 130 Ctrl-C."""
    # Nothing is begun while modules are imported, which takes a second: Ctrl-C ends it there as it ends any program.
    is_usual = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if is_usual:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    # Imported only here: a process that shares the work imports this module again, and needs none of the commands.
    from dagster_project.cli import commands  # noqa: PLC0415

    if is_usual:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.exit(commands.run())
