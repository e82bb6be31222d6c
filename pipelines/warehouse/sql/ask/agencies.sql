SELECT attribution AS agency, count(*) AS articles, count(DISTINCT source_id) AS outlets
FROM articles
WHERE attribution IS NOT NULL AND day > (SELECT max(day) FROM articles) - $days::INTEGER
GROUP BY attribution
ORDER BY articles DESC, attribution
LIMIT $shown
