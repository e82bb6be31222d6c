INSERT INTO days_to_summarise
SELECT DISTINCT first_published_at::DATE FROM story_groups WHERE group_id IN (
    SELECT group_id FROM story_group_members
    WHERE story_id IN (SELECT story_id FROM former_stories UNION ALL FROM touched_stories)
);

CREATE OR REPLACE TEMP TABLE gone AS
SELECT story_id FROM former_stories WHERE story_id NOT IN (SELECT story_id FROM stories);

-- A story that is gone loses its pairs, and its day may be as it was when it is back. Equal texts are paired with the first
-- of them only: where that is no more, or tells something else now, the others' pairs are to be found anew.
INSERT INTO stories_to_pair
SELECT story_id, generation
FROM meta CROSS JOIN (
    FROM gone
    UNION
    SELECT story_b FROM duplicate_pairs
    WHERE rule = 'equal text' AND story_a IN (
        SELECT story_id FROM former_stories
        WHERE (story_id, text) NOT IN (SELECT story_id, hash(body) FROM stories SEMI JOIN former_stories USING (story_id))
    )
);

-- Whoever stood in a pair with a story that is gone, and all that the day has, is to be grouped anew.
INSERT INTO stories_to_group
SELECT story_b, FALSE, NULL FROM duplicate_pairs WHERE story_a IN (FROM gone)
UNION SELECT story_a, FALSE, NULL FROM duplicate_pairs WHERE story_b IN (FROM gone)
UNION SELECT story_id, FALSE, NULL FROM touched_stories;

DELETE FROM duplicate_pairs WHERE story_a IN (FROM gone) OR story_b IN (FROM gone);

CREATE OR REPLACE TEMP TABLE broken_groups AS
SELECT DISTINCT group_id FROM story_group_members WHERE story_id IN (FROM gone);

-- What is left of a group that lost a story: each for itself, until groups are found anew.
CREATE OR REPLACE TEMP TABLE alone AS
SELECT story_id, group_id AS former_group_id FROM story_group_members
WHERE group_id IN (FROM broken_groups) AND story_id NOT IN (FROM gone);

DELETE FROM story_groups WHERE group_id IN (FROM broken_groups);
DELETE FROM story_group_members WHERE group_id IN (FROM broken_groups);

INSERT INTO alone
SELECT story_id, NULL FROM touched_stories
WHERE story_id NOT IN (SELECT story_id FROM story_group_members) AND story_id NOT IN (SELECT story_id FROM alone);

INSERT INTO story_groups
SELECT story_id, story_id, published_at, 1, 1 FROM stories WHERE story_id IN (SELECT story_id FROM alone);
INSERT INTO story_group_members SELECT story_id, story_id, TRUE FROM alone;
INSERT INTO days_to_summarise
SELECT DISTINCT published_at::DATE FROM stories WHERE story_id IN (SELECT story_id FROM alone);
INSERT INTO stories_to_group SELECT story_id, TRUE, former_group_id FROM alone;
DELETE FROM stories_to_group WHERE story_id IN (FROM gone);

DROP TABLE gone;
DROP TABLE broken_groups;
DROP TABLE alone;
DROP TABLE former_stories;
DROP TABLE touched_stories;
