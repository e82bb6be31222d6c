SELECT min(day_a), story_a || ' ' || story_b
FROM duplicate_pairs
GROUP BY story_a, story_b
HAVING count(*) > 1
    OR story_a NOT IN (SELECT story_id FROM stories)
    OR story_b NOT IN (SELECT story_id FROM stories)
