"""How long the story explorer's pages take at the server, on a generated database of many stories."""

import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from starlette.testclient import TestClient

from pipelines import warehouse
from pipelines.settings import Settings
from pipelines.web.app import build_app

_STORIES = 1_000_000
_DAYS = 250
_SOURCES = 40
# Every third story is an original with two copies: 333,000 groups, 1,333 a day.
_COPIES = 3
_REPEATS = 7


def generate(settings: Settings) -> None:
    """Fills a database: stories in the order of time, each group on one day and the next."""
    numbers = f"range({_STORIES}) AS r(i)"
    day = f"DATE '2026-01-01' + (i * {_DAYS} // {_STORIES})::INTEGER"
    moment = f"TIMESTAMPTZ '2026-01-01 00:00:00+00' + to_seconds(i * {_DAYS * 86_400} // {_STORIES})"
    name = "md5(i::VARCHAR)[:16]"
    group = f"md5((i - i % {_COPIES})::VARCHAR)[:16] || '-0'"
    body = "repeat('قال متحدث باسم البلدية إن العمل في الجسر ' || i || ' يستمر ', 20)"
    source = f"'source-' || (hash(i) % {_SOURCES})"
    with warehouse.session(settings) as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute(
            f"""
            INSERT INTO articles BY NAME
            SELECT {day} AS day, {name} AS article_id, article_id AS capture_id, {source} AS source_id,
                'https://news.example/' || i AS url, url AS canonical_url,
                'افتتاح الجسر رقم ' || i || ' في المدينة' AS title, 'ar' AS language, {moment} AS published_at,
                'feed' AS published_from, {moment} AS fetched_at, CASE WHEN i % 3 = 1 THEN 'رويترز' END AS attribution,
                [] AS keywords, [] AS related, {body} AS body, body AS text, [] AS removed, '1' AS cleaner_version, true AS is_complete
            FROM {numbers}
            """
        )
        connection.execute(
            f"""
            INSERT INTO stories SELECT {day}, {name} || '-0', {name}, {source}, 0, 'main',
                'افتتاح الجسر رقم ' || i || ' في المدينة', NULL, {body}, {moment}, 180, hash(i), '1.1'
            FROM {numbers}
            """
        )
        connection.execute(
            f"""
            INSERT INTO story_groups SELECT {group}, {group}, {moment}, {_COPIES}, {_COPIES}
            FROM {numbers} WHERE i % {_COPIES} = 0
            """
        )
        connection.execute(
            f"INSERT INTO story_group_members SELECT {group}, {name} || '-0', i % {_COPIES} = 0 FROM {numbers}"
        )
        connection.execute(
            f"""
            INSERT INTO duplicate_pairs SELECT {group}, {name} || '-0', {day}, {day}, 5, .9, .8, 150, 'edited', 'x', 'jaccard'
            FROM {numbers} WHERE i % {_COPIES} > 0
            """
        )
        connection.execute(
            f"""
            INSERT INTO fetches SELECT 'run-' || (i // 5000), {moment}, {source}, 'https://news.example/' || i,
                CASE WHEN i % 6 = 0 THEN 'feed' ELSE 'page' END, 200, 'captured', 20000, 300,
                CASE WHEN i % 97 = 0 THEN 'timeout' END
            FROM {numbers}
            """
        )
        connection.execute("UPDATE meta SET generation = generation + 1")


def run() -> None:
    """Prints the median and the worst time of each page, the database opened anew for each."""
    with tempfile.TemporaryDirectory() as folder:
        settings = replace(Settings.from_environment(), data=Path(folder))
        generate(settings)
        start = time.perf_counter()
        warehouse.publish(settings)
        published = time.perf_counter() - start
        client = TestClient(build_app(settings.database, ["testserver"]))
        with warehouse.published(settings) as connection:
            story = connection.execute(
                "SELECT story_id FROM stories LIMIT 1 OFFSET ?", [_STORIES // 2]
            ).fetchall()[0][0]
        pages = {
            "a day, 200 groups of 1,333": "/day/2026-06-01",
            "… its last page": "/day/2026-06-01?page=7",
            "… of one outlet": "/day/2026-06-01?outlet=source-7",
            "… with words in titles and texts": "/day/2026-06-01?words=الجسر",
            "all days": "/",
            "words in titles of all days": "/?words=رقم 77777",
            "all groups of one outlet": "/?outlet=source-7",
            "a group, two copies compared": f"/group/{story}",
            "a source": "/source/source-7",
        }
        print(
            f"{_STORIES:,} stories, {Path(settings.database).stat().st_size / 1e6:,.0f} MB, published in {published:.1f} s; "
            "milliseconds at the server"
        )
        for name, address in pages.items():
            seconds = []
            for _ in range(_REPEATS):
                start = time.perf_counter()
                response = client.get(address)
                seconds.append(time.perf_counter() - start)
                response.raise_for_status()
            print(
                f"  {name:34} median {1000 * statistics.median(seconds):6.0f}  worst {1000 * max(seconds):6.0f}"
            )
