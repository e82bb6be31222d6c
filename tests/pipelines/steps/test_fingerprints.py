from datetime import UTC, date, datetime

from pipelines import steps, warehouse
from pipelines.archive.captures import CaptureWriter
from pipelines.records import Capture
from pipelines.steps.fingerprints import wrong_fingerprints

DAY = date(2024, 2, 9)
TEXT = "<p>قالت الوزارة إن الرحلات الجوية ستستأنف يوم الأحد المقبل بعد توقف دام أسبوعين.</p>" * 4


def test_a_fingerprint_that_the_package_does_not_give_is_seen(settings):
    with CaptureWriter(settings.archive, "run") as writer:
        for number in (1, 2):
            url = f"https://n.example/{number}"
            body = (
                f"<html><title>عنوان الخبر رقم {number}</title><body><article>{TEXT}</article></body></html>"
            )
            fetched = datetime(2024, 2, 9, 12, tzinfo=UTC)
            writer.write(
                Capture(str(number), "n", "page", url, url, DAY, fetched, 200, "text/html", body.encode())
            )
    steps.index_archive(settings, [DAY], lambda _: None)
    steps.clean_days(settings, [DAY], {}, lambda _: None)
    assert wrong_fingerprints(settings, [DAY]) == {DAY: []}
    with warehouse.session(settings) as connection:
        connection.execute(
            "UPDATE stories SET fingerprint = 7 WHERE story_id = (SELECT min(story_id) FROM stories);"
            # as each write of Naba does
            "UPDATE meta SET generation = generation + 1"
        )
    (line,) = wrong_fingerprints(settings, [DAY])[DAY]
    assert "0000000000000007 is stored" in line
