-- Ids that sources had before, as their files say.
CREATE TABLE IF NOT EXISTS former_sources (
    former_id VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    is_first BOOLEAN NOT NULL
);
