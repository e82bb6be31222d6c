-- Sections and lead images of articles, and what changed in them. Days cleaned before have none until they are
-- made anew. Databases of schema 1 were also written with these already there.
ALTER TABLE articles ADD COLUMN IF NOT EXISTS section VARCHAR;
ALTER TABLE articles ADD COLUMN IF NOT EXISTS image_url VARCHAR;
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
