"""A backfill from the UI's API, many runs at a time, while others read the published file all the time.

`python -m benchmarks storm [DAYS]`: a backfill and so a run for each day, 8 at a time, over a made archive.
One reader holds the published file open, another opens, queries and closes it in a loop. Afterwards the
database is held against one that a single process made. The same days are then written to one plain DuckDB
file that everybody shares, for the difference.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from pipelines import steps, warehouse
from pipelines.settings import Settings
from tests.support.servers.dagster_interface import Interface, interface, wait_until
from tests.support.warehouse.made_archive import SOURCES, days_from, write_archive

FIRST = date(2026, 1, 1)
PAGES_A_DAY = 20
AT_ONCE = 8
_SECONDS_A_RUN = 60

KEYS = {
    "captures": "day, capture_id",
    "articles": "article_id",
    "article_revisions": "article_id, revision",
    "stories": "story_id",
    "duplicate_pairs": "story_a, story_b",
    "story_groups": "group_id",
    "story_group_members": "story_id",
    "days": "day",
}
"""The tables that a rebuild makes, and what stands in each once."""

REBUILT = [["archive"], ["articles"], ["stories"], ["duplicate_pairs"], ["story_groups"], ["naba_db"]]
"""The assets that are made without the network."""

_SOURCE = """name = "{0}"
language = "ar"
timezone = "UTC"
homepage = "http://{0}.example"

[[feeds]]
url = "http://{0}.example/rss.xml"
"""

_READER = """
import sys, time, duckdb
from pathlib import Path
file, stop, held = sys.argv[1], Path(sys.argv[2]), sys.argv[3] == "held"
sql = "SELECT count(*), count(DISTINCT article_id) FROM articles"
reads = errors = doubled = 0
connection = duckdb.connect(file, read_only=True) if held else None
while not stop.exists():
    try:
        if held:
            rows = connection.execute(sql).fetchall()
        else:
            with duckdb.connect(file, read_only=True) as fresh:
                rows = fresh.execute(sql).fetchall()
        reads += 1
        doubled += rows[0][0] != rows[0][1]
    except duckdb.Error:
        errors += 1
    time.sleep(0.02)
print(reads, errors, doubled)
"""

_PLAIN_WRITER = """
import sys, duckdb
file, day = sys.argv[1:]
with duckdb.connect(file) as connection:
    connection.execute("DELETE FROM articles WHERE day = ?", [day])
    for number in range(20):
        connection.execute("INSERT INTO articles VALUES (?, ?)", [day, f"{day}-{number}"])
"""


def run(days: str = "120") -> None:
    """Prints the storm's line, and the same for a plain shared file."""
    wanted = days_from(FIRST, int(days))
    with tempfile.TemporaryDirectory(prefix="naba-storm-") as folder:
        settings = made_settings(Path(folder) / "storm")
        write_archive(settings, wanted, PAGES_A_DAY)
        _storm(settings, wanted)
        _plain(Path(folder) / "plain.duckdb", wanted)


def made_settings(data: Path, first_day: date = FIRST) -> Settings:
    """Settings of a new data folder whose sources are those of the made archive."""
    sources = data / "sources"
    (sources / "xx").mkdir(parents=True)
    for source in SOURCES:
        (sources / "xx" / f"{source}.toml").write_text(_SOURCE.format(source), encoding="utf-8")
    return Settings(data, sources, "benchmark", None, first_day)


def rebuild_alone(settings: Settings, days: Sequence[date]) -> None:
    """What one undisturbed process makes of the archive."""
    steps.index_archive(settings, days, _quiet)
    steps.clean_days(settings, days, {}, _quiet)
    steps.pair_days(settings, _quiet)
    steps.group_stories(settings, _quiet, datetime.now(UTC))
    warehouse.publish(settings)


def differences(settings: Settings, other: Settings) -> tuple[int, int]:
    """Rows that stand more than once in the first database, and rows that only one of the two has."""
    doubled = differing = 0
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{settings.database}' AS a (READ_ONLY)")
        connection.execute(f"ATTACH '{other.database}' AS b (READ_ONLY)")
        for table, key in KEYS.items():
            doubled += _one(connection, f"SELECT count(*) - count(DISTINCT ({key})) FROM a.{table}")
            for one, two in ("ab", "ba"):
                differing += _one(
                    connection, f"SELECT count(*) FROM (FROM {one}.{table} EXCEPT ALL FROM {two}.{table})"
                )
    return doubled, differing


