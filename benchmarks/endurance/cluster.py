"""Two machines with data folders of their own collect the same days, and one of them is killed again and again.

`python -m benchmarks cluster [KILLS]`: Postgres (state, locks and the catalogue of a DuckLake) and a server that speaks S3
(the lake's files, archive and fetch logs) stand for themselves; a machine is a data folder, and `naba run` in it. Each round both
machines are asked for the same days, whose sources they share out; one is killed with all its processes (kill -9) at
seeded moments, and asked again, as a supervisor would. Publishers are the embedded newsroom and made outlets, whose server notes
when it was asked; and an archive is there that is not crawled. In the end what is published is held against the database of
one machine, with a file, that collected the same days undisturbed.
"""

import logging
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from dagster_project.demo.newsroom import SITE, Newsroom
from dagster_project.demo.truth import NEWSROOM, read_truth
from pipelines import warehouse
from pipelines.archive.captures import archive_files, read_captures
from pipelines.settings import Settings
from pipelines.tables import print_rows
from tests.support.servers.object_storage import running_object_storage
from tests.support.servers.postgres import make_database, running_postgres
from tests.support.warehouse.made_archive import days_from, write_archive

DAYS = 12
DELAY_SECONDS = 0.3
"""Between two requests at a publisher; slow enough that a kill meets crawls under way."""
_OUTLETS = tuple(f"made-{number}" for number in range(6))
_PAGES = 24
_ARCHIVED = 12
_BUCKET = "cluster"
_DAYS_A_ROUND = 2
# Roughly what a crawl of so many days takes.
_CRAWL_SECONDS = 5.0

COMPARED = {
    "captures": ("capture_id", ("warc_file", "warc_offset", "fetched_at")),
    "articles": ("article_id", ("fetched_at",)),
    "article_revisions": ("article_id", ("seen_at",)),
    "stories": ("story_id", ()),
    "duplicate_pairs": ("story_a, story_b", ()),
    "story_groups": ("group_id", ()),
    "story_group_members": ("story_id", ()),
    "group_links": ("earlier_group_id, later_group_id", ()),
    "event_groups": ("event_id, group_id", ()),
    "group_summaries": ("group_id", ()),
    "days": ("day", ()),
}
"""Of each table: what stands in it once, and the columns that tell when and where something was fetched."""

_SOURCE = """name = "{0}"
language = "ar"
timezone = "UTC"
homepage = "http://{0}.example/"
allow_private = true
delay_seconds = {1}

[[feeds]]
url = "http://{0}.example/rss.xml"
"""


class _Stamped(list[Any]):
    """The newsroom's list of what was asked, with the moment of each."""

    def __init__(self) -> None:
        super().__init__()
        self.at: list[tuple[float, str]] = []

    def append(self, one: Any) -> None:
        self.at.append((time.monotonic(), one[1]))
        super().append(one)


@dataclass(slots=True)
class _Machine:
    """A data folder with its `naba run`."""

    settings: Settings
    environment: Mapping[str, str]

    @contextmanager
    def running(self, days: Sequence[date]) -> Iterator[subprocess.Popen[str]]:
        """Collects some days; whoever leaves waits for the end."""
        command = [sys.executable, "-m", "benchmarks.endurance.cluster", f"{days[0]}", f"{days[-1]}"]
        log = self.settings.data.with_suffix(".log")
        with log.open("a", encoding="utf-8") as output:
            process = subprocess.Popen(
                command,
                env={**self.settings.environment(), **self.environment},
                stdout=output,
                stderr=output,
                text=True,
                start_new_session=True,
            )
        yield process
        # Some of the newsroom's lists are broken on purpose, which is told with 2.
        if process.wait() not in (0, 2, -signal.SIGKILL):
            raise RuntimeError(
                f"{self.settings.data}: exit code {process.returncode}; {log.read_text()[-2000:]}"
            )

    def crawls(self) -> set[str]:
        """Those that are under way, or were killed and left what they did not send."""
        outbox = self.settings.data / "outbox" / "archive"
        return {folder.name for folder in outbox.iterdir()} if outbox.is_dir() else set()

    def run(self, days: Sequence[date]) -> None:
        """Collects some days, undisturbed."""
        with self.running(days):
            pass


