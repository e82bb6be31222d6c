from datetime import date, timedelta

from pipelines.warehouse.ask import for_dagster
from tests.support.warehouse.rows import NOON, article, write_day

DAY = NOON.date()


def test_articles_by_day_and_the_lag_of_each_source(settings):
    for day, lags in ((DAY - timedelta(days=2), [1]), (DAY, [2, 4, None])):
        rows = [
            article(day, f"{day}-{number}") | {"published_at": lag and NOON - timedelta(hours=lag)}
            for number, lag in enumerate(lags)
        ]
        write_day(settings, day, [], articles=rows)
    assert for_dagster.articles_by_day(settings, DAY) == [1, 0, 3]
    assert for_dagster.source_lags(settings, DAY, DAY) == [("almanara", 2, 3.0, [1.0, 3.0])]
    assert for_dagster.source_lags(settings, date(2026, 3, 5), date(2026, 3, 5)) == []
