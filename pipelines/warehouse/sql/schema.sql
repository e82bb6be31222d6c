-- All tables. Days are UTC dates, times TIMESTAMPTZ and end in _at, ids are stable hashes: the same on every
-- rebuild. Each table is written a day (or as a whole) at a time: delete, then insert, in one transaction.

CREATE TABLE IF NOT EXISTS meta (
    schema_version INTEGER NOT NULL,
    -- raised by every write; tells whether the published copy is behind
    generation BIGINT NOT NULL,
    -- hash of schema.sql, group_summaries.sql, views.sql, comments.sql and summaries.sql as last run here
    definitions VARCHAR NOT NULL
);

-- A random name, made with the database: generations of two databases can't be compared. Not in meta, as a transaction
-- can't both migrate and write a table.
CREATE TABLE IF NOT EXISTS lineage (id VARCHAR NOT NULL);

-- How many of meta.generation's writes were of pairs, groups and links only: what was found in captures, articles and
-- stories holds through these. Not in meta, for the same reason.
CREATE TABLE IF NOT EXISTS derived_writes (writes BIGINT NOT NULL);

-- The steps that brought this database from older schemas to this one.
CREATE TABLE IF NOT EXISTS migrations (
    version INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    applied_at TIMESTAMPTZ NOT NULL
);

-- Which days are there, and whether their pairs are of their present stories: then paired_signature is
-- stories_signature/versions. What stands before the slash is the signature of the stories that pairs were found of.
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

-- Length of each crawl's log when it was read into fetches; a longer file is read again.
CREATE TABLE IF NOT EXISTS fetch_logs (
    run_id VARCHAR NOT NULL,
    bytes BIGINT NOT NULL
);

-- Up to where each archive file was read into captures, and whether its articles were made from that.
CREATE TABLE IF NOT EXISTS archive_files (
    day DATE NOT NULL,
    file VARCHAR NOT NULL,
    bytes BIGINT NOT NULL,
    cleaned BOOLEAN NOT NULL
);

-- What could not be stored: of an archive file at an offset, or of a fetch log at a line.
CREATE TABLE IF NOT EXISTS set_aside (
    file VARCHAR NOT NULL,
    place BIGINT NOT NULL,
    reason VARCHAR NOT NULL
);

-- What the articles of a source and day were made of: captures, rules and versions, hashed.
CREATE TABLE IF NOT EXISTS cleaned_sources (
    day DATE NOT NULL,
    source_id VARCHAR NOT NULL,
    signature VARCHAR NOT NULL
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

CREATE TABLE IF NOT EXISTS articles (
    day DATE NOT NULL,
    article_id VARCHAR NOT NULL,
    capture_id VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    canonical_url VARCHAR NOT NULL,
    title VARCHAR,
    author VARCHAR,
    section VARCHAR,
    image_url VARCHAR,
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
    -- NULL in rows that a Naba of schema 5 or older made
    cleaner_version VARCHAR,
    -- NULL in rows that a Naba of schema 9 or older made
    is_complete BOOLEAN
);

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
    config VARCHAR NOT NULL,
    rule VARCHAR
);

-- Stories whose pairs are to be found anew, though their days may be as they were: they went away, and may have come back,
-- or the story that stood for their text is another one. Pairs that were found of generation or an older one don't know it.
CREATE TABLE IF NOT EXISTS stories_to_pair (
    story_id VARCHAR NOT NULL,
    generation BIGINT NOT NULL
);

