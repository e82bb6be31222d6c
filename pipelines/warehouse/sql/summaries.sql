-- What the story explorer lists of sources. Made on the copy that is being published, from the tables in it, so they are never
-- behind them. Stories are listed in `group_summaries`.

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
