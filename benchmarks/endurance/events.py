"""What an hourly run writes into Dagster's history, and how fast the UI shows the assets.

Three designs of the crawl alone, made for the comparison (event_designs.py), in one run over two days as the schedule
`hourly` asks for: one asset a source, one a country, one for all. Beside them Naba as it is, all assets and checks
included: `naba run` over two days with sources that are paused, which asks no server. Of each the second run is counted,
as the first makes Dagster's databases.

`python -m benchmarks events [SOURCES…]`: 20, 300 and 3000 unless said.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import dagster as dg

from benchmarks.endurance.event_designs import ASSETS, build
from dagster_project.dagster_gaps import range_tags
from dagster_project.running.instance import open_instance
from pipelines.settings import Settings
from tests.support.processes import NABA, PATIENCE
from tests.support.settings import make_settings

_RUNS_A_MONTH = 24 * 30
_COUNTRIES = 60
_ASSETS_MAX = 1000
_SOURCE = """name = "{0}"
language = "ar"
timezone = "UTC"
homepage = "http://{0}.example"
paused = true

[[feeds]]
url = "http://{0}.example/rss.xml"
"""
# What the page of all assets asks for, and what it shows of those in sight.
_GRAPH = """{ assetNodes { id assetKey { path } groupName opNames jobNames description kinds isPartitioned isExecutable
  hasAssetChecks dependencyKeys { path } dependedByKeys { path } repository { id name location { id name } }
  partitionDefinition { description } tags { key value } } }"""
_NEWEST = """query ($keys: [AssetKeyInput!]!) { assetsLatestInfo(assetKeys: $keys) { id
  latestMaterialization { timestamp runId } latestRun { id status } unstartedRunIds inProgressRunIds } }"""
_IN_SIGHT = 100
_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


def run(*sizes: str) -> None:
    """Prints a line for each number of sources and design."""
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    for sources in map(int, sizes or ("20", "300", "3000")):
        print(f"{sources} sources, a run over two days:")
        designs = {
            "one asset a source": sources,
            "one a country": min(sources, _COUNTRIES),
            "one for all": 1,
        }
        for design, assets in designs.items():
            if assets > _ASSETS_MAX:
                print(f"  the crawl, {design}: not measured, a run takes more than half an hour")
                continue
            with tempfile.TemporaryDirectory(prefix="naba-events-") as folder:
                _measure_design(design, make_settings(Path(folder), first_day=yesterday), assets)
        with tempfile.TemporaryDirectory(prefix="naba-events-") as folder:
            _measure_naba(make_settings(Path(folder), first_day=yesterday), sources)


def _measure_design(design: str, settings: Settings, assets: int) -> None:
    job = build(assets).resolve_implicit_global_asset_job_def()
    today = datetime.now(UTC).date()
    with open_instance(settings) as instance:
        for _ in range(2):
            before, start = _bytes(settings), time.perf_counter()
            result = job.execute_in_process(
                instance=instance, tags=range_tags(today - timedelta(days=1), today), run_config=_QUIET
            )
            seconds = time.perf_counter() - start
        events = len(instance.all_logs(result.run_id))
    environment = settings.environment() | {
        ASSETS: str(assets),
        "DAGSTER_HOME": str(settings.dagster_home),
    }
    command = ["dagster_webserver", "--module-name", "benchmarks.endurance.event_designs"]
    _print(f"  the crawl, {design}", events, _bytes(settings) - before, seconds, _ui(command, environment))


def _measure_naba(settings: Settings, sources: int) -> None:
    (settings.sources / "xx").mkdir(parents=True)
    for number in range(sources):
        name = f"outlet-{number}"
        (settings.sources / "xx" / f"{name}.toml").write_text(_SOURCE.format(name), encoding="utf-8")
    for _ in range(2):
        before, start = _bytes(settings), time.perf_counter()
        subprocess.run([NABA, "run"], env=settings.environment(), check=True, capture_output=True)
        seconds = time.perf_counter() - start
    with open_instance(settings) as instance:
        [newest] = instance.get_run_records(dg.RunsFilter(), limit=1)
        events = len(instance.all_logs(newest.dagster_run.run_id))
    command = ["dagster_project.running.webserver", "--module-name", "dagster_project.definitions"]
    environment = settings.environment() | {"DAGSTER_HOME": str(settings.dagster_home)}
    _print("  Naba, all of it", events, _bytes(settings) - before, seconds, _ui(command, environment))


def _print(what: str, events: int, grown: int, seconds: float, ui: str) -> None:
    print(
        f"{what}: {events} events, {grown / 1e6:.2f} MB, {grown * _RUNS_A_MONTH / 1e9:.2f} GB in a month of hourly runs, "
        f"{seconds:.1f} s; {ui}",
        flush=True,
    )


def _ui(command: list[str], environment: Mapping[str, str]) -> str:
    """How long the web interface takes to start, to give all assets, and what it shows of those in sight."""
    start = time.perf_counter()
    with _served(command, environment) as address:
        started = time.perf_counter() - start
        start = time.perf_counter()
        nodes = _ask(address, _GRAPH)["assetNodes"]
        _ask(address, _NEWEST, keys=[{"path": node["assetKey"]["path"]} for node in nodes[:_IN_SIGHT]])
        loaded = time.perf_counter() - start
    return f"UI: {len(nodes)} assets in {loaded:.2f} s, {started:.1f} s after its start"


@contextmanager
def _served(command: list[str], environment: Mapping[str, str]) -> Iterator[str]:
    """A web interface's address, once it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", *command, "--host", "127.0.0.1", "--port", str(port)],
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while process.poll() is None:
            try:
                _ask(f"http://127.0.0.1:{port}", "{ version }")
            except OSError:
                time.sleep(0.1)
            else:
                break
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _ask(address: str, query: str, **variables: object) -> Any:
    request = urllib.request.Request(  # noqa: S310 - our own server
        f"{address}/graphql",
        json.dumps({"query": query, "variables": variables}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - our own server
        told = json.load(answer)
    if "errors" in told:
        raise RuntimeError(str(told["errors"]))
    return told["data"]


def _bytes(settings: Settings) -> int:
    return sum(file.stat().st_size for file in settings.dagster_home.rglob("*") if file.is_file())
