"""One crawl of a hundred sources, each broken in its own way: each ends as specified, and none stops the others."""

import json
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.processes import PATIENCE
from tests.support.servers.broken_publishers import CRAWL, MOODS
from tests.support.servers.moody_server import moody_server
from tests.support.servers.newsdesk import Newsdesk

MOST_MEMORY_KB = 400 * 1024


def crawl_moods(folder, names=tuple(MOODS)):
    """One crawl of a source for each mood: what came of each, and the most memory that the process had."""
    desk = Newsdesk(folder, None)
    moods = {name: MOODS[name]() for name in names}
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
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        titles = {
            one.source_id: one.entry.title for one in desk.captures() if one.kind == "page" and one.entry
        }
        return json.loads(done.stdout) | {
            "moods": moods,
            "cookies": server.cookies,
            "asked": server.asked,
            "titles": titles,
            "log": desk.log(),
        }


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    return crawl_moods(tmp_path_factory.mktemp("desk"))


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
    assert crawled["peak_kb"] < MOST_MEMORY_KB


@pytest.mark.parametrize("name", MOODS)
def test_each_mood_is_in_the_log_with_values_that_fit_their_columns(crawled, name):
    lines = [line for line in crawled["log"] if line["source_id"] == name]
    assert any(line["url"].endswith("/feed.xml") and line["kind"] != "robots" for line in lines)
    for line in lines:
        assert line["status"] is None or 100 <= line["status"] <= 999
        assert 0 <= line["bytes"] < 2**31
        assert (line["error"] or "").isprintable()


def test_no_cookie_is_sent_and_no_private_address_asked(crawled):
    assert crawled["cookies"] == []
    assert all(host.endswith(".example") for host, _ in crawled["asked"])


def test_nothing_of_this_machine_comes_in_through_an_entity(crawled):
    assert "inside.example" not in {host for host, _ in crawled["asked"]}
    assert crawled["titles"]["calm"] == "خبر"
    assert crawled["titles"]["feed-entity-of-a-file"] == "&file;"
    assert crawled["titles"]["feed-entity-of-an-address"] == "خبر"


def main():
    """Prints the memory of a crawl without trouble, of each bomb alone, and of all moods together."""
    bombs = [
        name
        for name in MOODS
        if "bomb" in name or "endless" in name or name in {"feed-deep", "feed-entities"}
    ]
    for label, names in [("calm", ["calm"]), *((one, [one]) for one in bombs), ("all moods", list(MOODS))]:
        with tempfile.TemporaryDirectory() as folder:
            peak = crawl_moods(Path(folder), names)["peak_kb"]
        print(f"{label:20} {peak / 1024:5.0f} MB")  # noqa: T201 (a command's output)


if __name__ == "__main__":
    main()
