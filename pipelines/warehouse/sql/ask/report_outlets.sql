SELECT
    source_id AS source,
    count(DISTINCT article_id) AS articles,
    count(*) FILTER (is_canonical) AS originals,
    count(*) FILTER (NOT is_canonical) AS copies,
    count(*) FILTER (role = 'read_also') AS read_also
FROM stories JOIN story_group_members USING (story_id)
WHERE day = $day
GROUP BY source_id
ORDER BY articles DESC, source_id
