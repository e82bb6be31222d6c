SELECT first_published_at, stories, sources, coalesce(s.title, a.title) AS title, s.source_id AS source
FROM story_groups JOIN stories AS s ON s.story_id = canonical_story_id
    JOIN articles AS a USING (article_id)
WHERE stories > 1 AND s.day BETWEEN $first AND $last
ORDER BY stories DESC, first_published_at, group_id LIMIT $limit
