"""The daily report: what stands in it, hostile texts, the same bytes twice."""

import re
from datetime import date

import pytest

from pipelines.errors import BadInputError, StorageError
from pipelines.web.report import write_report
from tests.support.pages.html_page import Page
from tests.support.warehouse.little_news import ARTICLES, HOSTILE, TITLE

DAY = date(2026, 3, 1)


@pytest.fixture
def written(settings, tmp_path):
    """Writes a day's report: (report, its bytes)."""

    def written(day=DAY, language="ar"):
        file = tmp_path / "reports" / f"{day}.html"
        report = write_report(settings.database, day, file, language)
        return report, file.read_bytes()

    return written


@pytest.mark.usefixtures("database")
def test_a_day_in_figures(written):
    report, _ = written()
    assert report.totals == {"stories": 3, "with_copies": 1, "copies": 2, "outlets": 4}
    first = report.stories[0]
    assert (first["title"], first["copies"], first["outlets"]) == (TITLE, 2, ["khulasa", "nasim", "sahel"])
    assert report.outlets == [
        {"source": "khulasa", "articles": 1, "originals": 1, "copies": 1, "read_also": 1},
        {"source": "ledger", "articles": 1, "originals": 1, "copies": 0, "read_also": 0},
        {"source": "nasim", "articles": 1, "originals": 1, "copies": 0, "read_also": 0},
        {"source": "sahel", "articles": 1, "originals": 0, "copies": 1, "read_also": 0},
    ]
    assert report.credited == [{"attribution": "وكالة نسيم", "articles": 1}]
    assert written(date(2026, 3, 2))[0].quiet == ["khulasa", "ledger", "sahel"]


@pytest.mark.usefixtures("database")
def test_the_page_is_arabic_self_contained_small_and_the_same_each_time(written):
    _, page = written()
    markup = page.decode()
    assert '<html lang="ar" dir="rtl">' in markup
    assert len(page) < 20_000
    assert page == written()[1]
    parsed = Page(markup)
    assert parsed.links == ["http://nasim.example/a1", "http://khulasa.example/a3"]
    assert not {"script", "img", "link", "iframe"} & set(parsed.tags)
    assert "url(" not in markup
    assert "default-src 'none'" in markup
    assert re.search(r'<a href="http://nasim.example/a1" lang="ar" dir="rtl">', markup)


@pytest.mark.usefixtures("database")
def test_another_language_is_one_line(written):
    with pytest.raises(BadInputError, match="'fr' is no language of a report: expected ar or en"):
        written(language="fr")


@pytest.mark.usefixtures("database")
def test_hostile_texts_are_text(written):
    _, page = written()
    assert HOSTILE not in page.decode()
    assert "&lt;script&gt;" in page.decode()
    assert b'href="javascript' not in page


@pytest.mark.usefixtures("database")
def test_a_day_without_news_says_so(written):
    report, page = written(date(2026, 2, 1))
    assert report.totals["stories"] == 0
    assert "لا أخبار في هذا اليوم" in page.decode()
    assert report.quiet == ["khulasa", "ledger", "nasim", "sahel"]


def test_corrected_headlines_are_shown(write, written):
    revision = {
        "day": DAY,
        "article_id": "a1",
        "capture_id": "a1",
        "source_id": "nasim",
        "url": "http://nasim.example/a1",
        "seen_at": ARTICLES[0]["fetched_at"],
        "title_after": TITLE,
        "body_before": "",
        "body_after": "",
    }
    former = ["مرفأ طرابلس يعود", TITLE]
    write(
        revisions=[
            revision | {"revision": number, "title_before": before} for number, before in enumerate(former)
        ]
    )
    report, page = written()
    assert report.revised == 2
    assert [row["title_before"] for row in report.corrections] == ["مرفأ طرابلس يعود"]
    assert "<del><bdi" in page.decode()


def test_a_folder_that_cannot_be_made_is_one_line(database, tmp_path):
    (tmp_path / "taken").write_text("")
    with pytest.raises(StorageError, match="taken"):
        write_report(database, DAY, tmp_path / "taken" / "report.html", "ar")
