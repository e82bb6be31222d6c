"""Each check sees what it is for, on the day that it is about, and nothing else."""

from datetime import UTC, date, datetime, timedelta

import pytest

from pipelines import warehouse
from pipelines.errors import BrokenRuleError
from pipelines.warehouse.checks import CHECKS, run_check, run_checks
from pipelines.warehouse.write import partitions
from pipelines.warehouse.write.partitions import FileCaptures
from tests.support.warehouse.rows import article, story, write_day

DAY = date(2026, 3, 1)
NEXT = date(2026, 3, 2)
BY_NAME = {check.name: check for check in CHECKS}


def failing(settings):
    return {check.name: found for check in CHECKS if (found := run_check(settings, check))}


def sql(settings, statement):
    with warehouse.session(settings) as connection:
        connection.execute(statement)


def test_nothing_is_wrong_with_good_days_and_a_day_asked_about_is_there(settings):
    write_day(settings, DAY, ["a", "b"])
    write_day(settings, NEXT, ["c"])
    assert failing(settings) == {}
    assert run_check(settings, BY_NAME["story_ids_unique"], [DAY, NEXT]) == {DAY: [], NEXT: []}


def test_a_day_is_not_blamed_for_another(settings):
    future = article(NEXT, "b") | {"published_at": datetime(2026, 4, 1, tzinfo=UTC)}
    write_day(settings, DAY, ["a"])
    write_day(settings, NEXT, [], articles=[future], stories=[story(NEXT, "b")])
    check = BY_NAME["no_article_from_the_future"]
    assert run_check(settings, check, [DAY]) == {DAY: []}
    assert run_check(settings, check, [DAY, NEXT]) == {DAY: [], NEXT: [future["url"]]}


@pytest.mark.parametrize(
    ("name", "harm"),
    [
        ("article_ids_unique", "INSERT INTO articles FROM articles"),
        ("story_ids_unique", "INSERT INTO stories FROM stories"),
        ("every_article_has_one_main_story", "UPDATE stories SET role = 'read_also'"),
        (
            "pairs_are_of_stories",
            "INSERT INTO duplicate_pairs SELECT story_id, 'gone', day, day, 1, 1, 1, 9, 'edited', '', 'jaccard' FROM stories",
        ),
        ("every_story_in_one_group", "DELETE FROM story_group_members"),
        ("arabic_is_arabic", "UPDATE articles SET body = 'All of it is English'"),
    ],
)
def test_a_harmed_table_is_seen_and_what_blocks_is_not_published(settings, name, harm):
    write_day(settings, DAY, ["a"])
    warehouse.publish(settings)
    sql(settings, harm)
    sql(settings, "UPDATE meta SET generation = generation + 1")
    assert run_check(settings, BY_NAME[name]).keys() == {DAY}
    if BY_NAME[name].kind == "blocking":
        with pytest.raises(BrokenRuleError, match="readers keep what they have"):
            warehouse.publish(settings)
        with warehouse.published(settings) as connection:
            assert connection.execute("SELECT count(*) FROM news").fetchall() == [(1,)]
        assert not list(settings.data.glob(".*"))
    else:
        assert warehouse.publish(settings).copied


def test_a_wall_that_was_stored_as_articles_is_found_again(settings):
    write_day(settings, DAY, ["a"])
    check = BY_NAME["one_text_one_title"]
    assert run_check(settings, check) == {}
    sql(settings, "INSERT INTO articles SELECT * REPLACE ('b' AS article_id, 'ي' AS title) FROM articles")
    sql(settings, "INSERT INTO stories SELECT * REPLACE ('b' AS article_id, 'b-0' AS story_id) FROM stories")
    (line,) = run_check(settings, check)[DAY]
    assert "one text under 2 titles" in line


