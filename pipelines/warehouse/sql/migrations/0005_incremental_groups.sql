-- Groups are found anew only where a story or a pair changed, which stories_to_group says; here, of all stories once.
CREATE TABLE IF NOT EXISTS stories_to_group (
    story_id VARCHAR NOT NULL,
    is_provisional BOOLEAN NOT NULL,
    former_group_id VARCHAR
);
INSERT INTO stories_to_group SELECT story_id, FALSE, NULL FROM stories;
CREATE TABLE IF NOT EXISTS story_group_renames (
    old_group_id VARCHAR NOT NULL,
    new_group_id VARCHAR NOT NULL,
    renamed_at TIMESTAMPTZ NOT NULL
);
