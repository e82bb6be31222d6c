SELECT s.role, g.group_id, g.stories, original.url
FROM articles AS a
JOIN stories AS s USING (article_id)
JOIN story_group_members AS m USING (story_id)
JOIN story_groups AS g USING (group_id)
JOIN stories AS canonical ON canonical.story_id = g.canonical_story_id
JOIN articles AS original ON original.article_id = canonical.article_id
WHERE $url IN (a.url, a.canonical_url)
ORDER BY s.position
