"""Crawls as real processes that need not import anything: forked where everything is imported already.

Starting Python and importing Scrapy takes a second of CPU, and the tests make a hundred crawls.
"""

import json
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass

from pipelines.settings import REPOSITORY

PROCESS = """
import json, os, sys
import crawlers.collect.importing, crawlers.fetch.scrapy_settings, crawlers.fetch.spiders.feed, scrapy.crawler, pipelines.cleaning  # no reactor yet
from tests.support.servers.patient_crawl import main
for line in sys.stdin:
    asked = json.loads(line)
    child = os.fork()
    if child == 0:
        os.environ.clear()
        os.environ.update(asked["environment"])
        for number, path in ((1, asked["out"]), (2, asked["err"])):
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
        code = 1
        try:
            code = main(asked["arguments"])
            sys.stdout.flush()
        finally:
            os._exit(code)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@dataclass
class Ended:
    returncode: int
    stdout: str
    stderr: str


class Nursery:
    """Makes one crawl after the other; `start` gives its process id, `wait` how it ended."""

    def __init__(self, process, folder):
        self._process = process
        self._out, self._err = folder / "out", folder / "err"

    def start(self, settings, arguments):
        asked = {
            "environment": settings.environment(),
            "arguments": arguments,
            "out": str(self._out),
            "err": str(self._err),
        }
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def wait(self):
        returncode = int(self._process.stdout.readline())
        return Ended(returncode, self._out.read_text("utf-8"), self._err.read_text("utf-8"))


@contextmanager
def open_nursery(folder):
    with subprocess.Popen(
        [sys.executable, "-c", PROCESS],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
    ) as process:
        yield Nursery(process, folder)
        process.stdin.close()
