SELECT min(day), story_id FROM stories GROUP BY story_id HAVING count(*) > 1
