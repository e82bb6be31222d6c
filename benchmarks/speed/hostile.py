"""Three good publishers in one crawl with 77 hostile ones, and alone: how long it takes until the good are complete."""

import json
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from tests.support.servers.broken_publishers import CRAWL, ITEM, MOODS, RSS, Mood, answer, moody_server
from tests.support.servers.newsdesk import Newsdesk

HOSTILE, GOOD, ARTICLES = 77, 3, 40

_PAGE = "<html><head><title>خبر {0}</title></head><body><h1>خبر {0}</h1><p>نص الخبر رقم {0} في هذا اليوم</p></body></html>"


def _good() -> Mood:
    pages = {f"/{number}": answer(_PAGE.format(number)) for number in range(ARTICLES)}
    items = (ITEM.format(f"/{number}").replace("خبر", f"خبر {number}") for number in range(ARTICLES))
    return Mood(pages | {"/feed.xml": answer(RSS.format("".join(items)))})


def _seconds(moods: dict[str, Mood]) -> float:
    """Seconds from the first request to the last article of the good ones; all of those must be there."""
    with ExitStack() as stack:
        desk = Newsdesk(Path(stack.enter_context(tempfile.TemporaryDirectory())), None)
        for name, mood in moods.items():
            url = f"http://{name}.example/feed.xml"
            lists = {"sitemaps": [url]} if mood.sitemap else {}
            desk.source(name, *([] if mood.sitemap else [url]), allow_private=False, **lists)  # type: ignore[no-untyped-call]  # tests are untyped
        server = stack.enter_context(moody_server(moods))
        settings = replace(desk.settings, proxy=f"http://127.0.0.1:{server.server_address[1]}")
        done = subprocess.run(
            [sys.executable, "-c", CRAWL],
            env=settings.environment(),
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
    """Prints both times and their ratio, three times in turn."""
    good = {f"good{number}": _good() for number in range(GOOD)}
    hostile = {name: MOODS[name]() for name in sorted(set(MOODS) - {"calm"})[:HOSTILE]}
    for _ in range(3):
        alone, together = _seconds(good), _seconds(good | hostile)
        print(
            f"{GOOD} publishers of {ARTICLES} articles: complete after {alone:.1f} s alone, "
            f"{together:.1f} s beside {HOSTILE} hostile ones: {together / alone:.2f} x",
            flush=True,
        )
