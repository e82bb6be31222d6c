"""How long a search of all stories takes, beside a scan of all titles and texts, on a generated database."""

import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from benchmarks.speed.news_database import generate
from pipelines import warehouse
from pipelines.settings import Settings
from pipelines.warehouse.ask.rows import Connection
from pipelines.warehouse.ask.search.excerpts import excerpts
from pipelines.warehouse.ask.search.groups import Filter, groups

_STORIES = 1_000_000
_REPEATS = 5
_SEARCHES = {
    "a rare word": Filter(words="باراسيتامول"),
    "a word in a quarter of the stories": Filter(words="المملكة"),
    "a word in every story": Filter(words="في"),
    "three words": Filter(words="وزير الخارجية السعودي"),
    "a phrase": Filter(words='"رئيس الوزراء"'),
    "a phrase of frequent words": Filter(words='"في المملكة"'),
    "a word without another": Filter(words="المملكة -إيران"),
    "all without a word": Filter(words="-المملكة"),
    "a word, one outlet, a month": Filter(
        words="المملكة", outlet="source-7", first=date(2026, 3, 1), last=date(2026, 3, 31)
    ),
}


def run(stories: str = str(_STORIES)) -> None:
    """Prints the size of the index and what it costs, and the median time of each search at the server."""
    with tempfile.TemporaryDirectory() as folder:
        settings = replace(Settings.from_environment(), data=Path(folder))
        generate(settings, int(stories))
        spent = _spent(lambda: warehouse.publish(settings))
        print(
            f"{int(stories):,} stories published with their index: {spent[0]:.0f} s, {spent[1]:.0f} s of the processor"
        )
        with warehouse.published(settings) as connection:
            print(
                f"  index {_index_bytes(connection) / 1e6:,.0f} MB of {Path(settings.database).stat().st_size / 1e6:,.0f} MB"
            )
            for name, wanted in _SEARCHES.items():
                found = [0]

                def ask(wanted: Filter = wanted, found: list[int] = found) -> None:
                    page = groups(connection, wanted, size=20)
                    excerpts(connection, wanted.words, page.stories)
                    found[0] = page.in_all

                times = [_spent(ask) for _ in range(_REPEATS)]
                wall, processor = (1000 * statistics.median(column) for column in zip(*times, strict=True))
                print(f"  {name:36} {wall:6.0f} ms, processor {processor:6.0f} ms, {found[0]:,} stories")
            wall, processor = _spent(lambda: _scan(connection))
            print(
                f"  a scan of all texts for one word     {1000 * wall:6.0f} ms, processor {1000 * processor:6.0f} ms"
            )


def _index_bytes(connection: Connection) -> int:
    [(blocks,)] = connection.execute(
        "SELECT count(DISTINCT block_id) FROM pragma_storage_info('search_postings')"
    ).fetchall()
    [(size,)] = connection.execute("SELECT block_size FROM pragma_database_size()").fetchall()
    return int(blocks * size)


def _scan(connection: Connection) -> None:
    connection.execute(
        "SELECT count(*) FROM stories WHERE contains(fold(body), fold('باراسيتامول'))"
    ).fetchall()


def _spent(call: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the wall, and of the processor."""
    start, processor = time.perf_counter(), time.process_time()
    call()
    return time.perf_counter() - start, time.process_time() - processor
