"""How far a crawl is: lines in a log, a bar on a terminal, nothing in a pipe."""

import re
import subprocess
import sys
from datetime import date

import pytest

from crawlers.progress import CrawlProgress, SourceProgress, shown
from crawlers.run import crawl_command

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
    with shown(lines.append, clock=lambda: now) as view:
        for quarter in range(4 * 11):
            now = quarter / 4
            view.update(PROGRESS)
        view.say("x.warc.gz: 3000 pages")
    assert lines == [PROGRESS.line(), PROGRESS.line(), "crawling: x.warc.gz: 3000 pages"]


@pytest.fixture
def crawl(desk, publisher):
    for number in range(3):
        publisher.publish(number, DAY)
    publisher.replies["/news/1"].seconds = 0.6  # a few looks at it
    desk.source("oasis", f"{publisher.url}/feed.xml")

    def run(*before):
        return subprocess.run(
            [*before, *crawl_command([], DAY, DAY)],
            env=desk.settings.environment() | {"TERM": "xterm", "COLUMNS": "120"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=True,
        )

    return run


def test_a_terminal_shows_a_bar_that_is_gone_in_the_end(crawl):
    # a terminal of its own, as a shell gives one; what it shows comes out on stdout
    terminal = [sys.executable, "-c", "import pty, sys; sys.exit(pty.spawn(sys.argv[1:]))"]
    shown_there = crawl(*terminal).stdout
    assert re.search(r"collecting .*━.* 1 of 1 feeds, 2 of 3 pages, 2 captured", shown_there)
    assert re.search(r"oasis .*2/3", shown_there)
    assert '"captured":3' in shown_there
    *_, after_bar = shown_there.split("collecting")
    assert "\x1b[2K" in after_bar  # the line is cleared


def test_a_pipe_gets_the_report_and_nothing_else(crawl):
    done = crawl()
    assert done.stderr == ""
    assert done.stdout.count("\n") == 1
