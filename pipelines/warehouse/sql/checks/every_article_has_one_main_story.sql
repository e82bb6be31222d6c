SELECT min(a.day), a.article_id
FROM articles AS a LEFT JOIN stories AS s ON s.article_id = a.article_id AND s.role = 'main'
GROUP BY a.article_id HAVING count(s.story_id) != 1
