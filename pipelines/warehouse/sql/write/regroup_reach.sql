CREATE OR REPLACE TEMP TABLE reached AS
FROM (
    SELECT story_b AS story_id FROM duplicate_pairs WHERE story_a IN (FROM frontier)
    UNION
    SELECT story_a FROM duplicate_pairs WHERE story_b IN (FROM frontier)
    UNION
    SELECT story_id FROM story_group_members
    WHERE group_id IN (SELECT group_id FROM story_group_members WHERE story_id IN (FROM frontier))
)
WHERE story_id NOT IN (FROM affected);
INSERT INTO affected FROM reached;
CREATE OR REPLACE TEMP TABLE frontier AS FROM reached;
SELECT count(*) FROM frontier
