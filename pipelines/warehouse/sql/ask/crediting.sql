SELECT source_id AS source, count(*) AS articles, count(attribution) AS credited
FROM articles
WHERE day > (SELECT max(day) FROM articles) - $days::INTEGER
GROUP BY source_id
ORDER BY credited DESC, articles DESC, source
LIMIT $shown
