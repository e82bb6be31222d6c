-- What people query. Replaced whenever this file changes, so that they always fit the code.

CREATE OR REPLACE VIEW news AS
SELECT
    g.group_id,
    g.first_published_at,
    coalesce(s.title, a.title) AS title,
    a.language,
    s.source_id AS source,
    g.stories - 1 AS copies,
    g.sources AS outlet_count,
    (
        SELECT list(DISTINCT m_s.source_id ORDER BY m_s.source_id)
        FROM story_group_members AS m JOIN stories AS m_s USING (story_id)
        WHERE m.group_id = g.group_id
    ) AS outlets,
    a.attribution,
    a.url,
    s.body
FROM story_groups AS g
JOIN stories AS s ON s.story_id = g.canonical_story_id
JOIN articles AS a USING (article_id);
COMMENT ON VIEW news IS 'One row a story: its canonical text, how many copies, in which outlets';

CREATE OR REPLACE VIEW republications AS
SELECT
    m.group_id,
    original.story_id AS original_story_id,
    copy.story_id AS copy_story_id,
    original.source_id AS original_source,
    copy.source_id AS copy_source,
    original.title AS original_title,
    copy.title AS copy_title,
    copy.role AS copy_role,
    copy.published_at - original.published_at AS lag,
    pair.overlap,
    pair.hamming,
    pair.reason,
    article.attribution AS credited,
    article.url AS copy_url
FROM story_groups AS g
JOIN story_group_members AS m ON m.group_id = g.group_id AND NOT m.is_canonical
JOIN stories AS original ON original.story_id = g.canonical_story_id
JOIN stories AS copy ON copy.story_id = m.story_id
JOIN articles AS article ON article.article_id = copy.article_id
LEFT JOIN duplicate_pairs AS pair
    ON pair.story_a = original.story_id AND pair.story_b = copy.story_id;
COMMENT ON VIEW republications IS
    'Original to copy: lag, evidence (NULL where the copy joined through other members), whom the copy credits';

CREATE OR REPLACE VIEW source_health AS
WITH fetched AS (
    SELECT
        source_id,
        max(fetched_at) FILTER (outcome IN ('captured', 'not_modified')) AS last_success_at,
        count(*) AS attempts,
        count(*) FILTER (outcome = 'captured' AND kind = 'page') AS pages_captured,
        count(*) FILTER (outcome = 'not_modified') AS not_modified,
        count(*) FILTER (error IS NOT NULL) AS errors,
        arg_max(error, fetched_at) AS last_error
    FROM fetches
    GROUP BY source_id
),
cleaned AS (
    SELECT source_id, count(*) AS articles, max(published_at) AS newest_article_at
    FROM articles
    GROUP BY source_id
)
SELECT
    source_id, last_success_at, attempts, pages_captured, not_modified, errors, last_error,
    coalesce(articles, 0) AS articles, newest_article_at
FROM fetched LEFT JOIN cleaned USING (source_id);
COMMENT ON VIEW source_health IS 'One row a source: when it last answered, what it gave, what went wrong last';
