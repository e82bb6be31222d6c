SELECT attribution, count(*) AS articles
FROM articles
WHERE day = $day AND attribution IS NOT NULL
GROUP BY attribution
ORDER BY articles DESC, attribution
LIMIT $shown
