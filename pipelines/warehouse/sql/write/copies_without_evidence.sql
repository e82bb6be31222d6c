SELECT g.canonical_story_id, list(m.story_id ORDER BY m.story_id) AS copies
FROM story_group_members AS m
SEMI JOIN affected USING (story_id)
JOIN story_groups AS g USING (group_id)
ANTI JOIN duplicate_pairs AS pair ON pair.story_a = g.canonical_story_id AND pair.story_b = m.story_id
WHERE NOT m.is_canonical
GROUP BY g.canonical_story_id
ORDER BY g.canonical_story_id
