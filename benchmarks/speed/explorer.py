"""How long every page and feed of the explorer takes at the server, one after the other and with fifty clients at once.

`python -m benchmarks explorer [STORIES [FOLDER]]`: a folder keeps the database for the next time, also for `search`.
"""

import socket
import statistics
import threading
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from urllib.parse import quote

import uvicorn
from starlette.applications import Starlette
from starlette.testclient import TestClient

from benchmarks.speed.news_database import memory_megabytes, published_news
from pipelines import warehouse
from pipelines.settings import Settings
from pipelines.web.app import build_app
from pipelines.web.feeds import FORMS

_STORIES = 1_000_000
_REPEATS = 5
_CLIENTS = 50
_PHRASE = '"رئيس الوزراء"'
_FREQUENT_PHRASE = '"في المملكة"'
_LONG_PHRASE = '"خادم الحرمين الشريفين الملك سلمان بن عبدالعزيز"'
# Each client asks for so many pages, one after the other.
_PAGES_EACH = 4


def run(stories: str = str(_STORIES), folder: str | None = None) -> None:
    """Prints median, worst and processor time of each page, made anew each time, and what fifty clients at once waited."""
    with published_news(int(stories), folder) as settings:
        measure(settings)


def measure(settings: Settings) -> None:
    """Prints the figures of a database that is published; milliseconds at the server."""
    with warehouse.published(settings) as connection:
        [(story, day)] = connection.execute(
            "SELECT group_id, day FROM group_summaries WHERE copies > 0 ORDER BY md5(group_id) LIMIT 1"
        ).fetchall()
    pages = _pages(story, day)
    app = build_app(settings.database, ["testserver"])
    memory = memory_megabytes()
    client = TestClient(app)
    for name, address in pages.items():
        seconds, processor = [], []
        for number in range(_REPEATS):
            start, before = time.perf_counter(), time.process_time()
            # A language of its own for each, so that no answer was remembered.
            response = client.get(address, headers={"accept-language": f"en;q=0.{number}1"})
            seconds.append(time.perf_counter() - start)
            processor.append(time.process_time() - before)
            response.raise_for_status()
        print(
            f"  {name:32} median {1000 * statistics.median(seconds):6.0f}  worst {1000 * max(seconds):6.0f}  "
            f"processor {1000 * statistics.median(processor):6.0f}",
            flush=True,
        )
    print(f"  memory {memory:,.0f} MB before the first page, {memory_megabytes():,.0f} MB after the last")
    with _served(build_app(settings.database)) as home, ThreadPoolExecutor(_CLIENTS) as clients:
        addresses = [*pages.values()]
        asked = [
            [home + addresses[(client + 5 * turn) % len(addresses)] for turn in range(_PAGES_EACH)]
            for client in range(_CLIENTS)
        ]
        waits = [wait for waits in clients.map(_ask, asked) for wait in waits]
    failed = sum(wait is None for wait in waits)
    waited = [wait for wait in waits if wait is not None]
    print(
        f"  {_CLIENTS} clients at once, {len(waits)} pages: median {1000 * statistics.median(waited):.0f}, "
        f"worst {1000 * max(waited):.0f}, {failed} failed; "
        f"memory {memory_megabytes():,.0f} MB"
    )


def _pages(story: str, day: date) -> dict[str, str]:
    """Addresses of each kind of page and feed."""
    frequent, phrase = quote("المملكة"), quote(_PHRASE)
    return {
        "all days": "/?",
        "a day": f"/day/{day}?",
        "… its second page": f"/day/{day}?page=2",
        "… of one outlet": f"/day/{day}?outlet=source-7",
        "all stories of one outlet": "/?outlet=source-7",
        "a search of all days": f"/?words={quote('وزير الخارجية')}",
        "… of a rare word": f"/?words={quote('باراسيتامول')}",
        "… of a frequent word": f"/?words={frequent}",
        "… its hundredth page": f"/?words={frequent}&page=100",
        "… of a word in every story": f"/?words={quote('في')}",
        "… of three words": f"/?words={quote('وزير الخارجية السعودي')}",
        "… of a phrase": f"/?words={phrase}",
        "… of a frequent phrase": f"/?words={quote(_FREQUENT_PHRASE)}",
        "… of a phrase of seven words": f"/?words={quote(_LONG_PHRASE)}",
        "… without a word": f"/?words={quote('المملكة -إيران')}",
        "… of one outlet in a month": f"/?words={frequent}&outlet=source-7&from=2026-03-01&to=2026-03-31",
        "a story, two copies compared": f"/group/{story}?",
        "a source": "/source/source-7?",
        "pictures of all sources": "/overview?",
        "the API for people": "/api?",
        **{f"a day as {form}": f"/stories.{form}?day={day}" for form in FORMS},
        **{f"a phrase as {form}": f"/stories.{form}?words={phrase}" for form in FORMS},
        "API: a day": f"/api/stories?day={day}&limit=200",
        "API: a search": f"/api/stories?words={phrase}",
        "API: a story": f"/api/stories/{story}",
        "API: days": "/api/days",
        "API: outlets": "/api/outlets",
        "API: who copies whom": "/api/exchanges",
        "metrics": "/metrics?",
    }


def _ask(addresses: list[str]) -> list[float | None]:
    """Seconds until each page was there; None where it was not."""
    waits: list[float | None] = []
    for address in addresses:
        start = time.perf_counter()
        try:
            with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 - our own server
                answer.read()
            waits.append(time.perf_counter() - start)
        except OSError:
            waits.append(None)
    return waits


@contextmanager
def _served(app: Starlette) -> Iterator[str]:
    """The address of a server that runs as long as the block."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
