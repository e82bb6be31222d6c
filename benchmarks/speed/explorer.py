"""How long every page and feed of the explorer takes at the server, one after the other and with fifty clients at once."""

import socket
import statistics
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import uvicorn
from starlette.applications import Starlette
from starlette.testclient import TestClient

from benchmarks.speed.news_database import generate
from pipelines import warehouse
from pipelines.settings import Settings
from pipelines.web.app import build_app

_STORIES = 1_000_000
_REPEATS = 5
_CLIENTS = 50
_PHRASE = '"رئيس الوزراء"'
# Each client asks for so many pages, one after the other.
_PAGES_EACH = 4


def run(stories: str = str(_STORIES)) -> None:
    """Prints the median and the worst time of each page, made anew each time, and what fifty clients at once waited."""
    with tempfile.TemporaryDirectory() as folder:
        settings = replace(Settings.from_environment(), data=Path(folder))
        generate(settings, int(stories))
        start = time.perf_counter()
        warehouse.publish(settings)
        size = Path(settings.database).stat().st_size / 1e6
        print(f"{int(stories):,} stories, {size:,.0f} MB, published in {time.perf_counter() - start:.0f} s")
        measure(settings)


def measure(settings: Settings) -> None:
    """Prints the figures of a database that is published; milliseconds at the server."""
    with warehouse.published(settings) as connection:
        [(story, day)] = connection.execute(
            "SELECT group_id, day FROM group_summaries WHERE copies > 0 ORDER BY md5(group_id) LIMIT 1"
        ).fetchall()
    pages = {
        "all days": "/?",
        "a day": f"/day/{day}?",
        "… its second page": f"/day/{day}?page=2",
        "… of one outlet": f"/day/{day}?outlet=source-7",
        "all stories of one outlet": "/?outlet=source-7",
        "a search of all days": f"/?words={quote('وزير الخارجية')}",
        "… of a phrase": f"/?words={quote(_PHRASE)}",
        "a story, two copies compared": f"/group/{story}?",
        "a source": "/source/source-7?",
        "pictures": "/overview?",
        "a day as Atom": f"/stories.atom?day={day}",
        "a search as JSON Feed": f"/stories.json?words={quote('المملكة')}",
        "a day as CSV": f"/stories.csv?day={day}",
        "API: a day": f"/api/stories?day={day}&limit=200",
        "API: a story": f"/api/stories/{story}",
        "API: outlets": "/api/outlets",
        "API: who copies whom": "/api/exchanges",
        "metrics": "/metrics?",
    }
    client = TestClient(build_app(settings.database, ["testserver"]))
    for name, address in pages.items():
        seconds = []
        for number in range(_REPEATS):
            start = time.perf_counter()
            # A language of its own for each, so that no answer was remembered.
            response = client.get(address, headers={"accept-language": f"en;q=0.{number}1"})
            seconds.append(time.perf_counter() - start)
            response.raise_for_status()
        print(
            f"  {name:32} median {1000 * statistics.median(seconds):6.0f}  worst {1000 * max(seconds):6.0f}"
        )
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
        f"worst {1000 * max(waited):.0f}, {failed} failed"
    )


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