CREATE TABLE IF NOT EXISTS story_groups (
    group_id VARCHAR NOT NULL,
    canonical_story_id VARCHAR NOT NULL,
    first_published_at TIMESTAMPTZ NOT NULL,
    stories INTEGER NOT NULL,
    sources INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS story_group_members (
    group_id VARCHAR NOT NULL,
    story_id VARCHAR NOT NULL,
    is_canonical BOOLEAN NOT NULL
);

CREATE TABLE IF NOT EXISTS story_group_renames (
    old_group_id VARCHAR NOT NULL,
    new_group_id VARCHAR NOT NULL,
    renamed_at TIMESTAMPTZ NOT NULL
);

-- Stories that changed, or whose pairs did, since groups were found. A provisional one stands as a group of one until
-- then, so the name of that group is nobody's; former_group_id is the group that it stood in, where that is no more.
CREATE TABLE IF NOT EXISTS stories_to_group (
    story_id VARCHAR NOT NULL,
    is_provisional BOOLEAN NOT NULL,
    former_group_id VARCHAR
);

CREATE TABLE IF NOT EXISTS article_revisions (
    day DATE NOT NULL,
    article_id VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    capture_id VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    seen_at TIMESTAMPTZ NOT NULL,
    title_before VARCHAR,
    title_after VARCHAR,
    body_before VARCHAR NOT NULL,
    body_after VARCHAR NOT NULL
);

-- Sources that were fetched from and have no file any more: they are history, and not silent.
CREATE TABLE IF NOT EXISTS retired_sources (
    source_id VARCHAR NOT NULL,
    retired_at TIMESTAMPTZ NOT NULL
);

-- What the files of the sources say; of one whose file is gone, what it said last.
CREATE TABLE IF NOT EXISTS known_sources (
    source_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    country VARCHAR NOT NULL,
    language VARCHAR NOT NULL,
    timezone VARCHAR NOT NULL,
    homepage VARCHAR NOT NULL
);

-- Groups that tell the same event in other words, each pair once, with the day of its later group.
CREATE TABLE IF NOT EXISTS group_links (
    day DATE NOT NULL,
    earlier_group_id VARCHAR NOT NULL,
    later_group_id VARCHAR NOT NULL,
    similarity DOUBLE NOT NULL,
    shared_words VARCHAR[] NOT NULL
);

CREATE TABLE IF NOT EXISTS event_groups (
    day DATE NOT NULL,
    event_id VARCHAR NOT NULL,
    label VARCHAR NOT NULL,
    group_id VARCHAR NOT NULL
);

-- What the links and events of a day were made of: its groups and those of the days before it, and versions, hashed.
CREATE TABLE IF NOT EXISTS related_days (
    day DATE NOT NULL,
    signature VARCHAR NOT NULL
);

-- What a copy has in common with the canonical story of its group where the two make no pair: it joined through other
-- copies, or another story with its text stands for it.
CREATE TABLE IF NOT EXISTS group_evidence (
    story_id VARCHAR NOT NULL,
    canonical_story_id VARCHAR NOT NULL,
    hamming INTEGER NOT NULL,
    overlap DOUBLE NOT NULL,
    jaccard DOUBLE NOT NULL,
    shared_runs INTEGER NOT NULL,
    reason VARCHAR NOT NULL
);

-- Days on which a group begins, or began, that changed since group_summaries was made; more than once each.
CREATE TABLE IF NOT EXISTS days_to_summarise (day DATE NOT NULL);

-- Which groups the search index holds: each is a document, with a hash of its titles and texts. A document that is here no
-- more still stands in search_postings, and counts for nothing.
CREATE TABLE IF NOT EXISTS search_documents (
    document INTEGER NOT NULL,
    group_id VARCHAR NOT NULL,
    day DATE NOT NULL,
    content UBIGINT NOT NULL
);

-- Which documents hold a word, 16,384 documents a segment. A code is key * 16384 + number, ascending; the document is
-- segment * 16384 + number. The key has 32 bits: in field 'text' or 'title' the number of a stem; in field 'pair' 22 bits for
-- two words in a row, and 10 for their place (`pipelines/text/search/keys.py`). A bucket holds the keys with the same first 16
-- bits: a row a key would be fifty million rows for a million stories, which every search would have to pass; with few buckets
-- it would read too much. Segments 4 n to 4 n + 3 are written together, in the order of buckets.
CREATE TABLE IF NOT EXISTS search_postings (
    segment INTEGER NOT NULL,
    field VARCHAR NOT NULL,
    bucket INTEGER NOT NULL,
    codes UBIGINT[] NOT NULL
);

-- Ids that sources had before, as their files say: rows that come in under one are stored under the present id. Ids of articles
-- are made of the first one, so that a rename changes none.
CREATE TABLE IF NOT EXISTS former_sources (
    former_id VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    is_first BOOLEAN NOT NULL
);