def test_captures_without_article_are_counted_with_their_reasons(settings):
    captures = [
        {
            "day": DAY, "capture_id": str(n), "source_id": "almanara", "kind": "page", "url": str(n),
            "fetched_at": datetime(2026, 3, 1, tzinfo=UTC), "status": 200, "bytes": 1, "sha256": "0",
            "warc_file": "f", "warc_offset": n, "rejected": None,
        }
        for n in range(10)
    ]  # fmt: skip
    with warehouse.session(settings) as connection:
        partitions.replace_captures(connection, DAY, [FileCaptures("f", 1, captures, [])])
    check = BY_NAME["captures_give_articles"]
    sql(settings, "UPDATE captures SET rejected = 'no text' WHERE warc_offset < 2")
    assert run_check(settings, check) == {}
    sql(settings, "UPDATE captures SET rejected = 'cut off' WHERE warc_offset = 2")
    assert run_check(settings, check) == {DAY: ["almanara: 3 of 10 captures: no text (2); cut off (1)"]}


def test_a_source_s_day_is_held_against_its_own_weekday(settings):
    sundays = [DAY + timedelta(weeks=week) for week in range(7)]
    for sunday, count in zip(sundays, (10, 12, 10, 11, 10, 4, 6), strict=True):
        fetched = {"fetched_at": datetime.combine(sunday, datetime.min.time(), UTC) + timedelta(days=5)}
        names = [f"{sunday}-{n}" for n in range(count)]
        write_day(
            settings,
            sunday,
            [],
            articles=[article(sunday, name) | fetched for name in names],
            stories=[story(sunday, name) for name in names],
        )
        monday = sunday + timedelta(days=1)  # few articles on other weekdays are no offence
        write_day(settings, monday, [f"{monday}-0"])
    assert run_check(settings, BY_NAME["as_many_articles_as_usual"]) == {
        sundays[5]: ["almanara: 4 articles, its usual Sunday has 10"]
    }


def test_a_sudden_share_of_copies_is_seen(settings):
    for number in range(9):
        day = DAY + timedelta(days=number)
        write_day(settings, day, [f"{day}-{n}" for n in range(20)])
    last = DAY + timedelta(days=8)
    sql(
        settings,
        "UPDATE story_groups SET stories = 2 WHERE group_id IN (SELECT max(story_id) FROM stories GROUP BY day, right(story_id, 3) HAVING day = '2026-03-09' LIMIT 10)",
    )
    assert run_check(settings, BY_NAME["as_many_copies_as_usual"]) == {
        last: ["50 % of 20 stories stand more than once, usually 0 %"]
    }


def test_what_was_found_is_remembered_until_the_database_is_written(settings):
    write_day(settings, DAY, ["a"])
    check = BY_NAME["article_ids_unique"]

    def remembered():
        return run_checks(settings, [check], [DAY])[check]

    assert remembered() == {DAY: []}
    # Nobody but Naba writes there, and Naba counts its writes.
    sql(settings, "INSERT INTO articles FROM articles")
    assert remembered() == {DAY: []}
    assert run_check(settings, check, [DAY])[DAY]
    sql(settings, "UPDATE meta SET generation = generation + 1")
    assert remembered()[DAY]
    (settings.warehouse / "checks_of_articles.json").write_text("half", encoding="utf-8")
    assert remembered()[DAY]


def test_what_was_found_in_articles_holds_while_only_groups_are_written(settings):
    write_day(settings, DAY, ["a"])
    of_articles, of_groups = BY_NAME["article_ids_unique"], BY_NAME["every_story_in_one_group"]
    assert run_checks(settings, [of_articles, of_groups], [DAY]) == {
        of_articles: {DAY: []},
        of_groups: {DAY: []},
    }
    sql(settings, "INSERT INTO articles FROM articles; DELETE FROM story_group_members")
    with warehouse.session(settings) as connection:
        partitions.replace_pairs(connection, [], [], [])
    found = run_checks(settings, [of_articles, of_groups], [DAY])
    assert not found[of_articles][DAY]
    assert found[of_groups][DAY]
    with warehouse.session(settings) as connection:
        partitions.replace_captures(connection, DAY, [])
    assert run_checks(settings, [of_articles], [DAY])[of_articles][DAY]
