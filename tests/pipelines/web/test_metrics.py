"""`/metrics`: what Prometheus reads, whatever is published."""

import re
from datetime import UTC, datetime, timedelta

from starlette.testclient import TestClient

from pipelines import steps, warehouse
from pipelines.web.app import build_app
from pipelines.web.metrics import Metric, exposition, metrics_of

LINE = re.compile(
    r'(?:# (?:HELP|TYPE) naba_\w+ .+|naba_\w+(?:\{\w+="(?:[^"\\\n]|\\.)*"(?:,\w+="(?:[^"\\\n]|\\.)*")*\})? [-+.e\d]+)'
)


def values(text):
    return dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))


def fetch(settings, source, at, *, outcome="captured", error=None, kind="feed"):
    folder = settings.fetch_logs / f"{at:%Y-%m-%d}"
    folder.mkdir(parents=True, exist_ok=True)
    said = "null" if error is None else f'"{error}"'
    with (folder / f"{source}-{at:%d%H%M}.jsonl").open("a", encoding="utf-8") as log:
        log.write(
            f'{{"run_id":"{source}-{at:%d%H%M}","fetched_at":"{at.isoformat()}","source_id":"{source}",'
            f'"url":"http://x.example/","kind":"{kind}","status":200,"outcome":"{outcome}","bytes":1,'
            f'"duration_ms":1,"error":{said}}}\n'
        )


def test_the_numbers_are_those_of_the_database_and_every_line_is_prometheus(settings, write):
    now = datetime.now(UTC).replace(microsecond=0)
    fetch(settings, "nasim", now - timedelta(hours=2))
    fetch(settings, "nasim", now - timedelta(hours=1), outcome="failed", error="connection refused")
    fetch(settings, "nasim", now - timedelta(days=3), outcome="http_error", error="500")
    # One that brought something each day for a week, and nothing since.
    for day in range(8):
        fetch(settings, "quiet", now - timedelta(days=20 - day), kind="page")
    fetch(settings, "quiet", now - timedelta(hours=3), outcome="not_modified")
    steps.index_archive(settings, [], lambda _: None)
    write()
    text = TestClient(build_app(settings.database, ["testserver"])).get("/metrics").text
    assert [line for line in text.splitlines() if not LINE.fullmatch(line)] == []
    found = values(text)
    assert found["naba_published"] == "1"
    assert found["naba_articles"] == "5"
    assert found['naba_fetches_last_day{outcome="failed"}'] == "1"
    assert found['naba_fetch_failures_last_day{cause="failed"}'] == "1"
    assert 'naba_fetch_failures_last_day{cause="http_error"}' not in found
    assert found["naba_sources"] == "2"
    assert found["naba_silent_sources"] == "1"
    assert found['naba_source_silent{source="quiet",cause="the same bytes"}'] == "1"
    assert 0 <= float(found["naba_publish_age_seconds"]) < 3600
    assert 3000 < float(found["naba_fetch_age_seconds"]) < 7200


def test_nothing_published_is_a_number_too(tmp_path):
    client = TestClient(build_app(tmp_path / "none.duckdb", ["testserver"]))
    assert values(client.get("/metrics").text) == {"naba_published": "0"}


def test_what_others_add_stands_with_it(database):
    more = [Metric("naba_runs_last_day", "Runs", {(("job", 'a"b\\c\nd'),): 2})]
    text = TestClient(build_app(database, ["testserver"], lambda: more)).get("/metrics").text
    assert 'naba_runs_last_day{job="a\\"b\\\\c\\nd"} 2' in text


def test_an_empty_database_has_its_zeros(settings):
    warehouse.publish(settings)
    found = values(exposition(metrics_of(settings.database, datetime.now(UTC))))
    assert found["naba_articles"] == found["naba_silent_sources"] == "0"
    assert "naba_fetch_age_seconds" not in found
