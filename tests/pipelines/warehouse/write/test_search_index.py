"""The search index over many publications."""

from datetime import date, timedelta

import pytest

from pipelines.warehouse import session
from pipelines.warehouse.ask.search.groups import Filter, groups
from pipelines.warehouse.write.search_index import PART_DOCUMENTS
from pipelines.warehouse.write.summarising import summarise_days
from tests.support.warehouse.rows import NOON, article, replace_day, story

pytestmark = pytest.mark.process

DAYS = 9


def test_stories_of_all_days_are_found_after_small_parts_were_merged(settings):
    with session(settings) as connection:
        for number in range(DAYS):
            day, moment = date(2026, 3, 1) + timedelta(number), NOON + timedelta(number)
            row = story(day, f"a{number}") | {"title": f"خبر {number}", "published_at": moment}
            replace_day(connection, day, articles=[article(day, f"a{number}")], stories=[row])
            summarise_days(connection)
        # Eight parts of a story, and the ninth.
        parts = connection.execute(
            "SELECT count(DISTINCT document // $part) FROM search_documents", {"part": PART_DOCUMENTS}
        ).fetchall()
        assert parts == [(1,)]
        assert groups(connection, Filter(words="خبر")).in_all == DAYS
        for number in range(DAYS):
            [found] = groups(connection, Filter(words=f'"خبر {number}"')).stories
            assert found["group_id"] == f"a{number}-0"
