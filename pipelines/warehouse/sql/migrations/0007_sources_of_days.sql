-- What the articles of each source and day were made of: equal ones are not cleaned again. All are once.
CREATE TABLE IF NOT EXISTS cleaned_sources (
    day DATE NOT NULL,
    source_id VARCHAR NOT NULL,
    signature VARCHAR NOT NULL
);
-- What could not be stored of an archive file or a fetch log.
CREATE TABLE IF NOT EXISTS set_aside (
    file VARCHAR NOT NULL,
    place BIGINT NOT NULL,
    reason VARCHAR NOT NULL
);
-- Which database this is: the generations of two databases can't be compared.
CREATE TABLE lineage (id VARCHAR NOT NULL);
INSERT INTO lineage SELECT uuid()::VARCHAR;
