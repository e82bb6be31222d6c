WITH members AS MATERIALIZED (
    SELECT m.is_canonical, s.*
    FROM story_group_members AS m JOIN stories AS s USING (story_id)
    WHERE m.group_id = $group AND s.day BETWEEN $first AND $last
),
first AS (SELECT story_id, published_at FROM members WHERE is_canonical),
pages AS (
    SELECT main.article_id, m.group_id
    FROM stories AS main JOIN story_group_members AS m USING (story_id)
    WHERE main.role = 'main' AND main.day BETWEEN $first AND $last
        AND main.article_id IN (SELECT article_id FROM members WHERE role = 'read_also')
)
SELECT s.story_id, s.is_canonical, s.source_id AS source, s.role, coalesce(s.title, a.title) AS title,
    s.body, s.dateline, s.published_at, s.published_at - first.published_at AS lag, a.language, a.url, a.image_url, a.is_complete,
    a.title AS page_title, pages.group_id AS page_group, a.attribution AS credited,
    coalesce(pair.hamming, evidence.hamming) AS hamming, coalesce(pair.overlap, evidence.overlap) AS overlap,
    coalesce(pair.jaccard, evidence.jaccard) AS jaccard,
    coalesce(pair.shared_runs, evidence.shared_runs) AS shared_runs, coalesce(pair.reason, evidence.reason) AS reason
FROM members AS s
CROSS JOIN first
JOIN articles AS a ON a.article_id = s.article_id AND a.day BETWEEN $first AND $last
LEFT JOIN pages ON pages.article_id = s.article_id
LEFT JOIN duplicate_pairs AS pair ON pair.story_a = first.story_id AND pair.story_b = s.story_id
    AND pair.day_a BETWEEN $first AND $last
LEFT JOIN group_evidence AS evidence
    ON evidence.canonical_story_id = first.story_id AND evidence.story_id = s.story_id
ORDER BY s.is_canonical DESC, s.published_at, s.story_id
