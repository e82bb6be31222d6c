WITH lags AS (
    SELECT source_id, day, epoch(fetched_at - published_at) / 3600 AS hours
    FROM articles
    WHERE day BETWEEN least($last::DATE - $shown, $first) AND $last AND published_at IS NOT NULL
),
by_day AS (SELECT source_id, day, median(hours) AS hours FROM lags GROUP BY ALL),
charts AS (
    SELECT source_id, list(hours ORDER BY day) AS hours FROM by_day
    WHERE day >= $last::DATE - $shown GROUP BY source_id
)
SELECT source_id, count(*), median(lags.hours) AS usual, any_value(charts.hours)
FROM lags JOIN charts USING (source_id)
WHERE lags.day BETWEEN $first AND $last
GROUP BY source_id
ORDER BY usual DESC, source_id
