from datetime import UTC, date, datetime

import dagster as dg
import pytest

from crawlers.registry.loading import load_registry
from dagster_project.assets.metadata import digest, markdown_table
from dagster_project.build import build_definitions
from dagster_project.dagster_gaps import SCHEDULE_TAG
from pipelines.warehouse.ask.for_report import DayReport

SOURCE = """
name = "اختبار"
language = "ar"
timezone = "Asia/Beirut"
homepage = "https://news.example"

[[feeds]]
url = "https://news.example/rss.xml"
"""


@pytest.fixture
def settings(settings):
    """With one source."""
    (settings.sources / "lb").mkdir(parents=True)
    (settings.sources / "lb" / "first.toml").write_text(SOURCE)
    return settings


def build(settings):
    return build_definitions(settings, load_registry(settings.sources))


def keys(settings):
    return {spec.key.to_user_string() for spec in build(settings).resolve_all_asset_specs()}


def test_the_assets_are_the_way_a_story_travels(settings):
    assert keys(settings) == {
        "captures",
        "archive",
        "articles",
        "stories",
        "duplicate_pairs",
        "story_groups",
        "naba_db",
        "daily_report",
    }


def test_assets_and_checks_are_as_many_with_any_number_of_sources(settings):
    def counted():
        definitions = build(settings)
        return keys(settings), len(list(definitions.resolve_asset_graph().asset_check_keys))

    with_one = counted()
    (settings.sources / "lb" / "second.toml").write_text(SOURCE)
    (settings.sources / "lb" / "wrong.toml").write_text(SOURCE.replace("language", "langauge"))
    assert counted() == with_one


def test_loading_touches_neither_data_nor_network(settings):
    build(settings)
    assert not settings.data.exists()


def test_every_description_is_there(settings):
    specs = list(build(settings).resolve_all_asset_specs())
    assert all(
        spec.description and spec.group_name and spec.code_version and spec.owners and spec.kinds
        for spec in specs
    )


def test_today_is_a_partition_and_every_asset_has_days(settings):
    definitions = build(settings)
    for spec in definitions.resolve_all_asset_specs():
        assert spec.partitions_def.get_partition_keys()[-1] == datetime.now(UTC).date().isoformat()
        assert spec.partitions_def.get_partition_keys()[0] == "2026-01-01"


@pytest.fixture
def tick(settings):
    """What a schedule asks for at a time, and the instance that it looks at."""
    with dg.instance_for_test() as instance:

        def at(name, moment):
            repository = build(settings).get_repository_def()
            with dg.build_schedule_context(
                instance=instance, scheduled_execution_time=moment, repository_def=repository
            ) as context:
                return repository.get_schedule_def(name)(context)

        yield at, instance


def test_the_schedule_asks_for_today_and_yesterday_in_one_run_and_is_off_at_first(settings, tick):
    request = tick[0]("hourly", datetime(2026, 3, 2, 0, 0, tzinfo=UTC))
    assert request.partition_key_range == dg.PartitionKeyRange("2026-03-01", "2026-03-02")
    schedules = build(settings).get_repository_def().schedule_defs
    assert {one.default_status for one in schedules} == {dg.DefaultScheduleStatus.STOPPED}


@pytest.mark.parametrize("name", ["hourly", "nightly"])
@pytest.mark.parametrize(
    ("today", "first"), [("2026-01-01", "2026-01-01"), ("2026-01-02", "2026-01-01"), ("2025-12-31", None)]
)
def test_schedules_ask_for_no_day_before_the_first(tick, name, today, first):
    """On the first day, which documents tell a newcomer to set to today; after it; and before it."""
    request = tick[0](name, datetime.fromisoformat(f"{today}T05:00:00+00:00"))
    if first is None:
        assert "NABA_FIRST_DAY" in request.skip_message
    else:
        assert request.partition_key_range == dg.PartitionKeyRange(first, today)


def test_a_schedule_does_not_pile_up_behind_itself(tick):
    at, instance = tick
    run = dg.DagsterRun(
        job_name="collect_and_group", status=dg.DagsterRunStatus.STARTED, tags={SCHEDULE_TAG: "hourly"}
    )
    instance.add_run(run)
    moment = datetime(2026, 3, 2, 5, tzinfo=UTC)
    assert run.run_id in at("hourly", moment).skip_message
    assert isinstance(at("nightly", moment), dg.RunRequest)


def test_the_daemon_s_runs_of_a_schedule_have_the_tag_that_tells_it():
    from dagster._core.storage.tags import SCHEDULE_NAME_TAG

    assert SCHEDULE_TAG == SCHEDULE_NAME_TAG


def test_a_table_without_rows_is_none():
    assert markdown_table(["title"], []).value == "none"


def test_table_cells_show_hostile_text_as_text():
    table = markdown_table(["title"], [["<script>alert(1)</script> | a\nb"], [None]])
    assert table.value.splitlines()[2:] == ["| &lt;script>alert(1)&lt;/script> \\| a b |", "|  |"]
    image = markdown_table(["title"], [["![x](https://stranger.example/a_b.png) `c`"]])
    assert image.value.splitlines()[2] == r"| \!\[x\](https://stranger.example/a\_b.png) \`c\` |"


def test_the_digest_of_a_day_is_a_few_lines_of_markdown():
    row = {
        "title": "خبر <b>|",
        "source": "nasim",
        "copies": 2,
        "outlets": ["khulasa", "nasim"],
        "first_published_at": datetime(2026, 3, 1, 6, 10, tzinfo=UTC),
    }
    totals = {"stories": 30, "with_copies": 30, "copies": 60, "outlets": 2}
    report = DayReport(date(2026, 3, 1), totals, [row] * 25, [], [], [], [], 0, ["sahel"])
    head, _, *table = digest(report).value.splitlines()
    assert head == "**2026-03-01**: 30 stories in 2 outlets, 30 of them with 60 copies"
    assert table[2] == "| 06:10 | خبر &lt;b>\\| | nasim | 2 | khulasa |"
    assert len(table) == 2 + 10 + 2
    assert table[-1] == "No article of this day from: sahel"


@pytest.mark.parametrize(
    ("stories", "with_copies", "copies", "outlets", "said"),
    [
        (0, 0, 0, 0, "0 stories in 0 outlets, no copies"),
        (1, 0, 0, 1, "1 story in 1 outlet, no copies"),
        (6, 1, 1, 2, "6 stories in 2 outlets, 1 of them with 1 copy"),
        (1200, 4, 2000, 7, "1,200 stories in 7 outlets, 4 of them with 2,000 copies"),
    ],
)
def test_a_day_in_short_is_a_sentence_for_any_numbers(stories, with_copies, copies, outlets, said):
    totals = {"stories": stories, "with_copies": with_copies, "copies": copies, "outlets": outlets}
    assert DayReport(date(2026, 3, 1), totals, [], [], [], [], [], 0, []).in_short == said
