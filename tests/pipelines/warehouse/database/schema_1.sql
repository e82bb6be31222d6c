-- All tables. Days are UTC dates, times TIMESTAMPTZ and end in _at, ids are stable hashes: the same on every
-- rebuild. Each table is written a day (or as a whole) at a time: delete, then insert, in one transaction.

CREATE TABLE IF NOT EXISTS meta (
    schema_version INTEGER NOT NULL,
    -- raised by every write; tells whether the published copy is behind
    generation BIGINT NOT NULL,
    -- hash of schema.sql and views.sql as last run here
    definitions VARCHAR NOT NULL
);

-- Which days are there, and whether their pairs are of their present stories.
CREATE TABLE IF NOT EXISTS days (
    day DATE NOT NULL,
    articles INTEGER NOT NULL,
    stories INTEGER NOT NULL,
    stories_signature VARCHAR NOT NULL,
    paired_signature VARCHAR
);

CREATE TABLE IF NOT EXISTS fetches (
    run_id VARCHAR NOT NULL,
    fetched_at TIMESTAMPTZ NOT NULL,
    source_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    status INTEGER,
    outcome VARCHAR NOT NULL,
    bytes BIGINT NOT NULL,
    duration_ms INTEGER,
    error VARCHAR
);
COMMENT ON TABLE fetches IS 'One attempt to fetch anything: a feed, a page, robots.txt';

-- How long each run's log was when it was read into fetches; a longer file is read again.
CREATE TABLE IF NOT EXISTS fetch_logs (
    run_id VARCHAR NOT NULL,
    bytes BIGINT NOT NULL
);

-- How long each day's archive files were, all together, when they were read into captures.
CREATE TABLE IF NOT EXISTS archive_days (
    day DATE NOT NULL,
    bytes BIGINT NOT NULL
);

CREATE TABLE IF NOT EXISTS captures (
    day DATE NOT NULL,
    capture_id VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    fetched_at TIMESTAMPTZ NOT NULL,
    status INTEGER NOT NULL,
    bytes BIGINT NOT NULL,
    sha256 VARCHAR NOT NULL,
    warc_file VARCHAR NOT NULL,
    warc_offset BIGINT NOT NULL,
    -- why the page gave no article, NULL where it gave one or a newer capture of the URL stands for it
    rejected VARCHAR
);
COMMENT ON TABLE captures IS 'One stored article response (or full-text feed entry), with its place in the archive';

CREATE TABLE IF NOT EXISTS articles (
    day DATE NOT NULL,
    article_id VARCHAR NOT NULL,
    capture_id VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    canonical_url VARCHAR NOT NULL,
    title VARCHAR,
    author VARCHAR,
    language VARCHAR,
    published_at TIMESTAMPTZ,
    published_from VARCHAR,
    fetched_at TIMESTAMPTZ NOT NULL,
    attribution VARCHAR,
    keywords VARCHAR[] NOT NULL,
    related VARCHAR[] NOT NULL,
    body VARCHAR NOT NULL,
    -- the page's whole text, and the spans of it that are in no body (characters, end exclusive)
    text VARCHAR NOT NULL,
    removed STRUCT("start" INTEGER, "end" INTEGER, kind VARCHAR)[] NOT NULL,
    cleaner_version INTEGER NOT NULL
);
COMMENT ON TABLE articles IS 'One page, cleaned: its newest capture';

CREATE TABLE IF NOT EXISTS stories (
    day DATE NOT NULL,
    story_id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    role VARCHAR NOT NULL,
    title VARCHAR,
    dateline VARCHAR,
    body VARCHAR NOT NULL,
    published_at TIMESTAMPTZ NOT NULL,
    words INTEGER NOT NULL,
    fingerprint UBIGINT NOT NULL,
    fingerprint_version VARCHAR NOT NULL
);
COMMENT ON TABLE stories IS 'One news text of a page: the main one (position 0) or one appended under "read also"';
COMMENT ON COLUMN stories.published_at IS 'The article''s publication time; the time of fetching where it gives none';

CREATE TABLE IF NOT EXISTS duplicate_pairs (
    story_a VARCHAR NOT NULL,
    story_b VARCHAR NOT NULL,
    day_a DATE NOT NULL,
    day_b DATE NOT NULL,
    hamming INTEGER NOT NULL,
    overlap DOUBLE NOT NULL,
    jaccard DOUBLE NOT NULL,
    shared_runs INTEGER NOT NULL,
    reason VARCHAR NOT NULL,
    config VARCHAR NOT NULL
);
COMMENT ON TABLE duplicate_pairs IS 'Two stories verified to be one; story_a comes first in canonical order';
COMMENT ON COLUMN duplicate_pairs.overlap IS 'Share of the smaller text''s five-word runs that stand in the other';

CREATE TABLE IF NOT EXISTS story_groups (
    group_id VARCHAR NOT NULL,
    canonical_story_id VARCHAR NOT NULL,
    first_published_at TIMESTAMPTZ NOT NULL,
    stories INTEGER NOT NULL,
    sources INTEGER NOT NULL
);
COMMENT ON TABLE story_groups IS 'All stories that are one story; a story without copies is a group of one';

CREATE TABLE IF NOT EXISTS story_group_members (
    group_id VARCHAR NOT NULL,
    story_id VARCHAR NOT NULL,
    is_canonical BOOLEAN NOT NULL
);
COMMENT ON TABLE story_group_members IS 'A story in its group';
