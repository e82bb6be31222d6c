"""kill -9 at random moments of one day's collection: after one more run the day holds every article once."""

import os
import random
import signal
from collections import Counter
from contextlib import suppress
from datetime import date

from pipelines.archive.captures import archive_files, read_captures
from tests.support.processes import PATIENCE

DAY = date(2024, 2, 9)
KILLS = 20
NEWS = 5  # articles that come out between two kills
ARTICLES = KILLS * NEWS


def test_a_crawl_killed_at_20_moments_loses_nothing_and_stores_nothing_twice(desk, publisher, nursery):
    moments = random.Random(20240209)
    text = "<p>" + "نص الخبر الكامل في الخلاصة " * 40 + "</p>"
    desk.source("desk", f"{publisher.url}/feed.xml")
    killed = 0
    for kill in range(KILLS):
        for number in range(kill * NEWS, (kill + 1) * NEWS):  # the day goes on
            publisher.publish(number, DAY, full_text=text if number % 3 == 0 else None)
        enough = len(publisher.requests) + moments.randrange(NEWS)
        child = nursery.start(desk.settings.environment(), ["--from", f"{DAY}", "--to", f"{DAY}"])
        with publisher.seen:
            # counted in requests and then in fractions of one: before the feed, between pages, in a write
            publisher.seen.wait_for(lambda least=enough: len(publisher.requests) > least, timeout=PATIENCE)
            publisher.seen.wait_for(lambda: False, timeout=moments.uniform(0, 0.02))
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        killed += nursery.wait().returncode == -signal.SIGKILL
    assert desk.crawl().sources["desk"].outcome == "ok"
    assert killed > KILLS / 2  # some had just ended

    problems = []
    archive = desk.settings.archive
    found = [one.capture for name in archive_files(archive) for one in read_captures(archive, name, problems)]
    held = Counter((one.kind, one.url.rpartition("/")[2]) for one in found if one.kind in {"page", "entry"})
    assert held == Counter(
        [("page", str(number)) for number in range(ARTICLES)]
        + [("entry", str(number)) for number in range(0, ARTICLES, 3)]
    )
    assert {one.day for one in found if one.kind != "feed"} == {DAY}
    assert desk.crawl("desk").sources["desk"].captured == 0
    assert all("cut off" in problem.reason for problem in problems)
