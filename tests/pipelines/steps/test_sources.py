"""What the files of the sources say is in the database, for whoever asks for names."""

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime

from starlette.testclient import TestClient

from pipelines import steps, warehouse
from pipelines.archive.captures import CaptureWriter, capture_id
from pipelines.records import Capture, SourceFacts, SourceRules
from pipelines.web.app import build_app
from tests.support.pages.page_sources import made_pages
from tests.support.settings import make_settings
from tests.support.warehouse.rows import write_day

DAY = date(2026, 3, 1)
NASIM = SourceFacts("nasim", "صحيفة النسيم <b>", "iq", "ar", "Asia/Baghdad", "https://nasim.example/")


def rows(settings):
    with warehouse.published(settings) as connection:
        return connection.execute(
            "SELECT source_id, name, country, articles, first_seen_at IS NOT NULL FROM sources ORDER BY source_id"
        ).fetchall()


def test_names_are_stored_once_and_stay_when_the_file_is_gone(settings):
    write_day(settings, DAY, ["a"])
    assert steps.note_sources(settings, [NASIM]) == 1
    assert warehouse.publish(settings).copied
    [(other, *_), nasim] = sorted(rows(settings), key=lambda row: row[0] == "nasim")
    assert nasim == ("nasim", NASIM.name, "iq", 0, False)
    assert other != "nasim"

    assert steps.note_sources(settings, [NASIM]) == 0
    assert not warehouse.publish(settings).copied
    assert steps.note_sources(settings, []) == 0
    assert ("nasim", NASIM.name, "iq", 0, False) in rows(settings)

    assert steps.note_sources(settings, [replace(NASIM, name="النسيم")]) == 1
    assert warehouse.publish(settings).copied
    assert ("nasim", "النسيم", "iq", 0, False) in rows(settings)


def test_a_source_without_a_file_is_called_by_its_id(settings):
    write_day(settings, DAY, ["a"])
    warehouse.publish(settings)
    [(source_id, name, country, articles, is_seen)] = rows(settings)
    assert (name, country, articles, is_seen) == (source_id, None, 1, True)


def test_a_story_has_the_countries_of_its_outlets_and_the_languages_of_its_pages(settings):
    write_day(settings, DAY, ["a"])
    warehouse.publish(settings)
    [(source_id, *_)] = rows(settings)

    def spread():
        with warehouse.published(settings) as connection:
            return connection.execute("SELECT countries, languages FROM news").fetchall()

    assert spread() == [([], ["ar"])]
    steps.note_sources(settings, [replace(NASIM, source_id=source_id)])
    warehouse.publish(settings)
    assert spread() == [(["iq"], ["ar"])]


def test_the_explorer_calls_outlets_by_their_names(settings):
    write_day(settings, DAY, ["a"])
    warehouse.publish(settings)
    [(source_id, *_)] = rows(settings)
    steps.note_sources(settings, [replace(NASIM, source_id=source_id)])
    warehouse.publish(settings)
    client = TestClient(build_app(settings.database, ["testserver"]))
    for page in ("/", f"/day/{DAY}", f"/source/{source_id}"):
        assert "صحيفة النسيم &lt;b&gt;" in client.get(page).text
    assert "https://nasim.example/" in client.get(f"/source/{source_id}").text


def crawled(settings, run, *sources):
    with CaptureWriter(settings.archive, run) as writer:
        for source in sources:
            for minutes, page in enumerate(made_pages("magazine", 3)):
                writer.write(captured(source, page, minutes))


def captured(source, page, minutes):
    at = datetime(2026, 3, 1, 12, minutes, tzinfo=UTC)
    name = capture_id(source, page.url, "page", page.html)
    return Capture(
        name, source, "page", page.url, page.url, DAY, at, 200, "text/html; charset=utf-8", page.html
    )


def made(settings):
    steps.index_archive(settings, [DAY], str)
    steps.clean_days(settings, [DAY], {}, str, workers=1)
    warehouse.publish(settings)
    with warehouse.published(settings) as connection:
        return [
            connection.execute(f"FROM {name} ORDER BY ALL").fetchall()
            for name in ("articles", "stories", "story_groups", "captures")
        ]


def test_a_source_that_is_called_otherwise_keeps_its_history(settings, tmp_path):
    crawled(settings, "r1", "old")
    before = made(settings)
    renamed = replace(NASIM, formerly=("old",))
    assert steps.note_sources(settings, [renamed]) == 1
    assert steps.note_sources(settings, [renamed]) == 0
    after = made(settings)
    # The same rows of the same ids, but for the name.
    assert [
        [tuple("nasim" if value == "old" else value for value in row) for row in rows] for rows in before
    ] == after
    assert [(row[0], row[3]) for row in rows(settings)] == [("nasim", 3)]
    with warehouse.published(settings) as connection:
        assert connection.execute("SELECT DISTINCT unnest(outlets) FROM group_summaries").fetchall() == [
            ("nasim",)
        ]

    # What comes later, of the archive of before or under the new id, is the same source's; made anew, all is the same.
    crawled(settings, "r2", "nasim", "old")
    later = made(settings)
    # Of two captures of one moment, under both ids, either may stand for the page.
    assert [row[:2] + row[3:] for row in later[0]] == [row[:2] + row[3:] for row in after[0]]
    anew = make_settings(tmp_path / "anew")
    shutil.copytree(settings.archive, anew.archive)
    steps.note_sources(anew, [renamed])
    assert made(anew) == later

    # Renamed once more: ids are still those of the first name.
    steps.note_sources(settings, [replace(NASIM, source_id="breeze", formerly=("old", "nasim"))])
    assert [row[1] for row in made(settings)[0]] == [row[1] for row in later[0]]
    assert [row[0] for row in rows(settings)] == ["breeze"]

    client = TestClient(build_app(settings.database, ["testserver"]))
    assert client.get("/source/old", follow_redirects=False).headers["location"].endswith("/source/breeze")
    assert (
        client.get("/api/stories?outlet=old").json()["in_all"]
        == client.get("/api/stories").json()["in_all"]
        > 0
    )


def test_while_its_file_is_wrong_what_is_held_of_a_source_is_not_cleaned_by_general_rules(settings):
    def cleaned(rules, unreadable=()):
        report = steps.clean_days(settings, [DAY], rules, str, unreadable=unreadable, workers=1)
        with warehouse.session(settings) as connection:
            titles = connection.execute(
                "SELECT source_id, title FROM articles ORDER BY source_id, url"
            ).fetchall()
        return report.cleaned[DAY], titles

    own = SourceRules(title_selector="p")  # a title that general rules do not give
    crawled(settings, "r1", "nasim", "other")
    steps.index_archive(settings, [DAY], str)
    count, before = cleaned({"nasim": own})
    assert count == 2

    # Neither its rows of before, nor pages that came since: other sources go on.
    crawled(settings, "r2", "late", "new")
    steps.index_archive(settings, [DAY], str)
    count, meanwhile = cleaned({}, unreadable=["nasim", "late"])
    assert (count, {source for source, _ in meanwhile}) == (1, {"nasim", "other", "new"})
    assert set(before) < set(meanwhile)
    assert cleaned({}, unreadable=["nasim", "late"]) == (0, meanwhile)

    # Mended: as if it had never been wrong.
    count, mended = cleaned({"nasim": own})
    assert (count, {source for source, _ in mended}) == (1, {"nasim", "other", "new", "late"})
    assert set(before) < set(mended)

    # Removed: general rules from then on, also where it was wrong just before.
    cleaned({}, unreadable=["nasim"])
    count, general = cleaned({})
    assert count == 1
    assert not set(before) <= set(general)
