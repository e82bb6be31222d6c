-- What each copy has in common with the canonical story of its group. All stories are grouped once more for that.
CREATE TABLE IF NOT EXISTS group_evidence (
    story_id VARCHAR NOT NULL,
    canonical_story_id VARCHAR NOT NULL,
    hamming INTEGER NOT NULL,
    overlap DOUBLE NOT NULL,
    jaccard DOUBLE NOT NULL,
    shared_runs INTEGER NOT NULL,
    reason VARCHAR NOT NULL
);
INSERT INTO stories_to_group SELECT story_id, FALSE, NULL FROM stories;
