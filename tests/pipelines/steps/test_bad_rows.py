"""One bad row stops nothing: what a column can't hold is set aside, named once, and everything else is stored."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from pipelines import steps, warehouse
from pipelines.archive.captures import CaptureWriter, archive_files, read_captures
from pipelines.steps import source_day
from pipelines.warehouse.write.columns import columns_of, misfit
from pipelines.warehouse.write.rows import insert
from tests.support.settings import make_settings
from tests.support.warehouse.made_archive import write_archive
from tests.support.warehouse.rows import article

DAY = date(2026, 3, 1)
ATTEMPT = {
    "run_id": "run",
    "fetched_at": "2026-03-01T06:00:00+00:00",
    "source_id": "outlet",
    "url": "http://outlet.example/",
    "kind": "page",
    "status": 200,
    "outcome": "captured",
    "bytes": 10,
    "duration_ms": 5,
    "error": None,
}
UNSTORABLE = [
    {"status": 99999999999},
    {"duration_ms": 2**40},
    {"bytes": -(2**70)},
    {"bytes": None},
    {"fetched_at": "yesterday"},
    {"fetched_at": "2026-03-01T06:00:00"},
    {"fetched_at": "0001-01-01T00:00:00+14:00"},
    {"url": "http://outlet.example/\ud83d"},
    {"url": 7},
    {"status": "200"},
    {"status": True},
    {"more": 1},
]


@pytest.fixture
def settings(tmp_path):
    return make_settings(tmp_path)


def query(settings, sql):
    with warehouse.session(settings) as connection:
        return connection.execute(sql).fetchall()


def test_bad_lines_of_a_fetch_log_are_set_aside_and_met_once(settings):
    log = settings.fetch_logs / "2026-03-01" / "run.jsonl"
    log.parent.mkdir(parents=True)
    lines = [json.dumps(ATTEMPT | values) for values in UNSTORABLE] + ["[1]", "no json", "[" * 100_000]
    log.write_text("\n".join([json.dumps(ATTEMPT), *lines, json.dumps(ATTEMPT)]) + "\n", encoding="utf-8")
    report = steps.index_archive(settings, [DAY], str)
    assert report.fetches == 2
    assert len(report.problems) == len(lines)
    assert "run.jsonl, line 2: can't be stored: status: no integer: 99999999999" in report.problems
    assert query(settings, "SELECT count(*) FROM fetches") == [(2,)]
    assert query(settings, "SELECT count(*), min(place), max(place) FROM set_aside") == [
        (len(lines), 2, len(lines) + 1)
    ]
    assert steps.index_archive(settings, [DAY], str).problems == []


def test_captures_that_no_column_holds_are_set_aside_and_the_others_become_articles(settings):
    write_archive(settings, [DAY], 3)
    [name] = archive_files(settings.archive, DAY)
    [good, *_] = [stored.capture for stored in read_captures(settings.archive, name, [])]
    with CaptureWriter(settings.archive, "20260302T000000Z-bad000") as writer:
        writer.write(replace(good, capture_id="other", status=99999999999))
    report = steps.index_archive(settings, [DAY], str)
    assert len(report.problems) == 1
    assert "bad000.warc.gz at byte 0: " in report.problems[0]
    assert report.captures == {DAY: 3}
    assert steps.clean_days(settings, [DAY], {}, str).articles == {DAY: 3}
    assert steps.index_archive(settings, [DAY], str).problems == []


def test_an_article_that_no_column_holds_is_a_capture_without_article(settings, monkeypatch):
    write_archive(settings, [DAY], 3)
    steps.index_archive(settings, [DAY], str)
    made = source_day._article_row
    seen = []

    def row(*arguments):
        seen.append(1)
        return made(*arguments) | ({"title": "half \ud83d"} if len(seen) == 1 else {})

    monkeypatch.setattr(source_day, "_article_row", row)
    report = steps.clean_days(settings, [DAY], {}, str, workers=1)
    assert report.articles == {DAY: 2}
    assert report.rejected == {"can't be stored: title: half a character (a lone surrogate)": 1}


@pytest.mark.parametrize(
    "values",
    [
        {"title": "\ud83d"},
        {"published_at": datetime(1, 1, 1, tzinfo=UTC).replace(tzinfo=None)},
        {"keywords": ["a", None, 7]},
        {"keywords": "a"},
        {"removed": [{"start": 2**40, "end": 2, "kind": "x"}]},
        {"day": "March"},
        {"body": None},
    ],
    ids=repr,
)
def test_what_a_column_can_not_hold_is_known_before_it_is_inserted(settings, values):
    row = article(DAY, "a")
    with warehouse.session(settings) as connection:
        columns = columns_of(connection, "articles")
        assert misfit(columns, row) is None
        [name] = values
        assert misfit(columns, row | values).startswith(f"{name}: ")
        assert insert(connection, "articles", [row]) == 1


def test_one_flipped_bit_costs_one_capture(settings):
    write_archive(settings, [DAY], 6)
    [name] = archive_files(settings.archive, DAY)
    file = settings.archive / name
    places = [stored.offset for stored in read_captures(settings.archive, name, [])]
    content = bytearray(file.read_bytes())
    content[places[2] + 150] ^= 1
    file.write_bytes(content)
    report = steps.index_archive(settings, [DAY], str)
    assert report.captures == {DAY: 5}
    assert len(report.problems) == 1
    assert f"at byte {places[2]}: damaged gzip" in report.problems[0]


def test_articles_of_a_capture_that_became_unreadable_stay(settings):
    write_archive(settings, [DAY], 6)
    steps.index_archive(settings, [DAY], str)
    steps.clean_days(settings, [DAY], {}, str)
    before = query(settings, "SELECT article_id, title, body FROM articles ORDER BY ALL")
    query(settings, "UPDATE cleaned_sources SET signature = 'of an older cleaner'")
    [name] = archive_files(settings.archive, DAY)
    file = settings.archive / name
    content = bytearray(file.read_bytes())
    content[150] ^= 1
    file.write_bytes(content)
    report = steps.clean_days(settings, [DAY], {}, str)
    assert query(settings, "SELECT article_id, title, body FROM articles ORDER BY ALL") == before
    assert len(report.problems) == 1
    assert "is left as it was" in report.problems[0]
