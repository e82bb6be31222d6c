"""kill -9 at seeded moments of all that writes; afterwards the database is that of no kill.

Killed are: reading the archive alone, all steps with cleaning in processes of its pool, one process of that pool, publishing,
tidying, moving to a DuckLake, and in the end Dagster's runs and its daemon.

`python -m benchmarks crash [KILLS]`: the archive grows, somebody takes in what is new and is killed, and so on.
Nobody rebuilds a day because of a kill: what a killed process left undone is found by whoever comes next, as the
sensor and the daemon find it. In the end the database is held against one that a single process made.
"""

import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from unittest.mock import patch

import dagster as dg

from benchmarks.endurance.storm import FIRST, REBUILT, differences, made_settings, missing, rebuild_alone
from dagster_project.dagster_gaps import days_of_run
from dagster_project.running.instance import open_instance
from pipelines import steps, warehouse
from pipelines.settings import REPOSITORY, Settings
from pipelines.steps.tidy import tidy_data
from pipelines.warehouse.adopt import adopt
from pipelines.warehouse.checks import BLOCKING
from tests.support.servers.dagster_interface import Interface, interface, wait_until
from tests.support.warehouse.made_archive import SOURCES, days_from, write_archive

DAYS = 8
PAGES = 12
_DAYS_A_ROUND = 3
_WAIT_SECONDS = 600
# After a backfill is launched: the daemon has seen it by then, and its run is under way.
_DAEMON_SECONDS = 30

_FETCH = (
    '{"run_id":"20260101T000000Z-killed","fetched_at":"2026-01-01T00:00:00+00:00","source_id":"outlet-0",'
    '"url":"http://outlet-0.example/","kind":"feed","status":200,"outcome":"captured","bytes":1,"duration_ms":1,'
    '"error":null}\n'
)

_NURSERY = """
import os, sys, traceback
from benchmarks.endurance.crash import TASKS
from pipelines.settings import Settings
settings = Settings.from_environment()
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        try:
            os.setpgid(0, 0)
            TASKS[line.strip()](settings)
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


def run(kills: str = "30") -> None:
    """Prints a line for each kind of victim, and the crash's line."""
    total = int(kills)
    daemons, runs = total // 10, total // 5
    with tempfile.TemporaryDirectory(prefix="naba-crash-") as folder:
        settings = made_settings(Path(folder) / "crash")
        chance = random.Random(total)
        killed = kill_tasks(settings, total - daemons - runs, chance, tuple(TASKS))
        print(f"{', '.join(f'{task} {count}' for task, count in killed.items())} killed", flush=True)
        for name, kill, count in (("runs", _kill_runs, runs), ("daemons", _kill_daemons, daemons)):
            start = time.monotonic()
            statuses = kill(settings, count, chance)
            killed[name] = count
            print(f"{name}: {count} killed; runs: {statuses}; {time.monotonic() - start:.0f} s", flush=True)
        lost, doubled, differing = compare_with_undisturbed(settings)
    print(
        f"crash: kills={sum(killed.values())} lost={lost} doubled={doubled} differs={differing}", flush=True
    )


def kill_tasks(settings: Settings, kills: int, chance: random.Random, tasks: Sequence[str]) -> Counter[str]:
    """Kills processes of the tasks in turn, looks at the published file each time, and lets a last one of each end.

    Returns:
        How many were killed of each: those that ended before their moment are not counted, and others take their place.

    Raises:
        RuntimeError: the published file was broken, or a process failed that nobody killed.
    """
    killed: Counter[str] = Counter()
    rounds = 0
    with _nursery(settings) as nursery:
        _grow(settings, rounds, chance)
        seconds = {task: _timed(nursery.run, task) for task in tasks}
        while killed.total() < kills:
            rounds += 1
            _grow(settings, rounds, chance)
            # In turn, and again until it was killed.
            task = tasks[killed.total() % len(tasks)]
            if task == "publish":
                nursery.run("steps")
            killed[task] += nursery.kill(task, chance.uniform(0, seconds[task]))
            _insist_on_whole(settings)
        for task in tasks:
            nursery.run(task)
    left = [file.name for file in settings.data.rglob(".*") if file.is_file()]
    if left:
        raise RuntimeError(f"temporary files left: {left}")
    return killed


