"""A page of docs/ as a test runs it: its blocks, a shell for them, an outlet that they collect from."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import pytest

from dagster_project.demo.newsroom import Newsroom
from pipelines.settings import REPOSITORY
from tests.support.doc_pages import PROSE, TITLES, blocks
from tests.support.processes import PATIENCE, without_naba_settings

# What a test must not do to the machine, or cannot: each shim checks what it is given as far as it can.
SHIMS = {
    "systemctl": 'case " $* " in *" enable "*) for unit in "${@:4}"; do '
    'test -s "$HOME/.config/systemd/user/$unit.service"; done;; esac',
    "loginctl": 'test "$1" = enable-linger',
    "podman": 'test "$1" != build || test -s "$3"',
    "git": 'test "$*" = "pull --ff-only"',
}


@pytest.fixture(scope="session")
def outlet(tmp_path_factory):
    """Serves http://news.example/ as a proxy: two articles of this hour, in a feed.

    Gives the proxy's address, its folder, and the day of the articles.
    """
    now = datetime.now(UTC)
    site = tmp_path_factory.mktemp("outlet")
    folder = site / "news.example"
    folder.mkdir()
    items = ""
    for number, (title, prose) in enumerate(zip(TITLES, PROSE, strict=True)):
        paragraphs = "".join(f"<p>{prose} {words}</p>" for words in ("أولاً", "ثانياً", "ثالثاً"))
        (folder / ("bridge.html", "match.html")[number]).write_text(
            f"<html lang='ar'><head><meta charset='utf-8'><title>{title}</title></head>"
            f"<body><article><h1>{title}</h1><div class='text'>{paragraphs}</div></article></body></html>",
            encoding="utf-8",
        )
        items += (
            f"<item><title>{title}</title><link>http://news.example/{('bridge.html', 'match.html')[number]}</link>"
            f"<pubDate>{format_datetime(now)}</pubDate></item>"
        )
    feed = f"<rss version='2.0'><channel><title>الواحة</title>{items}</channel></rss>"
    (folder / "rss.xml").write_text(feed, encoding="utf-8")
    (folder / "index.html").write_text(
        "<html lang='ar'><head><title>الواحة</title>"
        "<link rel='alternate' type='application/rss+xml' href='/rss.xml'></head></html>",
        encoding="utf-8",
    )
    with Newsroom(site) as served:
        yield served.url, folder, now.date()


@pytest.fixture(scope="session")
def shell(tmp_path_factory, outlet):
    """Runs lines in one bash after another, with one home for all: (exit code, stdout, stderr)."""
    home = tmp_path_factory.mktemp("home")
    (home / "bin").mkdir()
    # midnight may pass between a crawl and the report of its day: "today" stays the day of the articles
    day = f'test "$*" = "-u +%F"; echo {outlet[2]}'
    for name, script in (SHIMS | {"date": day}).items():
        (home / "bin" / name).write_text(f"#!/usr/bin/env bash\nset -e\n{script}\n")
        (home / "bin" / name).chmod(0o755)
    environment = without_naba_settings() | {
        "HOME": str(home),
        "PATH": f"{home / 'bin'}:{Path(sys.executable).parent}:{os.environ['PATH']}",
        "NABA_PROXY": outlet[0],
    }

    def run(script, folder=REPOSITORY):
        return subprocess.run(
            ["/usr/bin/env", "bash", "-c", f"set -euo pipefail\n{script}"],
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
            cwd=folder,
            env=environment,
        )

    return run


@pytest.fixture(scope="session")
def started(shell):
    """What came of following getting-started.md word by word, up to the page that never ends."""
    lines = "".join(blocks("getting-started.md"))
    script, _, rest = lines.partition("naba web\n")
    assert rest == ""
    settings = "declare -p NABA_CONTACT NABA_DATA NABA_SOURCES > ~/settings"
    result = shell(script + settings)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout
