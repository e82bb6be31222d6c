"""One new page cleans itself and the pages that it changes; the tables are those of a whole cleaning."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pipelines import steps, warehouse
from pipelines.archive.captures import CaptureWriter, capture_id
from pipelines.cleaning import clean_changed, read_page
from pipelines.records import Capture
from pipelines.steps.seen_pages import CleanedPage, SeenPages
from tests.support.pages.page_sources import made_pages
from tests.support.settings import make_settings

pytestmark = pytest.mark.process

DAY = date(2026, 3, 1)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PAGES = 6
TABLES = ("articles", "stories", "article_revisions", "cleaned_sources", "days")


def capture(source, page, minutes, html=None):
    body = html or page.html
    return Capture(
        capture_id(source, page.url, "page", body),
        source,
        "page",
        page.url,
        page.url,
        DAY,
        NOON + timedelta(minutes=minutes),
        200,
        "text/html; charset=utf-8",
        body,
    )


@cache
def captures():
    """Two sources with lines on all of their pages; corrected pages, one fetched twice as it was, one without text."""
    made = []
    for source in ("magazine", "agency"):
        pages = made_pages(source, PAGES)
        made += [capture(source, page, minutes) for minutes, page in enumerate(pages)]
        made += [
            capture(source, pages[1], 60, pages[1].html.replace(b"</h1>", " تصحيح</h1>".encode())),
            capture(source, pages[2], 61, b"<html><body><p>x</p></body></html>"),
            replace(made[-1], fetched_at=NOON + timedelta(hours=3)),
        ]
    return made


def take_in(at, run, some):
    with CaptureWriter(at.archive, run) as writer:
        for one in some:
            writer.write(one)
    steps.index_archive(at, [DAY], lambda _: None)
    return steps.clean_days(at, [DAY], {}, lambda _: None, workers=1)


def tables(at):
    with warehouse.session(at) as connection:
        return {
            table: connection.execute(f"SELECT * FROM {table} ORDER BY ALL").fetchall()  # noqa: S608 - fixed names
            for table in TABLES
        } | {
            "rejected": connection.execute(
                "SELECT capture_id, rejected FROM captures ORDER BY ALL"
            ).fetchall()
        }


@cache
def all_at_once(folder):
    at = make_settings(folder)
    take_in(at, "run0", captures())
    return tables(at)


# Each example makes a database several times over: a failure says its seed, and is not made smaller.
@settings(
    max_examples=4, phases=[Phase.explicit, Phase.generate], suppress_health_check=[HealthCheck.too_slow]
)
@given(draw=st.randoms(use_true_random=False), rounds=st.integers(2, 4))
def test_pages_in_any_order_and_number_give_what_one_cleaning_gives(tmp_path_factory, draw, rounds):
    at = make_settings(tmp_path_factory.mktemp("rounds"))
    some = draw.sample(captures(), len(captures()))
    for number in range(rounds):
        take_in(at, f"run{number}", some[number::rounds])
        for file in at.seen_pages.rglob("*.pages"):
            # What a killed run, a full disk or somebody's broom may do to a cache.
            match draw.randrange(4):
                case 0:
                    file.unlink()
                case 1:
                    file.write_bytes(file.read_bytes()[: draw.randrange(200)])
    assert tables(at) == all_at_once(tmp_path_factory.getbasetemp() / "whole")


def test_an_equal_response_is_of_when_it_was_fetched_first_wherever_it_stands_in_a_file(tmp_path):
    whole = [one for one in captures() if one.source_id == "agency"]
    forward, backward = make_settings(tmp_path / "forward"), make_settings(tmp_path / "backward")
    take_in(forward, "run0", whole)
    take_in(backward, "run0", whole[::-1])
    assert tables(forward) == tables(backward)


def test_a_page_that_leaves_takes_its_articles_along(tmp_path):
    whole = [one for one in captures() if one.source_id == "agency"]
    left, alone = make_settings(tmp_path / "left"), make_settings(tmp_path / "alone")
    take_in(left, "run0", whole[3:])
    take_in(left, "run1", whole[:3])
    (left.archive / DAY.isoformat() / "run1.warc.gz").unlink()
    steps.index_archive(left, [DAY], lambda _: None, forget_missing=True)
    steps.clean_days(left, [DAY], {}, lambda _: None, forget_missing=True, workers=1)
    take_in(alone, "run0", whole[3:])
    assert tables(left) == tables(alone)


def test_only_pages_that_can_come_out_otherwise_are_read_again():
    pages = made_pages("magazine", 12)
    read = []

    def reading(page):
        read.append(page.url)
        return read_page(page.html, url=page.url)

    def readers(some):
        return {page.url: partial(reading, page) for page in some}

    first = clean_changed(readers(pages[:10]), {})
    read.clear()
    second = clean_changed(readers(pages[:11]), first.seen)
    assert read == [pages[10].url]
    assert list(second.results) == [pages[10].url]
    # One page alone shares no line with another: the first ones are cleaned again once they do.
    read.clear()
    third = clean_changed(readers(pages), clean_changed(readers(pages[:1]), {}).seen)
    assert set(read) >= {page.url for page in pages}
    assert third.results == clean_changed(readers(pages), {}).results


def test_what_is_remembered_is_what_was_written(tmp_path):
    pages = made_pages("agency", 5)
    cleaned = clean_changed({page.url: partial(read_page, page.html, url=page.url) for page in pages}, {})
    written = {
        key: CleanedPage(
            seen, random.Random(key).getrandbits(64), f"{at:016}" if at else None, None if at else "why"
        )
        for at, (key, seen) in enumerate(cleaned.seen.items())
    }
    memory = SeenPages(tmp_path, "agency")
    memory.write("signature", "rules", written)
    found = memory.read("signature", "rules")
    assert memory.count("signature", "rules") == len(written)
    assert list(found) == list(written)
    for key, page in found.items():
        assert page.seen.lines.lines.tolist() == written[key].seen.lines.lines.tolist()
        assert (page.seen.repeated, page.versions, page.article_id, page.rejected) == (
            written[key].seen.repeated,
            written[key].versions,
            written[key].article_id,
            written[key].rejected,
        )
    assert memory.read("signature", "other rules") == memory.read("other signature", "rules") == {}
    memory.keep_only("other signature")
    assert memory.read("signature", "rules") == {}
