from datetime import UTC, date, datetime, timedelta

import pytest

from pipelines import warehouse
from pipelines.warehouse.ask import for_steps
from pipelines.warehouse.write import partitions
from pipelines.warehouse.write.partitions import FileCaptures
from tests.support.warehouse.rows import article, pair, story, write_day

DAY = date(2026, 3, 1)
NEXT = date(2026, 3, 2)


def table(settings, sql):
    with warehouse.session(settings) as connection:
        return connection.execute(sql).fetchall()


def test_a_day_written_twice_stands_once(settings):
    for _ in range(2):
        write_day(settings, DAY, ["a", "b"])
    assert table(settings, "SELECT day, article_id FROM articles ORDER BY ALL") == [(DAY, "a"), (DAY, "b")]
    assert table(settings, "SELECT story_id FROM stories ORDER BY ALL") == [("a-0",), ("b-0",)]
    assert table(settings, "SELECT day, articles, stories FROM days") == [(DAY, 2, 2)]


def test_values_of_all_kinds_come_back_as_they_went_in(settings):
    row = article(DAY, "a") | {
        "title": "خبر «عاجل»; DROP TABLE articles; --\n\t\\ \" '",
        "keywords": ["الولایات المتحدة", "a,b"],
        "published_at": datetime(2026, 3, 1, 2, tzinfo=UTC) - timedelta(hours=3),
        "removed": [{"start": 3, "end": 9, "kind": "label"}],
        "author": None,
    }
    write_day(settings, DAY, [], articles=[row], stories=[story(DAY, "a") | {"fingerprint": 2**64 - 1}])
    with warehouse.session(settings) as connection:
        stored = connection.execute(
            "SELECT a.title, keywords, a.published_at, removed, author, fingerprint FROM articles AS a JOIN stories USING (article_id)"
        ).fetchall()
    assert stored == [(row["title"], row["keywords"], row["published_at"], row["removed"], None, 2**64 - 1)]


@pytest.mark.parametrize("order", [(DAY, NEXT), (NEXT, DAY)])
def test_a_page_under_two_days_is_the_one_fetched_last_whatever_came_first(settings, order):
    fetched = {DAY: datetime(2026, 3, 1, 9, tzinfo=UTC), NEXT: datetime(2026, 3, 2, 9, tzinfo=UTC)}
    for day in order:
        write_day(
            settings,
            day,
            [],
            articles=[article(day, "a") | {"fetched_at": fetched[day]}],
            stories=[story(day, "a")],
        )
    assert table(settings, "SELECT day FROM articles") == [(NEXT,)]
    assert table(settings, "SELECT day FROM stories") == [(NEXT,)]


def test_an_error_inside_a_session_leaves_all_as_it_was(settings):
    write_day(settings, DAY, ["a"])
    with pytest.raises(RuntimeError), warehouse.session(settings) as connection:
        connection.execute("DELETE FROM articles")
        raise RuntimeError
    assert table(settings, "SELECT article_id FROM articles") == [("a",)]


def test_pairs_of_stories_in_focus_or_gone_are_replaced(settings):
    write_day(settings, DAY, ["a", "b", "c", "d"])
    with warehouse.session(settings) as connection:
        partitions.replace_pairs(
            connection, [], [pair("a-0", "b-0"), pair("c-0", "d-0"), pair("a-0", "gone")], [(DAY, "x")]
        )
    with warehouse.session(settings) as connection:
        partitions.replace_pairs(connection, ["b-0"], [pair("b-0", "c-0")], [(DAY, "y")])
        stored = connection.execute("SELECT story_a, story_b FROM duplicate_pairs ORDER BY ALL").fetchall()
        assert stored == [("b-0", "c-0"), ("c-0", "d-0")]
        assert for_steps.signatures(connection)[DAY][1] == "y"


def test_the_newest_page_stands_for_a_url_and_a_feed_s_text_only_without_one(settings):
    def capture(capture_id, url, kind, hour):
        return {
            "day": DAY,
            "capture_id": capture_id,
            "source_id": "almanara",
            "kind": kind,
            "url": url,
            "fetched_at": datetime(2026, 3, 1, hour, tzinfo=UTC),
            "status": 200,
            "bytes": 1,
            "sha256": "0",
            "warc_file": "2026-03-01/run.warc.gz",
            "warc_offset": hour,
            "rejected": None,
        }

    with warehouse.session(settings) as connection:
        partitions.replace_captures(
            connection,
            DAY,
            [
                FileCaptures(
                    "2026-03-01/run.warc.gz",
                    100,
                    [
                        capture("old page", "u", "page", 1),
                        capture("new page", "u", "page", 2),
                        capture("newer entry", "u", "entry", 3),
                        capture("lone entry", "v", "entry", 4),
                    ],
                    [],
                )
            ],
        )
        chosen = for_steps.newest_captures(connection, DAY)
    assert [capture_id for capture_id, *_ in chosen] == ["new page", "lone entry"]
