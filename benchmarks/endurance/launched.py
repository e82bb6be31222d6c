"""Runs that Dagster launches on two machines, as in deploy/: Celery tasks over Redis, Dagster's own storage in Postgres.

`python -m benchmarks launched [DAYS]`: `naba ui` with the storage, launcher and queue of deploy/dagster.yaml asks for a run a day;
two workers with data folders of their own take them. In the end what is published is held against one machine's.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from benchmarks.endurance.machines import Cluster, Machine, cluster, compare
from pipelines.settings import REPOSITORY
from pipelines.tables import print_rows
from tests.support.servers.dagster_interface import interface, wait_until
from tests.support.servers.postgres import make_database

_COLLECTED = [
    ["captures"],
    ["archive"],
    ["articles"],
    ["stories"],
    ["duplicate_pairs"],
    ["story_groups"],
    ["naba_db"],
]
_WAIT_SECONDS = 3600
_ENDED = {"SUCCESS", "FAILURE", "CANCELED"}


def run(days: str = "4") -> None:
    """Prints one table."""
    if shutil.which("redis-server") is None:
        print("skipped: no Redis here: Debian's package redis-server brings it", flush=True)
        sys.exit(0)
    with cluster(int(days)) as found, _redis() as address:
        found.alone.run(found.days)
        start = time.monotonic()
        took_part, statuses = _launch(found, address)
        took = round(time.monotonic() - start)
        lost, doubled, differing, rows = compare(found.machines[0].settings, found.alone.settings)
    print_rows(
        ("workers", "days", "runs", "rows", "lost", "doubled", "differing", "seconds"),
        [(took_part, len(found.days), statuses, rows, lost, doubled, differing, took)],
        as_json=False,
    )


def _launch(found: Cluster, redis: str) -> tuple[int, str]:
    """A run a day; how many workers had some, and how the runs ended."""
    interfaces = replace(found.machines[0].settings, data=found.machines[0].settings.data.with_name("ui"))
    home = interfaces.dagster_home
    home.mkdir(parents=True)
    deployed = yaml.safe_load((REPOSITORY / "deploy" / "dagster.yaml").read_text(encoding="utf-8"))
    queue = {"broker": f"{redis}/0", "backend": f"{redis}/1"}
    deployed["run_launcher"]["config"] |= queue
    del deployed["local_artifact_storage"]
    (home / "local.yaml").write_text(yaml.safe_dump(deployed), encoding="utf-8")
    worker = home / "worker.yaml"
    worker.write_text(yaml.safe_dump({"execution": {"config": queue}}), encoding="utf-8")
    socket_folder = found.postgres
    make_database(socket_folder, "dagster")
    os.environ["DAGSTER_POSTGRES_URL"] = f"postgresql+psycopg2://naba@/dagster?host={socket_folder}"
    with interface(interfaces) as api, ExitStack() as stack:
        logs = [stack.enter_context(_working(one, home, worker)) for one in found.machines]
        for day in found.days:
            api.backfill(_COLLECTED, [day.isoformat()])

        def done() -> bool:
            runs: list[dict[str, Any]] = api.runs()
            return len(runs) >= len(found.days) and all(one["status"] in _ENDED for one in runs)

        wait_until(done, _WAIT_SECONDS)
        statuses = Counter(one["status"] for one in api.runs())
        took_part = sum("succeeded in" in log.read_text(encoding="utf-8", errors="replace") for log in logs)
    return took_part, ", ".join(f"{count} {status}" for status, count in statuses.items())


@contextmanager
def _working(machine: Machine, home: Path, worker: Path) -> Iterator[Path]:
    """A worker of a machine; gives its log."""
    log = machine.settings.data.with_suffix(".log")
    name = machine.settings.data.name
    command = ["dagster-celery", "worker", "start", "-A", "dagster_celery.app", "-y", str(worker), "-n", name]
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            [Path(sys.executable).with_name(command[0]), *command[1:], "--", "--concurrency", "1"],
            env={**machine.settings.environment(), **machine.environment, "DAGSTER_HOME": str(home)},
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
        try:
            yield log
        finally:
            os.killpg(process.pid, 15)
            process.wait()


@contextmanager
def _redis() -> Iterator[str]:
    """A Redis that keeps nothing, on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [
            str(shutil.which("redis-server")),
            "--port",
            str(port),
            "--save",
            "",
            "--appendonly",
            "no",
            "--bind",
            "127.0.0.1",
        ],
        stdout=subprocess.DEVNULL,
    )
    try:
        yield f"redis://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()
