SELECT min(day), article_id FROM articles GROUP BY article_id HAVING count(*) > 1
