-- How many writes were of pairs, groups and links only: what was found in captures, articles and stories holds through these.
CREATE TABLE IF NOT EXISTS derived_writes (writes BIGINT NOT NULL);
INSERT INTO derived_writes VALUES (0);
