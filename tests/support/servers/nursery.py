"""Real processes that need not import anything: forked where everything is imported already.

Starting Python and importing Scrapy or Dagster takes a second of CPU, and the tests start hundreds of crawls and commands.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from pipelines.settings import REPOSITORY

PROCESS = """
import importlib, json, os, sys
main = importlib.import_module(sys.argv[1]).main
for line in sys.stdin:
    asked = json.loads(line)
    if "wait" in asked:
        print(os.waitstatus_to_exitcode(os.waitpid(asked["wait"], 0)[1]), flush=True)
        continue
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
"""


@dataclass
class Ended:
    """How a process ended, and what it printed."""

    returncode: int
    stdout: str
    stderr: str


class Nursery:
    """Makes processes; `start` gives the id of one, `wait` how it ended."""

    def __init__(self, process: "subprocess.Popen[str]", folder: Path) -> None:
        """Speaks with a process that runs `PROCESS`; what its children read and print is kept in the folder."""
        assert process.stdin
        assert process.stdout
        self._asked: IO[str] = process.stdin
        self._told: IO[str] = process.stdout
        self._folder = folder
        self._started: dict[int, Path] = {}

    def start(self, environment: Mapping[str, str], arguments: Sequence[str], text: str = "") -> int:
        """Starts the program, which gets a text to read; its process id."""
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        (folder / "in").write_text(text, encoding="utf-8")
        asked = {"environment": dict(environment), "arguments": list(arguments)}
        child = int(self._answer(asked | {name: str(folder / name) for name in ("in", "out", "err")}))
        self._started[child] = folder
        return child

    def wait(self, child: int | None = None) -> Ended:
        """Waits for a process, or for the one started last."""
        child = child or next(reversed(self._started))
        returncode = int(self._answer({"wait": child}))
        folder = self._started.pop(child)
        return Ended(returncode, (folder / "out").read_text("utf-8"), (folder / "err").read_text("utf-8"))

    def run(self, environment: Mapping[str, str], arguments: Sequence[str], text: str = "") -> Ended:
        """Starts the program, which gets a text to read, and waits for it."""
        return self.wait(self.start(environment, arguments, text))

    def _answer(self, asked: Mapping[str, Any]) -> str:
        self._asked.write(json.dumps(asked) + "\n")
        self._asked.flush()
        return self._told.readline()


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
