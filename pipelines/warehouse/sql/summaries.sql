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
COMMENT ON COLUMN group_summaries.group_id IS 'The story, in story_groups';
COMMENT ON COLUMN group_summaries.first_published_at IS 'When its first copy was published';
COMMENT ON COLUMN group_summaries.last_published_at IS 'When its last copy was published';
COMMENT ON COLUMN group_summaries.copies IS 'How many further stories are the same one';
COMMENT ON COLUMN group_summaries.outlets IS 'In which outlets it stands, in the order of the alphabet';
COMMENT ON COLUMN group_summaries.source IS 'Outlet of the canonical story';
COMMENT ON COLUMN group_summaries.language IS 'Language of the page of the canonical story';
COMMENT ON COLUMN group_summaries.title IS 'Headline of the canonical story, else of its page';
COMMENT ON COLUMN group_summaries.url IS 'Address of that page';
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
COMMENT ON COLUMN source_summaries.source_id IS 'The outlet';
COMMENT ON COLUMN source_summaries.last_success_at IS 'When a feed, sitemap or listing of it last answered';
COMMENT ON COLUMN source_summaries.attempts IS 'All attempts to fetch anything of it';
COMMENT ON COLUMN source_summaries.polls IS 'Times that a feed, sitemap or listing was asked for';
COMMENT ON COLUMN source_summaries.share_not_modified IS 'Share of those in which nothing had changed';
COMMENT ON COLUMN source_summaries.pages_captured IS 'Article pages stored';
COMMENT ON COLUMN source_summaries.share_captured IS 'Their share of the pages that were asked for';
COMMENT ON COLUMN source_summaries.errors IS 'Attempts that went wrong';
COMMENT ON COLUMN source_summaries.errors_by_class IS 'The same by outcome';
COMMENT ON COLUMN source_summaries.last_error IS 'The newest of them';
COMMENT ON COLUMN source_summaries.refusals_by_cause IS 'Pages that answered with something else than their article: blocked, consent, login, gone, front_page, not_the_article';
COMMENT ON COLUMN source_summaries.share_refused_lately IS 'Share of such pages in the last day in which pages were asked for';
COMMENT ON COLUMN source_summaries.share_refused_before IS 'The same for all days before';
COMMENT ON COLUMN source_summaries.is_refusing IS 'Whether that share is a fifth or more, and twice what is usual for the source';
COMMENT ON COLUMN source_summaries.usual_refusal IS 'The most frequent cause of the last day';
COMMENT ON COLUMN source_summaries.articles IS 'Articles in the database';
COMMENT ON COLUMN source_summaries.newest_article_at IS 'Publication of the newest one';
COMMENT ON COLUMN source_summaries.last_new_at IS 'When a crawl last brought something new';
COMMENT ON COLUMN source_summaries.usual_gap IS 'Usual time from one such crawl to the next: 90 % are shorter';
COMMENT ON COLUMN source_summaries.is_silent IS 'Whether it was asked in vain for three times that long';
COMMENT ON COLUMN source_summaries.cause IS 'What seems to be wrong, where it is silent';
COMMENT ON COLUMN source_summaries.is_gone IS 'Whether its file is gone: it is history, and not silent';
COMMENT ON COLUMN source_summaries.languages IS 'Languages of its articles, ISO 639-1';

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
COMMENT ON COLUMN source_exchanges.original_source IS 'Outlet that had the stories first';
COMMENT ON COLUMN source_exchanges.copy_source IS 'Outlet that has them, too';
COMMENT ON COLUMN source_exchanges.stories IS 'How many copies';
COMMENT ON COLUMN source_exchanges.median_lag IS 'Usual time from the original to the copy';
COMMENT ON COLUMN source_exchanges.credited IS 'How many of these copies credit anybody';
