-- Stories whose pairs are to be found anew, whatever the signature of their day says.
CREATE TABLE IF NOT EXISTS stories_to_pair (
    story_id VARCHAR NOT NULL,
    generation BIGINT NOT NULL
);
-- Days of which the lists of stories are to be made anew.
CREATE TABLE IF NOT EXISTS days_to_summarise (day DATE NOT NULL);
