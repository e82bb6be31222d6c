-- Days that are over for at least a day, of sources with four or more such weekdays behind them: a source that is
-- new, or only backfilled here and there, has no rhythm yet. A day on which it published nothing counts as 0.
WITH last_day AS (SELECT max(fetched_at)::DATE AS fetched FROM articles),
spans AS (SELECT source_id, min(day) AS first FROM articles GROUP BY source_id),
calendar AS (
    SELECT spans.source_id, days.day
    FROM spans JOIN days ON days.day >= spans.first, last_day
    WHERE days.day < last_day.fetched - 1
),
counts AS (
    SELECT calendar.source_id, calendar.day, count(article_id) AS articles
    FROM calendar LEFT JOIN articles USING (source_id, day)
    GROUP BY ALL
),
with_usual AS (
    SELECT
        *,
        median(articles) OVER weeks AS usual,
        count(*) OVER weeks AS known
    FROM counts
    WINDOW weeks AS (
        PARTITION BY source_id, isodow(day) ORDER BY day
        RANGE BETWEEN INTERVAL 56 DAYS PRECEDING AND INTERVAL 1 DAY PRECEDING
    )
)
SELECT
    day,
    format('{}: {} articles, its usual {} has {}', source_id, articles, dayname(day), usual::INTEGER)
FROM with_usual
WHERE known >= 4 AND usual >= 4 AND articles < 0.5 * usual
