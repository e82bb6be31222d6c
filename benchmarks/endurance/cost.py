"""What a year of news costs: processor, bytes and the time of publishing, from a small archive that is measured here.

`python -m benchmarks cost [ARTICLES A DAY]`: two days of made pages of 150 words are taken in, cleaned, paired, grouped and published,
in a file and in a lake; the second day is what is counted. Then the table of 20, 300 and 3,000 sources: all in it is
extrapolated from these lines, article by article, and from what other benchmarks measure on real pages.
"""

import os
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from benchmarks.endurance.storm import FIRST
from pipelines import steps, warehouse
from pipelines.settings import Settings
from pipelines.tables import print_rows
from tests.support.warehouse.made_archive import days_from, write_archive

_SIZES = ((20, 10_000), (300, 100_000), (3_000, 1_000_000))
_YEARS = (1, 5)
# `python -m benchmarks many`: 3,000 sources, 115,200 articles in 1,124 seconds of one process.
_CRAWL_SECONDS = 1_124 / 115_200
# `python -m benchmarks fields`: all fields of WCXB's 791 pages in 12 seconds; and the mean of these pages, packed with gzip.
_CLEAN_SECONDS = 12 / 791
_PAGE_BYTES = 34_000
# `python -m benchmarks events`: bytes of an hourly run in Dagster's history, whatever the number of sources.
_EVENT_BYTES = 700_000
_KEPT_DAYS = 90
_GB = 1e9


@dataclass(frozen=True, slots=True)
class _Costs:
    """Of one article, in processor seconds and bytes; and of a published byte, in seconds."""

    index: float
    clean: float
    dedup: float
    archive: float
    file: float
    lake: float
    copy_a_byte: float
    lake_publish: float


def run(articles: str = "2000") -> None:
    """Prints what was measured, and the table."""
    costs = _measure(int(articles))
    print_rows(
        ("of an article", "measured"),
        [
            ("processor: reading its archive file", f"{1e3 * costs.index:.2f} ms"),
            ("processor: cleaning", f"{1e3 * costs.clean:.2f} ms"),
            ("processor: pairs, groups, links", f"{1e3 * costs.dedup:.2f} ms"),
            ("archive", f"{costs.archive:,.0f} bytes"),
            ("database in a file", f"{costs.file:,.0f} bytes"),
            ("database in a lake", f"{costs.lake:,.0f} bytes"),
            ("publishing a file, each MB", f"{1e6 * costs.copy_a_byte * 1e3:.1f} ms"),
            ("publishing a lake after one day was written", f"{costs.lake_publish:.1f} s"),
        ],
        as_json=False,
    )
    rows = []
    for sources, a_day in _SIZES:
        processor = a_day * (_CRAWL_SECONDS + costs.index + _CLEAN_SECONDS + costs.dedup)
        for years in _YEARS:
            total = a_day * 365 * years
            rows.append(
                (
                    sources,
                    a_day,
                    years,
                    f"{processor / 3600:.1f}",
                    f"{total * _PAGE_BYTES / _GB:,.0f}",
                    f"{total * costs.file / _GB:,.0f}",
                    f"{total * costs.lake / _GB:,.0f}",
                    f"{total * costs.file * costs.copy_a_byte:,.0f}",
                    f"{_EVENT_BYTES * 24 * _KEPT_DAYS / _GB:.1f}",
                )
            )
    print_rows(
        (
            "sources",
            "articles a day",
            "years",
            "core hours a day",
            "archive GB",
            "file GB",
            "lake GB",
            "publishing the file, s",
            "history GB",
        ),
        rows,
        as_json=False,
    )


def _measure(articles: int) -> _Costs:
    days = days_from(FIRST, 2)
    with tempfile.TemporaryDirectory(prefix="naba-cost-") as name:
        settings = Settings(Path(name) / "file", Path(name), "benchmark", None, FIRST)
        write_archive(settings, days, articles)
        archive = sum(file.stat().st_size for file in settings.data.rglob(f"{days[1]}/*.warc.gz"))
        _take_in(settings, days[:1])
        warehouse.publish(settings)
        before = settings.data.joinpath("naba.duckdb").stat().st_size
        index, clean, dedup = _take_in(settings, days[1:])
        start = time.monotonic()
        size = warehouse.publish(settings).bytes
        copy = (time.monotonic() - start) / size
        lake = replace(
            settings, data=Path(name) / "lake", database_named=f"ducklake:sqlite:{name}/catalogue.sqlite"
        )
        lake.data.mkdir()
        (lake.data / "archive").symlink_to(settings.data / "archive")
        _take_in(lake, days[:1])
        lake_before = warehouse.publish(lake).bytes
        _take_in(lake, days[1:])
        start = time.monotonic()
        lake_size = warehouse.publish(lake).bytes
        lake_publish = time.monotonic() - start
    return _Costs(
        index / articles,
        clean / articles,
        dedup / articles,
        archive / articles,
        (size - before) / articles,
        (lake_size - lake_before) / articles,
        copy,
        lake_publish,
    )


def _take_in(settings: Settings, days: Sequence[date]) -> tuple[float, float, float]:
    """Processor seconds of reading the archive, cleaning, and the rest but publishing."""

    def quiet(_: str) -> None:
        """No progress."""

    work: tuple[Callable[[], object], ...] = (
        lambda: steps.index_archive(settings, days, quiet),
        lambda: steps.clean_days(settings, days, {}, quiet, workers=1),
        lambda: (
            steps.pair_days(settings, quiet),
            steps.group_stories(settings, quiet, datetime.now(UTC)),
            steps.relate_groups(settings, quiet),
        ),
    )
    seconds = []
    for one in work:
        start = _processor()
        one()
        seconds.append(_processor() - start)
    return seconds[0], seconds[1], seconds[2]


def _processor() -> float:
    """Seconds of this process and of those that it waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
