SELECT g.group_id, g.title, g.language, g.source, g.copies, g.first_published_at, l.similarity, l.shared_words
FROM (
    SELECT later_group_id AS group_id, similarity, shared_words FROM group_links WHERE earlier_group_id = $group
    UNION ALL
    SELECT earlier_group_id, similarity, shared_words FROM group_links WHERE later_group_id = $group
) AS l
JOIN group_summaries AS g USING (group_id)
ORDER BY l.similarity DESC, g.group_id
LIMIT $shown
