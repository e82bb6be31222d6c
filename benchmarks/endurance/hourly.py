"""What a run costs that has nothing new to take in, and one that has a little.

Made archives of two days. Each figure is of `naba rebuild` of both days as a process of its own, the start of Python
and Dagster included: all that an hourly run does behind its crawl. "0.5 % new" is half a percent of a day's articles,
of all of its sources; beside it stands the same command on an archive that holds these articles only.

`python -m benchmarks hourly [ARTICLES A DAY…]`: 10000 and 100000 unless said.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from benchmarks.endurance.storm import made_settings
from pipelines import warehouse
from pipelines.settings import Settings
from tests.support.warehouse.made_archive import write_archive

_NABA = Path(sys.executable).with_name("naba")


def run(*sizes: str) -> None:
    """Prints a line for each size and kind of run."""
    for size in map(int, sizes or ("10000", "100000")):
        with tempfile.TemporaryDirectory(prefix="naba-hourly-") as folder:
            _measure(Path(folder), size)


def _measure(folder: Path, size: int) -> None:
    today = datetime.now(UTC).date()
    days = [today - timedelta(days=1), today]
    settings = made_settings(folder / "all", days[0])
    write_archive(settings, days, size)
    print(f"{size} articles a day, 2 days, {os.cpu_count()} cores")
    _print("all anew", _rebuild(settings))
    _print("nothing new", _rebuild(settings))
    few = size // 200
    run_id = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-little"
    alone = made_settings(folder / "alone", days[0])
    for grown in (settings, alone):
        write_archive(grown, days[1:], few, seed=2, run_id=run_id)
    with_others = _rebuild(settings)
    by_themselves = _rebuild(alone)
    _print(f"0.5 % new ({few} articles)", with_others)
    _print(f"these {few} alone", by_themselves)
    ratio = with_others.processor / by_themselves.processor
    print(f"  0.5 % new takes {ratio:.1f} times as much of the processor as these alone", flush=True)


def _rebuild(settings: Settings) -> "_Cost":
    """Calls `naba rebuild` of all days."""
    file = Path(settings.database)
    before = _bytes(settings.data), warehouse.is_published(settings) and file.stat().st_ino
    start, processor = time.perf_counter(), _processor_seconds()
    subprocess.run([_NABA, "rebuild"], env=settings.environment(), check=True, capture_output=True)
    return _Cost(
        time.perf_counter() - start,
        _processor_seconds() - processor,
        _bytes(settings.data) - before[0],
        published=file.stat().st_ino != before[1],
    )


class _Cost(NamedTuple):
    """Seconds, those of the processor, bytes that the data folder grew by, and whether the database was published anew."""

    seconds: float
    processor: float
    grown: int
    published: bool


def _processor_seconds() -> float:
    """Of all processes that were waited for: the figure that other work on the machine changes least."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _print(what: str, cost: _Cost) -> None:
    print(
        f"  {what}: {cost.seconds:.1f} s ({cost.processor:.1f} s of the processor), "
        f"{cost.grown / 1e6:.2f} MB more on disk, {'published' if cost.published else 'nothing published'}",
        flush=True,
    )
