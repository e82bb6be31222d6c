DELETE FROM group_summaries WHERE day IN (FROM days_of_step);
INSERT INTO group_summaries
WITH chosen AS (
    FROM story_groups WHERE first_published_at::DATE IN (FROM days_of_step)
),
members AS (
    SELECT m.group_id, m.is_canonical, s.story_id, s.day, s.published_at, s.source_id, s.title, s.article_id
    FROM story_group_members AS m
    SEMI JOIN chosen USING (group_id)
    JOIN stories AS s USING (story_id)
),
gathered AS (
    SELECT
        group_id,
        any_value(article_id) FILTER (is_canonical) AS article_id,
        any_value(source_id) FILTER (is_canonical) AS source,
        any_value(title) FILTER (is_canonical) AS title,
        min(day) AS first_day,
        max(day) AS last_day,
        max(published_at) AS last_published_at,
        list(source_id) AS outlets,
        list(story_id ORDER BY is_canonical DESC, published_at, story_id) AS story_ids
    FROM members
    GROUP BY group_id
)
SELECT
    g.first_published_at::DATE AS day,
    group_id,
    g.first_published_at,
    gathered.last_published_at,
    g.stories - 1 AS copies,
    list_sort(list_distinct(gathered.outlets)) AS outlets,
    gathered.source,
    a.language,
    coalesce(gathered.title, a.title) AS title,
    left(replace(contents.opening, chr(10), ' '), 161) AS lead,
    a.url,
    d.document,
    gathered.first_day,
    gathered.last_day,
    gathered.story_ids
FROM chosen AS g
JOIN gathered USING (group_id)
JOIN articles AS a USING (article_id)
LEFT JOIN contents USING (group_id)
LEFT JOIN search_documents AS d USING (group_id)
ORDER BY day, copies DESC, g.first_published_at, group_id;
DELETE FROM days_to_summarise WHERE day IN (FROM days_of_step)
