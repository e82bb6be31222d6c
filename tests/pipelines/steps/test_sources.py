"""What the files of the sources say is in the database, for whoever asks for names."""

from dataclasses import replace
from datetime import date

from starlette.testclient import TestClient

from pipelines import steps, warehouse
from pipelines.records import SourceFacts
from pipelines.web.app import build_app
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
