"""`naba ui` as a process, and its GraphQL API: what the browser calls when a person clicks."""

import json
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from pipelines.settings import Settings
from tests.support.processes import NABA, PATIENCE

_LAUNCH = """
mutation ($params: LaunchBackfillParams!) {
  launchPartitionBackfill(backfillParams: $params) {
    __typename
    ... on LaunchBackfillSuccess { backfillId }
    ... on PythonError { message }
  }
}
"""
_RUNS = """
{ runsOrError { ... on Runs { results { runId status startTime endTime tags { key value } } } } }
"""
_BACKFILLS = """
{ partitionBackfillsOrError { ... on PartitionBackfills { results { status } } } }
"""


class Interface:
    """The API of a running `naba ui`.

    Attributes:
        address: of its pages.
        returncode: how it ended; None as long as it runs.
    """

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.returncode: int | None = None

    def ask(self, query: str, **variables: Any) -> Any:
        """The `data` of the answer; an `OSError` where nobody answers."""
        request = urllib.request.Request(  # noqa: S310 - our own server
            f"{self.address}/graphql",
            json.dumps({"query": query, "variables": variables}).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - our own server
            return json.load(answer)["data"]

    def ready(self) -> bool:
        """Whether the assets can be seen."""
        try:
            return bool(self.ask("{ assetNodes { id } }")["assetNodes"])
        except OSError:
            return False

    def backfill(self, keys: Sequence[Sequence[str]], days: Sequence[str]) -> str:
        """Launches a backfill of assets over the days, all in one run; returns its id."""
        launched = self.ask(
            _LAUNCH,
            params={"assetSelection": [{"path": list(key)} for key in keys], "partitionNames": list(days)},
        )["launchPartitionBackfill"]
        if launched["__typename"] != "LaunchBackfillSuccess":
            raise RuntimeError(str(launched))
        return str(launched["backfillId"])

    def runs(self) -> list[dict[str, Any]]:
        """All runs so far, newest first."""
        found: list[dict[str, Any]] = self.ask(_RUNS)["runsOrError"]["results"]
        return found

    def backfills(self) -> list[str]:
        """The statuses of all backfills so far, newest first."""
        found = self.ask(_BACKFILLS)["partitionBackfillsOrError"]["results"]
        return [backfill["status"] for backfill in found]


@contextmanager
def interface(settings: Settings, *options: str) -> Iterator[Interface]:
    """Starts `naba ui` on a free port and ends it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = settings.data / "ui.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            [NABA, "ui", "--port", str(port), *options],
            stdout=output,
            stderr=output,
            env=settings.environment(),
        )
        api = Interface(port)
        try:
            wait_until(lambda: process.poll() is not None or api.ready())
            if process.poll() is not None:
                raise RuntimeError(log.read_text(encoding="utf-8"))
            yield api
        finally:
            process.send_signal(signal.SIGINT)
            api.returncode = process.wait(PATIENCE)


def wait_until(done: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Asks twice a second until it is so.

    Raises:
        TimeoutError: it was not so within the time.
    """
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not done within {seconds} seconds")
        time.sleep(0.5)
