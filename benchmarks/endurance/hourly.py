"""What a run costs that has nothing new to take in, and one that has a little.

Made archives of two days. Each figure is of `naba rebuild` of both days as a process of its own, the start of Python
and Dagster included: all that an hourly run does behind its crawl. "0.5 % new" is half a percent of a day's articles,
of all of its sources; beside it stands the same command on an archive that holds these articles only.

`python -m benchmarks hourly [ARTICLES A DAY…]`: 10000 and 100000 unless said.
"""

import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipelines import warehouse
from pipelines.settings import Settings
from tests.support.settings import make_settings
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
    settings = make_settings(folder, first_day=days[0])
    settings.sources.mkdir(parents=True)
    write_archive(settings, days, size)
    print(f"{size} articles a day, 2 days, {os.cpu_count()} cores")
    _print("all anew", *_rebuild(settings))
    _print("nothing new", *_rebuild(settings))
    few = size // 200
    run_id = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-little"
    alone = make_settings(folder / "alone", first_day=days[0])
    alone.sources.mkdir(parents=True)
    for grown in (settings, alone):
        write_archive(grown, days[1:], few, seed=2, run_id=run_id)
    with_others = _rebuild(settings)
    by_themselves = _rebuild(alone)
    _print(f"0.5 % new ({few} articles)", *with_others)
    _print(f"these {few} alone", *by_themselves)
    print(f"  0.5 % new takes {with_others[0] / by_themselves[0]:.1f} times as long as these alone")


def _rebuild(settings: Settings) -> tuple[float, int, bool]:
    """Seconds, bytes that the data folder grew by, and whether the database was published anew."""
    file = settings.database
    before = _bytes(settings.data), warehouse.is_published(settings) and Path(file).stat().st_ino
    start = time.perf_counter()
    subprocess.run([_NABA, "rebuild"], env=settings.environment(), check=True, capture_output=True)
    seconds = time.perf_counter() - start
    return seconds, _bytes(settings.data) - before[0], Path(file).stat().st_ino != before[1]


def _bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _print(what: str, seconds: float, grown: int, published: bool) -> None:
    print(
        f"  {what}: {seconds:.1f} s, {grown / 1e6:.2f} MB more on disk, "
        f"{'published' if published else 'nothing published'}"
    )
