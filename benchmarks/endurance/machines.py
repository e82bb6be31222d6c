"""Machines with data folders of their own that share Postgres and a server that speaks S3, and publishers that they collect from.

A machine is a data folder, and `naba run` in it. Publishers are the embedded newsroom and made outlets, whose server notes when it
was asked; and an archive is there that is not crawled. What the machines publish is held against what one machine does that has
a file, and shares nothing.
"""

import logging
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

import pytest

from dagster_project.demo.newsroom import SITE, Newsroom
from dagster_project.demo.truth import NEWSROOM, read_truth
from pipelines import warehouse
from pipelines.archive.captures import archive_files, read_captures
from pipelines.settings import Settings
from tests.support.servers.object_storage import running_object_storage
from tests.support.servers.postgres import make_database, running_postgres
from tests.support.warehouse.made_archive import days_from, write_archive

DELAY_SECONDS = 0.3
"""Between two requests at a publisher; slow enough that a kill meets crawls under way."""
_OUTLETS = tuple(f"made-{number}" for number in range(6))
_PAGES = 24
_ARCHIVED = 12
_BUCKET = "cluster"

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
    # Its number in the search index, given as days were published.
    "group_summaries": ("group_id", ("document",)),
    "days": ("day", ()),
}
"""Of each table: what stands in it once, and the columns that tell when and where something was fetched or published."""

_SOURCE = """name = "{0}"
language = "ar"
timezone = "UTC"
homepage = "http://{0}.example/"
allow_private = true
delay_seconds = {1}

[[feeds]]
url = "http://{0}.example/rss.xml"
"""


class Stamped(list[Any]):
    """The newsroom's list of what was asked, with the moment of each."""

    def __init__(self) -> None:
        super().__init__()
        self.at: list[tuple[float, str]] = []

    def append(self, one: Any) -> None:
        """Notes it with its moment."""
        self.at.append((time.monotonic(), one[1]))
        super().append(one)


@dataclass(slots=True)
class Machine:
    """A data folder with its `naba run`."""

    settings: Settings
    environment: Mapping[str, str]

    @contextmanager
    def running(self, days: Sequence[date]) -> Iterator[subprocess.Popen[str]]:
        """Collects some days; whoever leaves waits for the end."""
        command = [sys.executable, "-m", "benchmarks.endurance.machines", f"{days[0]}", f"{days[-1]}"]
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


@dataclass(slots=True)
class Cluster:
    """What there is to compare.

    Attributes:
        days: all that publishers have something of.
        alone: a machine that shares nothing, and has not run yet.
        machines: those that share everything.
        asked: when which address was asked.
        postgres: folder of the server's socket.
    """

    days: Sequence[date]
    alone: Machine
    machines: Sequence[Machine]
    asked: Stamped
    postgres: Path


@contextmanager
def cluster(days: int) -> Iterator[Cluster]:
    """Servers, publishers and machines, for so many days, which begin before the newsroom's.

    Raises:
        SystemExit: a server is not installed; which one, is said.
    """
    wanted = days_from(min(read_truth().days) - timedelta(days=4), days)
    with ExitStack() as stack:
        try:
            postgres = stack.enter_context(running_postgres())
            storage = stack.enter_context(running_object_storage())
        except pytest.skip.Exception as missing:
            print(f"skipped: {missing}", flush=True)
            sys.exit(0)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="naba-cluster-")))
        site, sources = _publishers(folder, wanted)
        with Newsroom(site) as newsroom:
            # It writes a line for each request.
            logging.getLogger("werkzeug").setLevel(logging.ERROR)
            asked = Stamped()
            newsroom._server.served = asked  # noqa: SLF001 - when it was asked is of interest to nobody else
            storage.make_bucket(_BUCKET)
            alone = Settings(folder / "alone", sources, "benchmark", newsroom.url, wanted[0])
            shared = replace(
                alone,
                database_named=make_database(postgres, "lake"),
                lake_files=f"s3://{_BUCKET}/lake",
                archive_named=f"s3://{_BUCKET}/naba",
                state=make_database(postgres, "state", "postgres"),
            )
            os.environ.update(storage.environment)
            machines = [
                Machine(replace(shared, data=folder / one), storage.environment) for one in ("one", "two")
            ]
            for settings in (alone, machines[0].settings):
                write_archive(settings, wanted, _ARCHIVED)
            yield Cluster(wanted, Machine(alone, {}), machines, asked, postgres)


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


def _run_days(first: str, last: str) -> int:
    """`naba run` of a machine, in a process of its own."""
    from dagster_project.running.runs import run_days  # noqa: PLC0415 - takes a second

    report = run_days(Settings.from_environment(), date.fromisoformat(first), date.fromisoformat(last))
    for line in (*report.problems, *report.checks_failed):
        print(f"{first}: {line}", flush=True)
    return 0 if report.succeeded and not report.problems else 2


if __name__ == "__main__":
    sys.exit(_run_days(*sys.argv[1:]))