def run(kills: str = "10") -> None:
    """Prints a line a round, and one table."""
    days = days_from(min(read_truth().days) - timedelta(days=4), DAYS)
    chance = random.Random(int(kills))
    with tempfile.TemporaryDirectory(prefix="naba-cluster-") as name, running_postgres() as postgres:
        folder = Path(name)
        site, sources = _publishers(folder, days)
        with Newsroom(site) as newsroom, running_object_storage() as storage:
            # It writes a line for each request.
            logging.getLogger("werkzeug").setLevel(logging.ERROR)
            asked = _Stamped()
            newsroom._server.served = asked  # noqa: SLF001 - when it was asked is of interest to nobody else
            storage.make_bucket(_BUCKET)
            alone = Settings(folder / "alone", sources, "benchmark", newsroom.url, days[0])
            shared = replace(
                alone,
                database_named=make_database(postgres, "lake"),
                lake_files=f"s3://{_BUCKET}/lake",
                archive_named=f"s3://{_BUCKET}/naba",
                state=make_database(postgres, "state", "postgres"),
            )
            os.environ.update(storage.environment)
            machines = [
                _Machine(replace(shared, data=folder / one), storage.environment) for one in ("one", "two")
            ]
            for settings in (alone, machines[0].settings):
                write_archive(settings, days, _ARCHIVED)
            _Machine(alone, {}).run(days)
            fastest_alone = _fastest(asked.at)
            asked.at.clear()
            start = time.monotonic()
            killed = _collect(machines, days, int(kills), chance)
            took = time.monotonic() - start
            lost, doubled, differing, rows = compare(machines[0].settings, alone)
            left = [file for one in machines for file in (one.settings.data / "outbox").rglob("*.gz")]
            print_rows(
                (
                    "machines",
                    "days",
                    "kills",
                    "rows",
                    "lost",
                    "doubled",
                    "differing",
                    "left unsent",
                    "seconds",
                ),
                [(len(machines), len(days), killed, rows, lost, doubled, differing, len(left), round(took))],
                as_json=False,
            )
            fastest = _fastest(asked.at)
            print_rows(
                ("publisher", "requests", "shortest time of 5 requests", "allowed", "one machine's"),
                [
                    (
                        host,
                        count,
                        f"{span:.2f} s",
                        f"{4 * DELAY_SECONDS:.2f} s",
                        f"{fastest_alone[host][1]:.2f} s",
                    )
                    for host, (count, span) in sorted(fastest.items())
                ],
                as_json=False,
            )


def compare(settings: Settings, other: Settings) -> tuple[int, int, int, int]:
    """Rows lost, doubled, and in one of the two only, of what is published; and how many there are."""
    lost = doubled = differing = total = 0
    with warehouse.published(settings) as ours, warehouse.published(other) as theirs:
        for table, (key, volatile) in COMPARED.items():
            keys = [Counter(one.execute(f"SELECT {key} FROM {table}").fetchall()) for one in (ours, theirs)]
            leave_out = f"EXCLUDE ({', '.join(volatile)})" if volatile else ""
            rows = [
                Counter(map(repr, one.execute(f"SELECT * {leave_out} FROM {table}").fetchall()))
                for one in (ours, theirs)
            ]
            found = (
                sum((keys[1] - keys[0]).values()),
                sum(count - 1 for count in keys[0].values()),
                sum(((rows[0] - rows[1]) + (rows[1] - rows[0])).values()),
            )
            if any(found):
                print(f"{table}: {found[0]} lost, {found[1]} doubled, {found[2]} differing", flush=True)
                for row in list((rows[0] - rows[1]) + (rows[1] - rows[0]))[:2]:
                    print(f"  {row[:300]}", flush=True)
            lost, doubled, differing = lost + found[0], doubled + found[1], differing + found[2]
            total += keys[1].total()
    return lost, doubled, differing, total


def _publishers(folder: Path, days: Sequence[date]) -> tuple[Path, Path]:
    """The newsroom's site and made outlets beside each other, and their sources, all at one pace."""
    site, sources = folder / "site", folder / "sources"
    site.mkdir()
    for host in SITE.iterdir():
        (site / host.name).symlink_to(host)
    for file in (NEWSROOM / "sources").glob("*/*.toml"):
        target = sources / file.parent.name / file.name
        target.parent.mkdir(parents=True, exist_ok=True)
        text = file.read_text(encoding="utf-8")
        target.write_text(
            text.replace("delay_seconds = 0.0", f"delay_seconds = {DELAY_SECONDS}"), encoding="utf-8"
        )
    made = Settings(folder / "made", sources, "benchmark", None, days[0])
    write_archive(made, days, _PAGES, seed=2, sources=_OUTLETS)
    items: defaultdict[str, list[str]] = defaultdict(list)
    for name in archive_files(made.archive):
        for one in read_captures(made.archive, name, []):
            address = urlsplit(one.capture.url)
            page = site / str(address.hostname) / f"{address.path[1:]}.html"
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_bytes(one.capture.body)
            title = one.capture.body.decode().partition("<title>")[2].partition("</title>")[0]
            published = format_datetime(one.capture.fetched_at - timedelta(minutes=5))
            items[page.parts[len(site.parts)]].append(
                f"<item><title>{escape(title)}</title><link>{one.capture.url}.html</link><pubDate>{published}</pubDate></item>"
            )
    (sources / "xx").mkdir()
    for outlet in _OUTLETS:
        (sources / "xx" / f"{outlet}.toml").write_text(
            _SOURCE.format(outlet, DELAY_SECONDS), encoding="utf-8"
        )
        feed = f"<rss version='2.0'><channel><title>{outlet}</title>{''.join(items[f'{outlet}.example'])}</channel></rss>"
        (site / f"{outlet}.example" / "rss.xml").write_text(feed, encoding="utf-8")
    return site, sources


def _collect(machines: Sequence[_Machine], days: Sequence[date], kills: int, chance: random.Random) -> int:
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


def _kill(victim: _Machine, days: Sequence[date], seconds: float, chance: random.Random) -> bool:
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


def _run_days(first: str, last: str) -> int:
    """`naba run` of a machine, in a process of its own."""
    from dagster_project.running.runs import run_days  # noqa: PLC0415 - takes a second

    report = run_days(Settings.from_environment(), date.fromisoformat(first), date.fromisoformat(last))
    for line in (*report.problems, *report.checks_failed):
        print(f"{first}: {line}", flush=True)
    return 0 if report.succeeded and not report.problems else 2


if __name__ == "__main__":
    sys.exit(_run_days(*sys.argv[1:]))
