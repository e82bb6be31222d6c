SELECT day, source_id AS source, count(*) AS articles
FROM articles
WHERE day > (SELECT max(day) FROM articles) - $days::INTEGER
GROUP BY ALL
ORDER BY ALL
