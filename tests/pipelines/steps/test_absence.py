"""Absence is not emptiness: what is not there now is not taken for what never was."""

import shutil
from datetime import UTC, date, datetime

import pytest

from pipelines import steps, warehouse
from pipelines.errors import BrokenRuleError
from pipelines.warehouse.database.connection import store_of
from tests.support.settings import make_settings
from tests.support.warehouse.made_archive import SOURCES, days_from, write_archive

pytestmark = pytest.mark.process

NOW = datetime(2026, 4, 1, tzinfo=UTC)
DAYS = days_from(date(2026, 3, 1), 3)
PAGES = 8


def make(settings, days=DAYS, **options):
    """Everything from the archive to the published database; the lines about what was left as it was."""
    indexed = steps.index_archive(settings, days, str, **options)
    cleaned = steps.clean_days(settings, days, {}, str, workers=1, **options)
    steps.pair_days(settings, str)
    steps.group_stories(settings, str, NOW)
    warehouse.publish(settings)
    return [*indexed.problems, *indexed.kept.values()], cleaned


@pytest.fixture(scope="module")
def made_once(tmp_path_factory):
    """The data folder after everything was made."""
    settings = make_settings(tmp_path_factory.mktemp("made"))
    write_archive(settings, DAYS, PAGES)
    assert make(settings)[0] == []
    return settings.data


@pytest.fixture
def settings(made_once, tmp_path):
    """Settings with a copy of it that is the test's own."""
    made = make_settings(tmp_path)
    shutil.copytree(made_once, made.data)
    # A file that is another one than was published counts as damaged.
    assert warehouse.publish(made).copied
    return made


def published(settings):
    """Articles by day, as readers see them."""
    with warehouse.published(settings) as connection:
        return dict(connection.execute("SELECT day, count(*) FROM articles GROUP BY day").fetchall())


def everything(settings):
    with warehouse.published(settings) as connection:
        tables = ("captures", "articles", "stories", "duplicate_pairs", "story_groups", "story_group_members")
        return {name: sorted(connection.table(name).fetchall(), key=repr) for name in tables}


def away(settings, day):
    """Moves the archive folder of a day out of sight; what it gives brings it back."""
    folder = settings.archive / day.isoformat()
    hidden = settings.data / "not mounted"
    folder.rename(hidden)
    return lambda: hidden.rename(folder)


def delete_private_database(settings):
    store_of(settings).private.unlink()


def test_a_day_whose_files_are_missing_stays_until_they_are_back(settings):
    before = everything(settings)
    bring_back = away(settings, DAYS[1])
    lines, cleaned = make(settings)
    assert len(lines) == 1
    assert "2026-03-02 is left as it was: 2026-03-02/" in lines[0]
    assert "--forget-missing" in lines[0]
    assert cleaned.problems == lines
    assert everything(settings) == before
    bring_back()
    assert make(settings)[0] == []
    assert everything(settings) == before


def test_a_day_whose_file_is_shorter_stays(settings):
    before = everything(settings)
    [file] = (settings.archive / "2026-03-02").iterdir()
    file.write_bytes(file.read_bytes()[:300])
    lines, _ = make(settings)
    assert "300 bytes, and " in lines[0]
    assert everything(settings) == before


def test_only_forgetting_lets_go_of_what_is_missing(settings):
    away(settings, DAYS[1])
    assert make(settings, forget_missing=True)[0] == []
    assert published(settings) == {DAYS[0]: PAGES, DAYS[2]: PAGES}
    # It is forgotten: the next run does not ask for it again.
    assert make(settings)[0] == []


def test_a_second_crawler_s_file_adds_to_a_day_and_can_come_and_go(settings):
    write_archive(settings, DAYS[:1], 4, seed=2, run_id="20260302T000000Z-other0")
    assert make(settings)[0] == []
    both = everything(settings)
    assert len([row for row in both["captures"] if row[0] == DAYS[0]]) == PAGES + 4
    [other] = (settings.archive / "2026-03-01").glob("*other0*")
    hidden = shutil.move(other, settings.data / "other")
    assert len(make(settings)[0]) == 1
    assert everything(settings) == both
    shutil.move(hidden, other)
    make(settings)
    assert everything(settings) == both


def test_a_database_that_begins_anew_does_not_replace_what_is_published(settings):
    before = everything(settings)
    delete_private_database(settings)
    with pytest.raises(BrokenRuleError, match=r"2 days of it are unknown .* from 2026-03-01 to 2026-03-03"):
        make(settings, [DAYS[1]])
    assert everything(settings) == before
    make(settings)
    assert everything(settings) == before


def test_a_database_that_begins_anew_does_not_empty_days_whose_files_are_missing(settings):
    before = everything(settings)
    delete_private_database(settings)
    away(settings, DAYS[1])
    with pytest.raises(BrokenRuleError, match="1 days of it are unknown"):
        make(settings)
    assert everything(settings) == before


def test_an_older_state_of_the_database_is_not_published_over_a_newer_one(tmp_path):
    settings = make_settings(tmp_path)
    write_archive(settings, DAYS, 2)
    make(settings, DAYS[:2])
    private = store_of(settings).private
    shutil.copyfile(private, settings.data / "backup")
    make(settings)
    before = everything(settings)
    shutil.copyfile(settings.data / "backup", private)
    with pytest.raises(BrokenRuleError, match="an older state"):
        warehouse.publish(settings)
    assert everything(settings) == before


@pytest.mark.parametrize("damage", ["cut off", "written into"])
def test_a_damaged_published_file_is_published_anew(settings, damage):
    before = everything(settings)
    file = settings.database
    file.chmod(0o644)
    content = file.read_bytes()
    middle = len(content) // 2
    file.write_bytes(
        content[:middle] if damage == "cut off" else content[:middle] + b"x" * 99 + content[middle + 99 :]
    )
    assert warehouse.publish(settings).copied
    assert everything(settings) == before
    assert not warehouse.publish(settings).copied


def test_nothing_new_changes_nothing_and_something_new_only_its_source(settings):
    file = settings.database.stat().st_ino
    _, cleaned = make(settings)
    assert cleaned.cleaned == dict.fromkeys(DAYS, 0)
    assert settings.database.stat().st_ino == file
    write_archive(settings, DAYS[:1], 1, seed=3, run_id="20260302T000000Z-other0")
    _, cleaned = make(settings)
    assert cleaned.cleaned == {DAYS[0]: 1, DAYS[1]: 0, DAYS[2]: 0}
    fresh = make_settings(settings.data.parent / "fresh")
    shutil.copytree(settings.archive, fresh.archive)
    make(fresh)
    assert everything(fresh) == everything(settings)


def test_processes_clean_what_one_cleans(tmp_path, monkeypatch):
    monkeypatch.setattr("pipelines.steps.workers._PAGES_WORTH_A_PROCESS", 40)
    rows = []
    for workers in (1, 2):
        made = make_settings(tmp_path / str(workers))
        write_archive(made, DAYS[:1], 42)
        steps.index_archive(made, DAYS[:1], str)
        report = steps.clean_days(made, DAYS[:1], {}, str, workers=workers)
        assert report.cleaned == {DAYS[0]: len(SOURCES)}
        with warehouse.session(made) as connection:
            rows.append(
                [
                    connection.execute(f"FROM {table} ORDER BY ALL").fetchall()
                    for table in ("articles", "stories", "days")
                ]
            )
    assert rows[0] == rows[1]
