"""Three good publishers in one crawl with 77 hostile ones, and alone: how long it takes until the good are complete.

With the delay between two requests that sources have by default, and without any. Without it, the good ones' few
articles take less of the processor than one answer of each hostile publisher does, and they share it.

The good have a server of their own, in another process: what the hostile ones' server has to do must not slow it.
"""

import json
import multiprocessing
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path

from crawlers.registry.spec import SourceSpec
from tests.support.servers.broken_publishers import CRAWL, ITEM, MOODS, RSS, Mood, answer
from tests.support.servers.moody_server import moody_server
from tests.support.servers.newsdesk import Newsdesk

HOSTILE, GOOD, ARTICLES = 77, 3, 40
DELAYS = (SourceSpec.model_fields["delay_seconds"].default, 0.0)
"""Seconds between two requests to a publisher."""

_PAGE = "<html><head><title>خبر {0}</title></head><body><h1>خبر {0}</h1><p>نص الخبر رقم {0} في هذا اليوم</p></body></html>"


def _good() -> dict[str, Mood]:
    pages = {f"/{number}": answer(_PAGE.format(number)) for number in range(ARTICLES)}
    items = (ITEM.format(f"/{number}").replace("خبر", f"خبر {number}") for number in range(ARTICLES))
    mood = Mood(pages | {"/feed.xml": answer(RSS.format("".join(items)))})
    return {f"good{number}": mood for number in range(GOOD)}


def _hostile() -> dict[str, Mood]:
    return {name: MOODS[name]() for name in sorted(set(MOODS) - {"calm"})[:HOSTILE]}


def _serve(is_good: bool, port: Connection) -> None:
    """A process of its own."""
    with moody_server(_good() if is_good else _hostile()) as server:
        port.send(server.server_address[1])
        port.recv()


@contextmanager
def _serving(*, is_good: bool) -> Iterator[int]:
    """The port of a server while the block lasts."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(is_good, theirs), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        process.terminate()
        process.join()


def _seconds(moods: dict[str, Mood], ports: dict[bool, int], delay: float) -> float:
    """Seconds from the first request to the last article of the good ones; all of those must be there."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Newsdesk(Path(folder), None)
        for name, mood in moods.items():
            url = f"http://{name}.example/feed.xml"
            lists = {"sitemaps": [url]} if mood.sitemap else {}
            proxy = f'[requests]\nproxy = "http://127.0.0.1:{ports[name.startswith("good")]}"'
            desk.source(  # type: ignore[no-untyped-call]  # tests are untyped
                name, *([] if mood.sitemap else [url]), allow_private=False, delay=delay, more=proxy, **lists
            )
        done = subprocess.run(
            [sys.executable, "-c", CRAWL],
            env=desk.settings.environment(),
            capture_output=True,
            text=True,
            check=True,
        )
        sources = json.loads(done.stdout)["sources"]
        captured = {name: sources[name]["captured"] for name in moods if name.startswith("good")}
        if set(captured.values()) != {ARTICLES}:
            raise RuntimeError(f"not all articles of the good publishers were captured: {captured}")
        log = desk.log()  # type: ignore[no-untyped-call]  # same
        times = [
            datetime.fromisoformat(line["fetched_at"]) for line in log if line["source_id"].startswith("good")
        ]
        first = min(datetime.fromisoformat(line["fetched_at"]) for line in log)
        return (max(times) - first).total_seconds()


def run() -> None:
    """Prints both times and their ratio: once with the usual delay, and three times without any."""
    with ExitStack() as stack:
        ports = {is_good: stack.enter_context(_serving(is_good=is_good)) for is_good in (True, False)}
        good, hostile = _good(), _hostile()
        usual, none = DELAYS
        for delay in (usual, none, none, none):
            alone, together = _seconds(good, ports, delay), _seconds(good | hostile, ports, delay)
            print(
                f"{GOOD} publishers of {ARTICLES} articles, {delay:g} s between two requests: "
                f"complete after {alone:.1f} s alone, "
                f"{together:.1f} s beside {HOSTILE} hostile ones: {together / alone:.2f} x",
                flush=True,
            )
