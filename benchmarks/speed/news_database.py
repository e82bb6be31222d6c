"""A generated database of many stories, made of sentences of real news: words and phrases as frequent as there."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from pipelines import warehouse
from pipelines.settings import Settings
from tests.support.real_data import real_data_folder

DAYS = 250
SOURCES = 40
# Sentences of a text.
_SENTENCES = 9

# Of ten stories in a row the second and third are copies of the first.
_ORIGINAL = "(i - CASE WHEN i % 10 < 3 THEN i % 10 ELSE 0 END)"
_IS_COPY = "i % 10 IN (1, 2)"

_POOL = "CREATE TEMP TABLE news AS FROM read_json($file, columns = {'title': 'VARCHAR', 'text': 'VARCHAR'})"
_SENTENCES_OF_POOL = """
CREATE TEMP TABLE pool AS
SELECT row_number() OVER () - 1 AS place, sentence
FROM (SELECT unnest(string_split_regex(text, '[.؟!\n]+')) AS sentence FROM news)
WHERE length(sentence) BETWEEN 30 AND 400;
CREATE TEMP TABLE titles AS SELECT row_number() OVER () - 1 AS place, title FROM news
"""

# Copies have all sentences of their original but the last one, and a title of their own.
_TEXTS = f"""
CREATE TEMP TABLE picked AS
SELECT i, k, (hash(CASE WHEN k < {_SENTENCES - 1} THEN {_ORIGINAL} ELSE i END * 16 + k) % (SELECT count(*) FROM pool))::BIGINT AS place
FROM (SELECT i, unnest(range({_SENTENCES})) AS k FROM range($first, $end) AS r(i));
CREATE TEMP TABLE bodies AS
SELECT i, string_agg(sentence, '. ' ORDER BY k) AS body FROM picked JOIN pool USING (place) GROUP BY i;
CREATE TEMP TABLE texts AS
SELECT i, title || ' ' || i AS title, body FROM (
    SELECT i, body, (hash(i) % (SELECT count(*) FROM titles))::BIGINT AS place FROM bodies
) JOIN titles USING (place) ORDER BY i;
DROP TABLE picked;
DROP TABLE bodies
"""
# Stories that are made at a time, in a transaction.
_AT_ONCE = 50_000
_MEMORY = "2GB"


@contextmanager
def published_news(stories: int, folder: str | None) -> Iterator[Settings]:
    """A published database of so many stories; prints what publishing it costs.

    Args:
        stories: how many.
        folder: where it stays, and is not made again; None for one that goes with the block.
    """
    with ExitStack() as stack:
        data = Path(folder or stack.enter_context(tempfile.TemporaryDirectory()))
        settings = replace(Settings.from_environment(), data=data)
        if not (settings.warehouse / "naba.duckdb").exists():
            generate(settings, stories)
        # Whatever the making took.
        Path("/proc/self/clear_refs").write_text("5", "utf-8")
        start, processor = time.perf_counter(), time.process_time()
        report = warehouse.publish(settings)
        print(
            f"{stories:,} stories, {report.bytes / 1e6:,.0f} MB"
            + (
                f"; published in {time.perf_counter() - start:,.0f} s, {time.process_time() - processor:,.0f} s of the "
                f"processor, memory {memory_megabytes(peak=True):,.0f} MB at most"
                if report.copied
                else ", published before"
            ),
            flush=True,
        )
        with warehouse.published(settings) as connection:
            [(found,)] = connection.execute("SELECT count(*) FROM stories").fetchall()
        if found != stories:
            raise SystemExit(f"{data}: {found:,} stories are there; name another folder for {stories:,}")
        yield settings


def memory_megabytes(*, peak: bool = False) -> float:
    """The memory that this process has, or the most that it had."""
    status = Path("/proc/self/status").read_text("utf-8")
    return int(status.partition("VmHWM:" if peak else "VmRSS:")[2].split()[0]) / 1024


def generate(settings: Settings, stories: int) -> None:
    """Fills a database: stories in the order of time, each group on one day or two."""
    for first in range(0, stories, _AT_ONCE):
        with warehouse.session(settings) as connection:
            connection.execute(f"SET enable_progress_bar = false; SET memory_limit = '{_MEMORY}'")
            connection.execute(_POOL, {"file": str(real_data_folder() / "saudi_2015.jsonl.gz")})
            connection.execute(_SENTENCES_OF_POOL)
            end = min(first + _AT_ONCE, stories)
            connection.execute(_TEXTS.replace("$first", str(first)).replace("$end", str(end)))
            for statement in _rows(stories):
                connection.execute(statement)
            connection.execute("UPDATE meta SET generation = generation + 1")
    with warehouse.session(settings) as connection:
        connection.execute("INSERT INTO days_to_summarise SELECT DISTINCT day FROM stories")


def _rows(stories: int) -> list[str]:
    day = f"DATE '2026-01-01' + (i * {DAYS} // {stories})::INTEGER"
    moment = f"TIMESTAMPTZ '2026-01-01 00:00:00+00' + to_seconds(i * {DAYS * 86_400} // {stories})"
    name = "md5(i::VARCHAR)[:16]"
    group = f"md5({_ORIGINAL}::VARCHAR)[:16] || '-0'"
    copies = "CASE WHEN i % 10 = 0 THEN 3 ELSE 1 END"
    source = f"'source-' || (hash(i) % {SOURCES})"
    return [
        f"""
        INSERT INTO articles BY NAME
        SELECT {day} AS day, {name} AS article_id, article_id AS capture_id, {source} AS source_id,
            'https://news.example/' || i AS url, url AS canonical_url, title, 'ar' AS language, {moment} AS published_at,
            'feed' AS published_from, {moment} AS fetched_at, CASE WHEN {_IS_COPY} THEN 'رويترز' END AS attribution,
            [] AS keywords, [] AS related, body, body AS text, [] AS removed, '1' AS cleaner_version, true AS is_complete
        FROM texts
        """,
        f"""
        INSERT INTO stories SELECT {day}, {name} || '-0', {name}, {source}, 0, 'main', title, NULL, body, {moment}, 180, hash(i), '1.1'
        FROM texts
        """,
        f"""
        INSERT INTO story_groups SELECT {group}, {group}, {moment}, {copies}, {copies} FROM texts WHERE NOT {_IS_COPY}
        """,
        f"INSERT INTO story_group_members SELECT {group}, {name} || '-0', NOT {_IS_COPY} FROM texts",
        f"""
        INSERT INTO duplicate_pairs SELECT {group}, {name} || '-0', {day}, {day}, 5, .9, .8, 150, 'edited', 'x', 'jaccard'
        FROM texts WHERE {_IS_COPY}
        """,
        f"""
        INSERT INTO fetches SELECT 'run-' || (i // 5000), {moment}, {source}, 'https://news.example/' || i,
            CASE WHEN i % 6 = 0 THEN 'feed' ELSE 'page' END, 200, 'captured', 20000, 300,
            CASE WHEN i % 97 = 0 THEN 'timeout' END
        FROM texts
        """,
    ]