def compare_with_undisturbed(settings: Settings) -> tuple[int, int, int]:
    """Rows that are missing, rows that stand twice, rows that only one of the two databases has."""
    alone = replace(settings, data=settings.data.with_name("alone"))
    alone.data.mkdir()
    (alone.data / "archive").symlink_to(settings.data / "archive")
    rebuild_alone(alone, days_from(FIRST, DAYS))
    return missing(settings, alone), *differences(settings, alone)


def _read_archive(settings: Settings) -> None:
    """What stands in front of all other steps."""
    steps.index_archive(settings, days_from(FIRST, DAYS), lambda _: None)


def _take_in(settings: Settings) -> None:
    """What the sensor asks for, and what the run does that it starts; without publishing."""
    days = sorted(
        steps.late_days(settings, FIRST, FIRST + timedelta(days=DAYS), {}, under_way=set(), limit=DAYS).days
    )
    steps.index_archive(settings, days, lambda _: None)
    steps.clean_days(settings, days, {}, lambda _: None)
    steps.pair_days(settings, lambda _: None)
    steps.group_stories(settings, lambda _: None, datetime.now(UTC))


def _clean_in_pool(settings: Settings) -> None:
    """Cleaning, by processes of a pool however little there is to do."""
    with patch("pipelines.steps.workers._PAGES_WORTH_A_PROCESS", 0):
        steps.clean_days(settings, days_from(FIRST, DAYS), {}, lambda _: None, workers=2)


def _publish(settings: Settings) -> None:
    warehouse.publish(settings)


def _tidy(settings: Settings) -> None:
    """A year later, when all logs are old."""
    now = datetime.now(UTC) + timedelta(days=1000)
    log = settings.data / "fetches" / f"{FIRST}" / "20260101T000000Z-killed.jsonl"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text(_FETCH, encoding="utf-8")
    steps.index_archive(settings, [], lambda _: None)
    tidy_data(settings, SOURCES, now)


def _adopt(settings: Settings) -> None:
    """Moves the database of this moment to a lake of its own, or goes on with what a killed one began."""
    lake = settings.data / "adopted"
    uri = f"ducklake:sqlite:{lake}/catalogue.sqlite"
    moved = replace(settings, lake_files=str(lake / "files"))
    adopt(moved, uri, lambda _: None)
    with warehouse.open_database(uri) as connection:
        count = connection.execute("SELECT count(*) FROM articles").fetchall()
    with warehouse.session(settings) as connection:
        if connection.execute("SELECT count(*) FROM articles").fetchall() != count:
            raise RuntimeError("the lake is not what the file holds")


TASKS: dict[str, Callable[[Settings], None]] = {
    "read": _read_archive,
    "steps": _take_in,
    "pool": _clean_in_pool,
    "publish": _publish,
    "tidy": _tidy,
    "adopt": _adopt,
}


