"""How long a search of all stories takes, beside a scan of all titles and texts, on a generated database.

`python -m benchmarks search [STORIES [FOLDER]]`: a folder keeps the database for the next time, also for `explorer`.
"""

import statistics
import time
from collections.abc import Callable
from datetime import date

from benchmarks.speed.news_database import published_news
from pipelines.warehouse.ask.rows import Connection
from pipelines.warehouse.ask.search.excerpts import excerpts
from pipelines.warehouse.ask.search.groups import Filter, groups
from pipelines.web.published import Published

_STORIES = 1_000_000
_REPEATS = 5
_SEARCHES = {
    "a rare word": Filter(words="باراسيتامول"),
    "a word in a quarter of the stories": Filter(words="المملكة"),
    "a word in every story": Filter(words="في"),
    "three words": Filter(words="وزير الخارجية السعودي"),
    "three words of every story": Filter(words="في من على"),
    "a phrase": Filter(words='"رئيس الوزراء"'),
    "a phrase of frequent words": Filter(words='"في المملكة"'),
    "a frequent phrase of three words": Filter(words='"المملكة العربية السعودية"'),
    "a phrase of seven words": Filter(words='"خادم الحرمين الشريفين الملك سلمان بن عبدالعزيز"'),
    "three phrases": Filter(words='"وزير الخارجية" "رئيس الوزراء" "مجلس الأمن"'),
    "a word without another": Filter(words="المملكة -إيران"),
    "a word without a phrase": Filter(words='المملكة -"رئيس الوزراء"'),
    "all without a word": Filter(words="-المملكة"),
    "twenty words of every story": Filter(
        words="في من على ان الى التي عن مع هذا قال او بين كل ما لا هذه بعد كان خلال كما"
    ),
    "a word, one outlet, a month": Filter(
        words="المملكة", outlet="source-7", first=date(2026, 3, 1), last=date(2026, 3, 31)
    ),
}


def run(stories: str = str(_STORIES), folder: str | None = None) -> None:
    """Prints the size of the index and what it costs, and the time of each search at the server."""
    with published_news(int(stories), folder) as settings, Published(settings.database).open() as connection:
        print(f"  index {_index_bytes(connection) / 1e6:,.0f} MB")
        for name, wanted in _SEARCHES.items():
            found = [0]

            def ask(wanted: Filter = wanted, found: list[int] = found) -> None:
                page = groups(connection, wanted, size=20)
                excerpts(connection, wanted.words, page.stories)
                found[0] = page.in_all

            _print(name, [_spent(ask) for _ in range(_REPEATS)], f"{found[0]:,} stories")
        _print("a scan of a tenth of the texts", [_spent(lambda: _scan(connection))])


def _print(name: str, times: list[tuple[float, float]], found: str = "") -> None:
    walls, processor = zip(*times, strict=True)
    print(
        f"  {name:36} median {1000 * statistics.median(walls):6.0f} ms, worst {1000 * max(walls):6.0f} ms, "
        f"processor {1000 * statistics.median(processor):6.0f} ms  {found}",
        flush=True,
    )


def _index_bytes(connection: Connection) -> int:
    [(blocks,)] = connection.execute(
        "SELECT count(DISTINCT block_id) FROM pragma_storage_info('search_postings')"
    ).fetchall()
    [(size,)] = connection.execute("SELECT block_size FROM pragma_database_size()").fetchall()
    return int(blocks * size)


def _scan(connection: Connection) -> None:
    connection.execute(
        """
        SELECT count(*) FROM stories
        WHERE contains(fold(body), fold('باراسيتامول')) AND rowid < (SELECT count(*) FROM stories) // 10
        """
    ).fetchall()


def _spent(call: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the wall, and of the processor."""
    start, processor = time.perf_counter(), time.process_time()
    call()
    return time.perf_counter() - start, time.process_time() - processor
