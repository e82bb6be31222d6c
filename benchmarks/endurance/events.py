"""What an hourly run writes into Dagster's history, and how long its definitions take to load.

`python -m benchmarks events [SOURCES…]`: 20, 300 and 3000 unless said. All sources are paused: each is reported as one
whose feeds were not due, and no server is asked. A run over two days, as the schedule `hourly` asks for; the second one is
counted, as the first makes Dagster's databases.
"""

import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg

from dagster_project.running.instance import open_instance
from pipelines.settings import Settings
from tests.support.settings import make_settings

_NABA = Path(sys.executable).with_name("naba")
_RUNS_A_MONTH = 24 * 30
_SOURCE = """name = "{0}"
language = "ar"
timezone = "UTC"
homepage = "http://{0}.example"
paused = true

[[feeds]]
url = "http://{0}.example/rss.xml"
"""
_LOAD = """
import time
start = time.perf_counter()
from dagster_project.definitions import defs
defs.resolve_all_asset_specs()
print(time.perf_counter() - start)
"""


def run(*sizes: str) -> None:
    """Prints a line for each number of sources."""
    for sources in map(int, sizes or ("20", "300", "3000")):
        with tempfile.TemporaryDirectory(prefix="naba-events-") as folder:
            _measure(Path(folder), sources)


def _measure(folder: Path, sources: int) -> None:
    settings = make_settings(folder, first_day=datetime.now(UTC).date() - timedelta(days=1))
    (settings.sources / "xx").mkdir(parents=True)
    for number in range(sources):
        name = f"outlet-{number}"
        (settings.sources / "xx" / f"{name}.toml").write_text(_SOURCE.format(name), encoding="utf-8")
    environment = settings.environment()
    load = float(
        subprocess.run(
            [sys.executable, "-c", _LOAD], env=environment, check=True, capture_output=True, text=True
        ).stdout
    )
    _naba(environment)
    before, start = _bytes(settings), time.perf_counter()
    _naba(environment)
    seconds, grown = time.perf_counter() - start, _bytes(settings) - before
    with open_instance(settings) as instance:
        [newest] = instance.get_run_records(dg.RunsFilter(), limit=1)
        events = sum(
            entry.dagster_event is not None for entry in instance.all_logs(newest.dagster_run.run_id)
        )
    print(
        f"{sources} sources: {events} events, {grown / 1e6:.2f} MB a run, "
        f"{grown * _RUNS_A_MONTH / 1e9:.2f} GB in a month of hourly runs; {seconds:.1f} s; definitions load in {load:.1f} s",
        flush=True,
    )


def _naba(environment: dict[str, str]) -> None:
    subprocess.run([_NABA, "run"], env=os.environ | environment, check=True, capture_output=True)


def _bytes(settings: Settings) -> int:
    return sum(file.stat().st_size for file in settings.dagster_home.rglob("*") if file.is_file())