class _Nursery:
    """Processes that are forked where everything is imported already."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(self, task: str) -> None:
        self._start(task)
        if code := int(self._line()):
            raise RuntimeError(f"{task}: exit code {code}")

    def kill(self, task: str, seconds: float) -> bool:
        """Starts one and kills it after so many seconds; False where it had ended by then."""
        child = self._start(task)
        time.sleep(seconds)
        # With the processes of its pool, or one of these alone: then the pool breaks, and its owner fails.
        with suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        code = int(self._line())
        if code not in (0, -signal.SIGKILL):
            raise RuntimeError(f"{task}: exit code {code}")
        return code == -signal.SIGKILL

    def _start(self, task: str) -> int:
        print(task, file=self._process.stdin, flush=True)
        return int(self._line())

    def _line(self) -> str:
        return self._process.stdout.readline() if self._process.stdout else ""


@contextmanager
def _nursery(settings: Settings) -> Iterator[_Nursery]:
    with subprocess.Popen(
        [sys.executable, "-c", _NURSERY],
        env=os.environ | settings.environment(),
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield _Nursery(process)
        process.communicate()  # it ends with its input


def _timed(run: Callable[[str], None], task: str) -> float:
    start = time.monotonic()
    run(task)
    return time.monotonic() - start


def _grow(settings: Settings, number: int, chance: random.Random) -> None:
    """Further pages of some days; the first time of all."""
    days = days_from(FIRST, DAYS)
    grown = sorted(chance.sample(days, _DAYS_A_ROUND)) if number else days
    write_archive(settings, grown, PAGES, seed=number, run_id=f"20260101T000000Z-{number:06}")


def _insist_on_whole(settings: Settings) -> None:
    with warehouse.published(settings) as connection:
        for rule in BLOCKING:
            if offenders := rule.offenders_in(connection):
                raise RuntimeError(f"{rule.name}: {len(offenders)} offenders are published")


def _kill_runs(settings: Settings, kills: int, chance: random.Random) -> dict[str, int]:
    """Kills so many runs of a backfill each; the daemon notices and starts each again."""
    with interface(settings) as api, open_instance(settings) as instance:
        killed = 0
        while killed < kills:
            wanted = min(kills - killed, DAYS)
            days = chance.sample(days_from(FIRST, DAYS), wanted)
            _grow(settings, 10_000 + killed, chance)
            known = {found["runId"] for found in api.runs()}
            for day in days:
                api.backfill(REBUILT, [day.isoformat()])
            victims: set[str] = set()
            deadline = time.monotonic() + _WAIT_SECONDS
            while len(victims) < wanted and time.monotonic() < deadline:
                for found in api.runs():
                    if found["runId"] not in known | victims and (pid := _worker(instance, found["runId"])):
                        victims.add(found["runId"])
                        time.sleep(chance.uniform(0, 1))
                        killed += _kill(settings, pid)
                time.sleep(0.1)
            wait_until(partial(_made, api, days), _WAIT_SECONDS)
        return _statuses(api)


def _kill_daemons(settings: Settings, kills: int, chance: random.Random) -> dict[str, int]:
    """Kills the daemon in the middle of backfills of all days, and with it `naba ui`; the next one goes on."""
    days = [day.isoformat() for day in days_from(FIRST, DAYS)]
    for number in range(kills):
        with interface(settings) as api:
            _grow(settings, 20_000 + number, chance)
            api.backfill(REBUILT, days)
            time.sleep(chance.uniform(0, _DAEMON_SECONDS))
            for pid in _processes(settings, "dagster._daemon"):
                _kill(settings, pid)
    with interface(settings) as api:
        wait_until(lambda: _all_ended(api), _WAIT_SECONDS)
        return _statuses(api)


def _worker(instance: dg.DagsterInstance, run_id: str) -> int | None:
    """The process that executes a run, once it started."""
    for entry in instance.all_logs(run_id):
        if found := re.search(r"Started process for run \(pid: (\d+)\)", entry.message or ""):
            return int(found[1])
    return None


def _kill(settings: Settings, pid: int) -> bool:
    """Kills a process of this data folder; False where there is none of that number any more."""
    if pid not in _processes(settings):
        return False
    os.kill(pid, signal.SIGKILL)
    return True


def _processes(settings: Settings, word: str = "") -> list[int]:
    """Processes that work on this data folder and have the word in their command; Linux only."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            environment = (folder / "environ").read_bytes().split(b"\0")
            command = (folder / "cmdline").read_text(encoding="utf-8", errors="replace")
        except OSError:  # another user's, or just ended
            continue
        if f"NABA_DATA={settings.data}".encode() in environment and word in command:
            found.append(int(folder.name))
    return found


def _made(api: Interface, days: Sequence[date]) -> bool:
    """Whether the newest run of each day is a good one, and none is under way."""
    newest: dict[date, str] = {}
    for found in api.runs():
        for day in days_of_run({tag["key"]: tag["value"] for tag in found["tags"]}):
            newest.setdefault(day, found["status"])
    return _all_ended(api) and all(newest.get(day) == "SUCCESS" for day in days)


def _all_ended(api: Interface) -> bool:
    runs = all(found["status"] in {"SUCCESS", "FAILURE", "CANCELED"} for found in api.runs())
    return runs and all(status.startswith("COMPLETED") for status in api.backfills())


def _statuses(api: Interface) -> dict[str, int]:
    counts: dict[str, int] = {}
    for found in api.runs():
        counts[found["status"]] = counts.get(found["status"], 0) + 1
    return counts
