-- What the story explorer and the daily report list of stories: narrow, in the order of lists. Kept by day: whatever changes a
-- group notes its day in `days_to_summarise`, and publishing makes these days anew (write/summarise_days.sql). All days are,
-- where this or another definition changed.

CREATE OR REPLACE TABLE group_summaries (
    day DATE,
    group_id VARCHAR,
    first_published_at TIMESTAMPTZ,
    last_published_at TIMESTAMPTZ,
    copies INTEGER,
    outlets VARCHAR[],
    source VARCHAR,
    language VARCHAR,
    title VARCHAR,
    lead VARCHAR,
    url VARCHAR,
    document INTEGER,
    first_day DATE,
    last_day DATE,
    story_ids VARCHAR[]
);
INSERT INTO days_to_summarise SELECT DISTINCT first_published_at::DATE FROM story_groups;
COMMENT ON TABLE group_summaries IS 'One row a story, as lists show it; those of changed days are made anew when the database is published';
COMMENT ON COLUMN group_summaries.day IS 'UTC day on which its canonical story was published';
COMMENT ON COLUMN group_summaries.group_id IS 'The story, in story_groups';
COMMENT ON COLUMN group_summaries.first_published_at IS 'When its canonical story was published';
COMMENT ON COLUMN group_summaries.last_published_at IS 'When its last copy was published';
COMMENT ON COLUMN group_summaries.copies IS 'How many further stories are the same one';
COMMENT ON COLUMN group_summaries.outlets IS 'In which outlets it stands, in the order of the alphabet';
COMMENT ON COLUMN group_summaries.source IS 'Outlet of the canonical story';
COMMENT ON COLUMN group_summaries.language IS 'Language of the page of the canonical story';
COMMENT ON COLUMN group_summaries.title IS 'Headline of the canonical story, else of its page';
COMMENT ON COLUMN group_summaries.lead IS 'Beginning of the canonical text: 161 characters at most, in one line';
COMMENT ON COLUMN group_summaries.url IS 'Address of that page';
COMMENT ON COLUMN group_summaries.document IS 'Its number in the search index, in search_documents';
COMMENT ON COLUMN group_summaries.first_day IS 'First partition that holds a copy';
COMMENT ON COLUMN group_summaries.last_day IS 'Last partition that holds a copy';
COMMENT ON COLUMN group_summaries.story_ids IS 'Its stories: the canonical one, then the others by time';
