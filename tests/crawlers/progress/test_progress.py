"""How far a crawl is: lines in a log, a bar on a terminal, nothing in a pipe."""

import codecs
import re
import subprocess
import sys
import threading
from datetime import date

import pytest

from crawlers.progress.counts import CrawlProgress, SourceProgress
from crawlers.progress.show import shown
from crawlers.run import crawl_command
from tests.support.processes import PATIENCE

DAY = date(2024, 2, 9)
PROGRESS = CrawlProgress(
    {
        "done": SourceProgress(lists=1, lists_done=1),
        "slow": SourceProgress(lists=2, lists_done=1),
        "busy": SourceProgress(lists=1, lists_done=1, pages=40, pages_done=12, captured=11, failed=1),
    }
)


def test_the_line_counts_each_source_that_is_not_done():
    assert PROGRESS.line() == (
        "crawling: 3 of 4 feeds, 12 of 40 pages, 11 captured, 1 failed; busy 12/40 (1 failed), slow 1/2 feeds"
    )
    many = CrawlProgress({f"s{n:02}": SourceProgress(lists=1) for n in range(33)})
    assert many.line().endswith("s29 0/1 feeds, 3 more")


def test_a_log_gets_a_line_every_five_seconds():
    lines, now = [], 0.0
    with shown(lines.append, None, clock=lambda: now) as view:
        for quarter in range(4 * 11):
            now = quarter / 4
            view.update(PROGRESS)
        view.say("x.warc.gz: 3000 pages")
    assert lines == [PROGRESS.line(), PROGRESS.line(), "crawling: x.warc.gz: 3000 pages"]


@pytest.fixture
def crawl(desk, publisher):
    """Starts a crawl of three articles, the second of which waits until it is let go."""
    gate = threading.Event()
    for number in range(3):
        publisher.publish(number, DAY)
    publisher.replies["/news/1"].hold = gate
    desk.source("oasis", f"{publisher.url}/feed.xml")

    def start(*before, bar=True):
        return subprocess.Popen(
            [*before, *crawl_command([], DAY, DAY, bar=bar)],
            env=desk.settings.environment() | {"TERM": "xterm", "COLUMNS": "120"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            start_new_session=True,  # no terminal of whoever runs the tests
        )

    return start, gate


def test_a_terminal_shows_a_bar_that_is_gone_in_the_end(crawl):
    start, gate = crawl
    # a terminal of its own, as a shell gives one; what it shows comes out on stdout
    terminal = [sys.executable, "-c", "import pty, sys; sys.exit(pty.spawn(sys.argv[1:]))"]
    with start(*terminal) as process:
        decoder = codecs.getincrementaldecoder("utf-8")()
        screen = ""
        while "2 of 3 pages" not in screen and (piece := process.stdout.read(4096)):
            screen += decoder.decode(piece)
        gate.set()
        before, after = screen, decoder.decode(process.communicate(timeout=PATIENCE)[0])
    assert re.search(r"collecting .*━.*3/4", before)
    assert re.search(r"oasis .*━.*2/3", before)
    assert "1 of 1 feeds, 2 of 3 pages, 2 captured, 0 failed" in before
    assert '"captured":3' in after
    assert "\x1b[2K" in after[after.rfind("captured, 0 failed") :]  # the bar is cleared away


@pytest.mark.parametrize("bar", [True, False])
def test_without_a_terminal_there_is_the_report_and_nothing_else(crawl, bar):
    start, gate = crawl
    gate.set()
    with start(bar=bar) as process:
        out, err = process.communicate(timeout=PATIENCE)
    assert err == b""
    assert out.count(b"\n") == 1
