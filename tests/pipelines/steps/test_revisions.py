from datetime import UTC, date, datetime, timedelta

from pipelines import steps, warehouse
from pipelines.archive.captures import CaptureWriter, capture_id
from pipelines.records import Capture

DAY = date(2024, 2, 9)
NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
TEXT = (
    "قالت الوزارة إن الرحلات الجوية ستستأنف يوم الأحد المقبل بعد توقف دام أسبوعين بسبب الأحوال الجوية. " * 4
)


def page(number, text, at, title="عنوان الخبر الأول"):
    body = f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{text}</p></article></body></html>"
    url = f"https://n.example/{number}"
    ident = capture_id("n", url, "page", body.encode())
    return Capture(ident, "n", "page", url, url, DAY, at, 200, "text/html; charset=utf-8", body.encode())


def test_only_what_changed_is_a_revision(settings):
    later, latest = NOON + timedelta(hours=6), NOON + timedelta(hours=48)
    changed = TEXT.replace("الأحد", "الاثنين")
    with CaptureWriter(settings.archive, "run") as writer:
        for capture in (
            page(1, TEXT, NOON),
            page(1, TEXT.replace("إن", "ان"), later),  # another spelling
            page(1, changed, latest),
            page(2, TEXT, NOON),
            page(2, TEXT, later, title="عنوان آخر للخبر"),
            page(3, TEXT, NOON),
        ):
            writer.write(capture)
    for _ in range(2):  # rebuilt: the same rows
        steps.index_archive(settings, [DAY], lambda _: None)
        report = steps.clean_days(settings, [DAY], {}, lambda _: None)
        assert (report.articles[DAY], report.revisions) == (3, 2)
    with warehouse.session(settings) as connection:
        rows = connection.execute(
            "SELECT url, revision, seen_at, title_before, title_after, body_after FROM article_revisions ORDER BY url"
        ).fetchall()
        (body,) = connection.execute("SELECT body FROM articles WHERE url LIKE '%/1'").fetchall()[0]
    assert [(url, revision, at) for url, revision, at, *_ in rows] == [
        ("https://n.example/1", 1, latest),
        ("https://n.example/2", 1, later),
    ]
    assert rows[0][-1] == body == changed.strip()
    assert rows[1][3:5] == ("عنوان الخبر الأول", "عنوان آخر للخبر")
