-- Groups that tell the same event in other words: links between groups, the events of each day, and what each day's were
-- made of. All days count as behind until the next run relates their groups.
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
CREATE TABLE IF NOT EXISTS related_days (
    day DATE NOT NULL,
    signature VARCHAR NOT NULL
);
