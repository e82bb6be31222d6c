"""Two machines with data folders of their own collect the same days, and one of them is killed again and again.

`python -m benchmarks cluster [KILLS]`: Postgres (state, locks and the catalogue of a DuckLake) and a server that speaks S3
(the lake's files, archive and fetch logs) stand for themselves. Each round both machines are asked for the same days, whose
sources they share out; one is killed with all its processes (kill -9) at seeded moments, and asked again, as a supervisor would.
In the end what is published is held against the database of one machine that collected the same days undisturbed.
"""

import os
import random
import signal
import subprocess
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from urllib.parse import urlsplit

from benchmarks.endurance.machines import DELAY_SECONDS, Machine, cluster, compare
from pipelines.tables import print_rows

DAYS = 12
_DAYS_A_ROUND = 2
# Roughly what a crawl of so many days takes.
_CRAWL_SECONDS = 5.0


def run(kills: str = "10") -> None:
    """Prints a line a kill, and two tables: what was lost, and how fast publishers were asked."""
    with cluster(DAYS) as found:
        found.alone.run(found.days)
        fastest_alone = _fastest(found.asked.at)
        found.asked.at.clear()
        start = time.monotonic()
        killed = _collect(found.machines, found.days, int(kills), random.Random(int(kills)))
        took = round(time.monotonic() - start)
        lost, doubled, differing, rows = compare(found.machines[0].settings, found.alone.settings)
        left = [file for one in found.machines for file in (one.settings.data / "outbox").rglob("*.gz")]
    print_rows(
        ("machines", "days", "kills", "rows", "lost", "doubled", "differing", "left unsent", "seconds"),
        [(len(found.machines), DAYS, killed, rows, lost, doubled, differing, len(left), took)],
        as_json=False,
    )
    print_rows(
        ("publisher", "requests", "shortest time of 5 requests", "allowed", "one machine's"),
        [
            (host, count, f"{span:.2f} s", f"{4 * DELAY_SECONDS:.2f} s", f"{fastest_alone[host][1]:.2f} s")
            for host, (count, span) in sorted(_fastest(found.asked.at).items())
        ],
        as_json=False,
    )


def _collect(machines: Sequence[Machine], days: Sequence[date], kills: int, chance: random.Random) -> int:
    """Lets both machines collect all days, some at a time, and kills one of them so often; returns how often.

    The first days are left alone: they tell how long it takes.
    """
    rounds = [days[number : number + _DAYS_A_ROUND] for number in range(0, len(days), _DAYS_A_ROUND)]
    start = time.monotonic()
    with machines[0].running(rounds[0]), machines[1].running(rounds[0]):
        pass
    seconds = time.monotonic() - start
    print(f"{rounds[0][0]} to {rounds[0][-1]}: nobody killed, {seconds:.0f} s", flush=True)
    killed = 0
    for number, some in enumerate(rounds[1:], start=1):
        victim, other = chance.sample(machines, 2)
        with other.running(some):
            for _ in range(-(-(kills - killed) // (len(rounds) - number))):
                while not _kill(victim, some, seconds, chance):
                    pass
                killed += 1
            victim.run(some)
    return killed


def _kill(victim: Machine, days: Sequence[date], seconds: float, chance: random.Random) -> bool:
    """Starts a machine and kills it, while it crawls or at any moment; false where it had ended before."""
    crawls = chance.random() < 1 / 2
    moment = chance.uniform(0, _CRAWL_SECONDS if crawls else seconds)
    start, left = time.monotonic(), victim.crawls()
    with victim.running(days) as process:
        while crawls and victim.crawls() <= left and process.poll() is None:
            time.sleep(0.05)
        with suppress(subprocess.TimeoutExpired):
            process.wait(moment)
        was_killed = process.poll() is None
        if was_killed:
            os.killpg(process.pid, signal.SIGKILL)
    what = "killed" if was_killed else "had ended"
    print(
        f"{days[0]} to {days[-1]}: machine {victim.settings.data.name} {what} after {time.monotonic() - start:.1f} s"
        f"{', crawling' * crawls}",
        flush=True,
    )
    return was_killed


def _fastest(asked: Sequence[tuple[float, str]]) -> dict[str, tuple[int, float]]:
    """Of each publisher: how often it was asked for a page or list, and the shortest time in which it was five times."""
    moments: defaultdict[str, list[float]] = defaultdict(list)
    for at, url in sorted(asked):
        # robots.txt comes before the first turn.
        if not url.endswith("/robots.txt"):
            moments[str(urlsplit(url).hostname)].append(at)
    return {
        host: (
            len(found),
            min((found[i + 4] - found[i] for i in range(len(found) - 4)), default=float("inf")),
        )
        for host, found in moments.items()
    }
