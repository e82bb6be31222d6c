"""Python processes that tests start, and how long anybody waits for anything."""

import os
import subprocess
import sys
from pathlib import Path

from pipelines.settings import REPOSITORY, Settings

# Seconds. A ceiling for what hangs, never a measure of speed: the suite must pass on a machine that does ten other things.
PATIENCE = 900.0

NABA = Path(sys.executable).with_name("naba")


def without_naba_settings() -> dict[str, str]:
    """This process's environment without any `NABA_*` of whoever runs the tests."""
    return {name: value for name, value in os.environ.items() if not name.startswith("NABA_")}


_CHEAPLY = """import duckdb
from tests.support.cheap_databases import connect_cheaply
duckdb.connect = connect_cheaply(duckdb.connect)
"""


def start_python(code: str, settings: Settings, *arguments: object) -> subprocess.Popen[str]:
    """Starts a Python that runs the code with these settings; it can import what tests can."""
    return subprocess.Popen(
        [sys.executable, "-c", _CHEAPLY + code, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
        env=settings.environment(),
    )


def processes_of(settings: Settings, word: bytes) -> list[int]:
    """Ids of the processes of this data folder with the word in their command."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            named = f"NABA_DATA={settings.data}".encode() in (folder / "environ").read_bytes()
            if named and word in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
        except OSError:
            # It ended just now, or is another user's.
            continue
    return found
