"""Real processes that need not import anything: forked where everything is imported already.

Starting Python and importing Scrapy or Dagster takes a second of CPU, and the tests start hundreds of crawls and commands.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pipelines.settings import REPOSITORY

PROCESS = """
import importlib, json, os, sys
main = importlib.import_module(sys.argv[1]).main
for line in sys.stdin:
    asked = json.loads(line)
    child = os.fork()
    if child == 0:
        os.environ.clear()
        os.environ.update(asked["environment"])
        for number, path in ((1, asked["out"]), (2, asked["err"])):
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
        sys.stdin = open(asked["in"], encoding="utf-8")
        code = 1
        try:
            code = main(asked["arguments"])
            sys.stdout.flush()
        except SystemExit as end:
            code = end.code
            sys.stdout.flush()
        except BaseException:
            sys.excepthook(*sys.exc_info())
        finally:
            os._exit(code)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@dataclass
class Ended:
    """How a process ended, and what it printed."""

    returncode: int
    stdout: str
    stderr: str


class Nursery:
    """Makes one process after the other; `start` gives its id, `wait` how it ended."""

    def __init__(self, process: "subprocess.Popen[str]", folder: Path) -> None:
        """Speaks with a process that runs `PROCESS`; what its children print is kept in the folder meanwhile."""
        assert process.stdin
        assert process.stdout
        self._asked: IO[str] = process.stdin
        self._told: IO[str] = process.stdout
        self._in, self._out, self._err = folder / "in", folder / "out", folder / "err"

    def start(self, environment: Mapping[str, str], arguments: Sequence[str], text: str = "") -> int:
        """Starts the program, which gets a text to read; its process id."""
        self._in.write_text(text, encoding="utf-8")
        asked = {
            "environment": dict(environment),
            "arguments": list(arguments),
            "in": str(self._in),
            "out": str(self._out),
            "err": str(self._err),
        }
        self._asked.write(json.dumps(asked) + "\n")
        self._asked.flush()
        return int(self._told.readline())

    def wait(self) -> Ended:
        """Waits for the process started last."""
        returncode = int(self._told.readline())
        return Ended(returncode, self._out.read_text("utf-8"), self._err.read_text("utf-8"))

    def run(self, environment: Mapping[str, str], arguments: Sequence[str], text: str = "") -> Ended:
        """Starts the program, which gets a text to read, and waits for it."""
        self.start(environment, arguments, text)
        return self.wait()


@contextmanager
def open_nursery(folder: Path, program: str) -> Iterator[Nursery]:
    """A nursery of one program: a module whose `main` takes arguments and gives an exit code."""
    with subprocess.Popen(
        [sys.executable, "-c", PROCESS, program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
    ) as process:
        assert process.stdin
        yield Nursery(process, folder)
        process.stdin.close()
