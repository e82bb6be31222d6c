SELECT coalesce(articles, 0)
FROM generate_series(
    (SELECT greatest(min(day), $last::DATE - $shown) FROM days), $last::DATE, INTERVAL 1 DAY
) AS all_days (moment) LEFT JOIN days ON day = moment::DATE
ORDER BY moment
