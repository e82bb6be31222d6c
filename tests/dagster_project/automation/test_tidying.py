"""`naba tidy`: what is old goes, what is young and all news stay, and nothing is lost by a kill or a second call."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import dagster as dg
import pytest

from dagster_project.automation.tidying import tidy, tidy_history
from dagster_project.running.instance import open_instance
from pipelines import steps, warehouse
from pipelines.errors import BadInputError
from pipelines.settings import Settings
from pipelines.steps.tidy import tidy_data
from tests.support.settings import make_settings
from tests.support.warehouse.rows import write_day

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
DAY = date(2026, 3, 1)


def log(settings, at, run_id, source="almanara"):
    folder = settings.fetch_logs / f"{at:%Y-%m-%d}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{run_id}.jsonl").write_text(
        f'{{"run_id":"{run_id}","fetched_at":"{at.isoformat()}","source_id":"{source}","url":"http://x.example/",'
        '"kind":"feed","status":200,"outcome":"captured","bytes":1,"duration_ms":1,"error":null}\n',
        encoding="utf-8",
    )


@pytest.fixture
def kept(tmp_path):
    """Two years of logs, an article, a report of a day that is published and one of a day that is not."""
    settings = replace(make_settings(tmp_path), keep_fetches_days=100)
    for days, run_id in ((700, "old"), (101, "over"), (100, "just"), (1, "young")):
        log(settings, NOW - timedelta(days=days), run_id)
    steps.index_archive(settings, [], lambda _: None)
    write_day(settings, DAY, ["a", "b"])
    warehouse.publish(settings)
    for name in (DAY, "2025-01-01", "notes"):
        settings.report_of(DAY).parent.mkdir(exist_ok=True)
        settings.report_of(DAY).with_name(f"{name}.html").write_text("report", encoding="utf-8")
    return settings


def rows(settings, sql):
    with warehouse.session(settings) as connection:
        return connection.execute(sql).fetchall()


def counts(removals):
    return {one.what.split(" ")[0]: one.count for one in removals}


def test_what_is_older_than_it_is_kept_goes_and_all_else_stays(kept):
    told = tidy_data(kept, ["almanara"], NOW, dry_run=True)
    assert rows(kept, "SELECT count(*) FROM fetches") == [(4,)]
    removed = tidy_data(kept, ["almanara"], NOW)
    assert told == removed
    assert counts(removed) == {
        "fetch": 2,
        "attempts": 2,
        "reports": 1,
        "memories": 0,
        "half-written": 0,
        "sources": 0,
    }
    assert rows(kept, "SELECT run_id FROM fetches ORDER BY ALL") == [("just",), ("young",)]
    assert rows(kept, "SELECT run_id FROM fetch_logs ORDER BY ALL") == [("just",), ("young",)]
    assert sorted(file.stem for file in kept.fetch_logs.glob("*/*")) == ["just", "young"]
    assert sorted(file.name for file in kept.report_of(DAY).parent.iterdir()) == [f"{DAY}.html", "notes.html"]
    assert rows(kept, "SELECT count(*) FROM articles") == [(2,)]
    # Nor does it come back, and a second call has nothing to do.
    steps.index_archive(kept, [], lambda _: None)
    assert rows(kept, "SELECT count(*) FROM fetches") == [(2,)]
    assert sum(one.count for one in tidy_data(kept, ["almanara"], NOW)) == 0


def test_rows_whose_log_a_killed_call_had_removed_go_with_the_next(kept):
    (kept.fetch_logs / f"{NOW - timedelta(days=700):%Y-%m-%d}" / "old.jsonl").unlink()
    assert counts(tidy_data(kept, ["almanara"], NOW))["attempts"] == 2


def test_a_log_that_can_not_be_removed_is_named_and_keeps_its_rows(kept):
    log_file = kept.fetch_logs / f"{NOW - timedelta(days=700):%Y-%m-%d}" / "old.jsonl"
    log_file.unlink()
    log_file.mkdir()
    removed = tidy_data(kept, ["almanara"], NOW)
    assert f"{log_file}: can't be removed" in removed[0].problems[0]
    assert rows(kept, "SELECT count(*) FROM fetches WHERE run_id = 'old'") == [(1,)]


def test_a_source_whose_file_is_gone_is_history_and_not_silent(tmp_path):
    settings = make_settings(tmp_path)
    for source in ("almanara", "gone"):
        for hours in range(8):
            log(settings, NOW + timedelta(hours=hours), f"{source}{hours}", source)
    steps.index_archive(settings, [], lambda _: None)
    health = "SELECT source_id, is_gone FROM source_health ORDER BY ALL"
    assert counts(tidy_data(settings, ["almanara", "new"], NOW))["sources"] == 1
    assert rows(settings, health) == [("almanara", False), ("gone", True)]
    assert counts(tidy_data(settings, ["almanara", "new"], NOW))["sources"] == 0
    # A folder of sources that is not mounted looks like an empty one.
    tidy_data(settings, [], NOW)
    assert rows(settings, health) == [("almanara", False), ("gone", True)]
    tidy_data(settings, ["almanara", "gone"], NOW)
    assert rows(settings, health) == [("almanara", False), ("gone", False)]


def test_old_runs_go_with_events_and_files_and_young_ones_stay(tmp_path):
    settings = make_settings(tmp_path)

    @dg.op
    def nothing():
        pass

    @dg.job
    def job():
        nothing()

    with open_instance(settings) as instance:
        first, second = (job.execute_in_process(instance=instance).run_id for _ in range(2))
        made = instance.get_run_record_by_id(second).create_timestamp
        told = tidy_history(instance, made, dry_run=True)
        removed = tidy_history(instance, made, dry_run=False)
        assert [one.count for one in told] == [one.count for one in removed] == [1]
        assert told[0].bytes == removed[0].bytes > 0
        assert [run.run_id for run in instance.get_runs()] == [second]
        assert instance.all_logs(second)
        assert not list(settings.dagster_home.rglob(f"*{first}*"))
        settings.sources.mkdir()
        # All of Naba's own in one call, as the command and the schedule make it.
        assert tidy(settings, instance, NOW - timedelta(days=4000))[-1].count == 0


@pytest.mark.parametrize("days", ["0", "13", "-5", "1.5", "many", "٣٠٠"])
def test_a_number_of_days_that_is_none_is_one_line(days):
    with pytest.raises(
        BadInputError, match=r"NABA_KEEP_RUNS_DAYS is .*: expected a number of days, 14 or more"
    ):
        Settings.from_environment({"NABA_KEEP_RUNS_DAYS": days})
