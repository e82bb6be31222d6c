SELECT min(s.day), s.story_id
FROM stories AS s LEFT JOIN story_group_members AS m USING (story_id)
GROUP BY s.story_id HAVING count(m.group_id) != 1
UNION ALL
SELECT g.first_published_at::DATE, g.group_id
FROM story_groups AS g LEFT JOIN story_group_members AS m
    ON m.group_id = g.group_id AND m.story_id = g.canonical_story_id AND m.is_canonical
WHERE m.group_id IS NULL