def missing(settings: Settings, other: Settings) -> int:
    """How many of the other database's rows, by their keys, the first one has not."""
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{settings.database}' AS a (READ_ONLY)")
        connection.execute(f"ATTACH '{other.database}' AS b (READ_ONLY)")
        return sum(
            _one(
                connection,
                f"SELECT count(*) FROM (SELECT {key} FROM b.{table} EXCEPT SELECT {key} FROM a.{table})",
            )
            for table, key in KEYS.items()
        )


def _storm(settings: Settings, days: Sequence[date]) -> None:
    rebuild_alone(settings, days[:1])  # there is something to read from the start
    with _reading(Path(settings.database)) as reads, interface(settings) as api:
        start = time.monotonic()
        for day in days:  # one backfill of all days would be one run
            api.backfill(REBUILT, [day.isoformat()])
        wait_until(lambda: _ended(api, len(days)), _SECONDS_A_RUN * len(days))
        seconds = time.monotonic() - start
        runs = api.runs()
    alone = replace(settings, data=settings.data.with_name("alone"))
    (alone.data).mkdir()
    (alone.data / "archive").symlink_to(settings.data / "archive")
    rebuild_alone(alone, days)
    doubled, differing = differences(settings, alone)
    failed = sum(found["status"] != "SUCCESS" for found in runs)
    print(
        f"{AT_ONCE} runs at a time, {_most_at_once(runs)} seen; {reads['held'][0]} queries on the held file, "
        f"{reads['fresh'][0]} opened anew; {differing} rows other than one undisturbed process makes"
    )
    errors = sum(found[1] for found in reads.values())
    doubled += sum(found[2] for found in reads.values())
    print(
        f"storm: days={len(days)} runs={len(runs)} failed={failed} reader_errors={errors} "
        f"doubled={doubled} seconds={seconds:.0f}",
        flush=True,
    )


def _ended(api: Interface, days: int) -> bool:
    runs = api.runs()
    return len(runs) >= days and all(found["status"] in {"SUCCESS", "FAILURE", "CANCELED"} for found in runs)


def _most_at_once(runs: Sequence[dict[str, Any]]) -> int:
    moments = sorted(
        moment
        for found in runs
        if found["startTime"] and found["endTime"]
        for moment in ((found["startTime"], 1), (found["endTime"], -1))
    )
    most = present = 0
    for _, change in moments:
        present += change
        most = max(most, present)
    return most


def _plain(file: Path, days: Sequence[date]) -> None:
    """The same load on one file that writers and readers share, as a plain DuckDB resource does it."""
    with duckdb.connect(str(file)) as connection:
        connection.execute("CREATE TABLE articles (day DATE, article_id VARCHAR)")
    start = time.monotonic()
    with _reading(file, held=False) as reads, ThreadPoolExecutor(AT_ONCE) as pool:
        writers = list(pool.map(lambda day: _write_plainly(file, day), days))
    print(
        f"plain shared file, no retries: days={len(days)} runs={len(days)} failed={len(days) - sum(writers)} "
        f"reader_errors={reads['fresh'][1]} of {sum(reads['fresh'][:2])} reads "
        f"seconds={time.monotonic() - start:.0f} (a file held open by a reader would fail every run)"
    )


def _write_plainly(file: Path, day: date) -> bool:
    command = [sys.executable, "-c", _PLAIN_WRITER, str(file), day.isoformat()]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


@contextmanager
def _reading(file: Path, *, held: bool = True) -> Iterator[dict[str, tuple[int, int, int]]]:
    """Processes that read the file until the context ends; then (reads, errors, wrong counts) of each."""
    counts: dict[str, tuple[int, int, int]] = {}
    stop = file.with_name("readers-stop")
    processes = {
        name: subprocess.Popen(
            [sys.executable, "-c", _READER, file, stop, name], stdout=subprocess.PIPE, text=True
        )
        for name in (["held"] if held else []) + ["fresh"]
    }
    try:
        yield counts
    finally:
        stop.touch()
        for name, process in processes.items():
            reads, errors, doubled = map(int, process.communicate()[0].split())
            counts[name] = (reads, errors, doubled)


def _one(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    return int(connection.execute(sql).fetchall()[0][0])


def _quiet(_: str) -> None:
    """No progress lines."""
