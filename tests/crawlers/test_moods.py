"""One crawl of 60 sources, each broken in its own way: each ends as specified, and none stops the others."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))
from moody import MOODS, moody_server

CRAWL = """
import json
from datetime import date
from pathlib import Path
from crawlers.context import Limits
from crawlers.progress import shown
from crawlers.run import collect
from crawlers.targets import Window
from pipelines.settings import Settings
day = date(2024, 2, 9)
with shown(None) as view:
    report = collect(
        Settings.from_environment(), (), Window(day, day, live=False), view=view,
        limits=Limits(first_byte_seconds=2.0, whole_seconds=3.0),
    )
# not ru_maxrss: that also counts what the process was forked from
status = Path("/proc/self/status")
peak = int(status.read_text().split("VmHWM:")[1].split()[0]) if status.exists() else None
print(json.dumps({"sources": report.model_dump()["sources"], "peak_kb": peak}))
"""


@pytest.fixture(scope="module")
def crawled(shared_desk):
    desk = shared_desk
    moods = {name: make() for name, make in MOODS.items()}
    for name, mood in moods.items():
        url = f"http://{name}.example/feed.xml"
        lists = {"sitemaps": [url]} if mood.sitemap else {}
        desk.source(name, *([] if mood.sitemap else [url]), allow_private=False, **lists)
    with moody_server(moods) as server:
        settings = replace(desk.settings, proxy=f"http://127.0.0.1:{server.server_address[1]}")
        done = subprocess.run(
            [sys.executable, "-c", CRAWL],
            env=settings.environment(),
            capture_output=True,
            text=True,
            timeout=150,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) | {"moods": moods, "cookies": server.cookies, "asked": server.asked}


@pytest.mark.parametrize("name", MOODS)
def test_each_mood_ends_as_specified(crawled, name):
    mood, done = crawled["moods"][name], crawled["sources"][name]
    assert (done["outcome"], done["captured"]) == (mood.outcome, mood.captured), done
    if mood.said is None:
        assert done["reason"] is None
    else:
        assert mood.said in done["reason"]
        assert "\n" not in done["reason"]
    assert {key: done[key] for key in mood.more} == mood.more


def test_there_are_forty_moods_and_memory_stays_small(crawled):
    assert len(crawled["moods"]) >= 40
    if crawled["peak_kb"] is None:
        pytest.skip("only Linux says how much memory a process had at most")
    assert crawled["peak_kb"] < 400 * 1024


def test_no_cookie_is_sent_and_no_private_address_asked(crawled):
    assert crawled["cookies"] == []
    assert all(host.endswith(".example") for host, _ in crawled["asked"])
