INSERT INTO stories_to_group
SELECT DISTINCT unnest([story_a, story_b]) AS story_id, FALSE, NULL
FROM (
    (SELECT story_a, story_b, rule FROM former EXCEPT SELECT story_a, story_b, rule FROM found)
    UNION ALL
    (SELECT story_a, story_b, rule FROM found EXCEPT SELECT story_a, story_b, rule FROM former)
);
DROP TABLE focus; DROP TABLE former; DROP TABLE found;
