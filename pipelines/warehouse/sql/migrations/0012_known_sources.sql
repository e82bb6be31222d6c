-- What the files of the sources say; of one whose file is gone, what it said last.
CREATE TABLE IF NOT EXISTS known_sources (
    source_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    country VARCHAR NOT NULL,
    language VARCHAR NOT NULL,
    timezone VARCHAR NOT NULL,
    homepage VARCHAR NOT NULL
);
