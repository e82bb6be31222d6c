-- An index of the words of all stories. It is filled when the database is published next: some minutes for a million stories,
-- once.
CREATE TABLE IF NOT EXISTS search_documents (
    document INTEGER NOT NULL,
    group_id VARCHAR NOT NULL,
    day DATE NOT NULL,
    content UBIGINT NOT NULL
);
CREATE TABLE IF NOT EXISTS search_postings (
    segment INTEGER NOT NULL,
    field VARCHAR NOT NULL,
    bucket INTEGER NOT NULL,
    codes UBIGINT[] NOT NULL
);
