"""A year made from its archive in one process: days a minute, whether later days cost more, peak memory.

`python -m benchmarks year [DAYS] [ARTICLES A DAY]`: 365 and 200 unless said.
"""

import resource
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from benchmarks.endurance.storm import FIRST, made_settings
from pipelines import steps, warehouse
from tests.support.warehouse.made_archive import days_from, write_archive


def run(days: str = "365", articles_a_day: str = "200") -> None:
    """Prints a line a step."""
    wanted = days_from(FIRST, int(days))
    with tempfile.TemporaryDirectory(prefix="naba-year-") as folder:
        settings = made_settings(Path(folder) / "year")
        # In a process of its own, whose memory is not counted.
        with ProcessPoolExecutor(1) as pool:
            pool.submit(write_archive, settings, wanted, int(articles_a_day)).result()
        print(f"before: {_peak()}", flush=True)
        start = time.monotonic()
        steps.index_archive(settings, wanted, lambda _: None)
        cleaning = time.monotonic()
        print(f"read the archive: {cleaning - start:.0f} s, {_peak()}", flush=True)
        # Processor time: others on the machine do not count.
        moments = [time.process_time()]
        peaks = [_peak()]

        def day_done(_: str) -> None:
            moments.append(time.process_time())
            peaks.append(_peak())

        steps.clean_days(settings, wanted, {}, day_done, workers=1)
        costs = [later - earlier for earlier, later in pairwise(moments)]
        tenth = max(1, len(costs) // 10)
        first, last = sum(costs[:tenth]) / tenth, sum(costs[-tenth:]) / tenth
        print(
            f"articles and stories: {time.monotonic() - cleaning:.0f} s; processor seconds a day in the first tenth "
            f"{first:.2f}, in the last {last:.2f} ({last / first:.2f} x); after a quarter {peaks[len(peaks) // 4]}, "
            f"half {peaks[len(peaks) // 2]}, all {_peak()}",
            flush=True,
        )
        for name, step in (
            ("pairs", lambda: steps.pair_days(settings, lambda _: None)),
            ("groups", lambda: steps.group_stories(settings, lambda _: None, datetime.now(UTC))),
            ("publish", lambda: warehouse.publish(settings)),
        ):
            before = time.monotonic()
            step()
            print(f"{name}: {time.monotonic() - before:.1f} s, {_peak()}", flush=True)
        seconds = time.monotonic() - start
        size = Path(settings.database).stat().st_size / 1e6
        print(
            f"year: days={days} articles_a_day={articles_a_day} seconds={seconds:.0f} "
            f"days_a_minute={60 * len(wanted) / seconds:.0f} megabytes={size:.0f}",
            flush=True,
        )


def _peak() -> str:
    """Peak memory of this process so far; Linux counts in KB."""
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most"
