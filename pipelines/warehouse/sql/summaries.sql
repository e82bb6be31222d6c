-- What the story explorer and the daily report list: narrow, in the order of lists. Made on the copy that is being
-- published, from the tables in it, so they are never behind them, and the pipeline has nothing more to keep.

CREATE OR REPLACE TABLE group_summaries AS
WITH members AS (
    SELECT m.group_id, m.is_canonical, s.day, s.published_at, s.source_id, s.title, s.article_id
    FROM story_group_members AS m JOIN stories AS s USING (story_id)
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
        list(title) AS titles
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
    a.url,
    -- between two titles a character that stands in none, so that no search finds words of both
    array_to_string(list_sort(list_distinct(gathered.titles)), chr(31)) AS titles,
    gathered.first_day,
    gathered.last_day
FROM story_groups AS g
JOIN gathered USING (group_id)
JOIN articles AS a USING (article_id)
ORDER BY day, copies DESC, g.first_published_at, group_id;
COMMENT ON TABLE group_summaries IS 'One row a story, as lists show it; made when the database is published';
COMMENT ON COLUMN group_summaries.day IS 'UTC day of its first copy';
COMMENT ON COLUMN group_summaries.titles IS 'All titles of its copies, for searching; between two stands chr(31)';
COMMENT ON COLUMN group_summaries.first_day IS 'First partition that holds a copy';
COMMENT ON COLUMN group_summaries.last_day IS 'Last partition that holds a copy';

CREATE OR REPLACE TABLE source_summaries AS
SELECT
    source_id,
    h.* EXCLUDE (source_id, articles, newest_article_at),
    coalesce(written.articles, 0) AS articles,
    written.newest_article_at,
    coalesce(written.languages, []) AS languages
FROM source_health AS h
FULL JOIN (
    SELECT
        source_id,
        count(*) AS articles,
        max(published_at) AS newest_article_at,
        list_sort(list(DISTINCT language) FILTER (language IS NOT NULL)) AS languages
    FROM articles
    GROUP BY source_id
) AS written USING (source_id)
ORDER BY source_id;
COMMENT ON TABLE source_summaries IS
    'One row a source, also of those that were never fetched from: source_health when the database was published';

CREATE OR REPLACE TABLE source_exchanges AS
SELECT
    original_source,
    copy_source,
    count(*) AS stories,
    median(lag) AS median_lag,
    count(credited) AS credited
FROM republications
WHERE original_source != copy_source
GROUP BY ALL
ORDER BY ALL;
COMMENT ON TABLE source_exchanges IS
    'Who copied whom: how many stories, how late, how many with a credit; made when the database is published';
