SELECT g.canonical_story_id, any_value(original.body), copy.body, list(copy.story_id ORDER BY copy.story_id)
FROM story_group_members AS m
SEMI JOIN affected USING (story_id)
JOIN story_groups AS g USING (group_id)
ANTI JOIN duplicate_pairs AS pair ON pair.story_a = g.canonical_story_id AND pair.story_b = m.story_id
JOIN stories AS copy ON copy.story_id = m.story_id
JOIN stories AS original ON original.story_id = g.canonical_story_id
WHERE NOT m.is_canonical
GROUP BY g.canonical_story_id, copy.body
ORDER BY g.canonical_story_id
