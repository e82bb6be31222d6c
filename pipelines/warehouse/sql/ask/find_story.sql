SELECT s.story_id, s.source_id, s.role, s.day, s.published_at, coalesce(s.title, a.title), a.url, s.body,
    s.words, s.fingerprint, m.group_id,
    coalesce((
        SELECT min(p.story_a) FROM duplicate_pairs AS p WHERE p.story_b = s.story_id AND p.reason = 'identical'
    ), s.story_id)
FROM stories AS s JOIN articles AS a USING (article_id) JOIN story_group_members AS m USING (story_id)
WHERE s.story_id = $name OR (s.position = 0 AND (a.url IN ($name, $url) OR a.canonical_url = $url))
-- The address that a reader sees may be one that the listed one led to, and several articles' own.
ORDER BY s.story_id = $name DESC, a.url IN ($name, $url) DESC, s.published_at, s.story_id
LIMIT 1
