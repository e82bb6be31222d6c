WITH members AS MATERIALIZED (SELECT story_id FROM story_group_members WHERE group_id = $group),
-- Days spare the query the pairs of all others.
days AS (SELECT first_day, last_day FROM group_summaries WHERE group_id = $group)
SELECT story_a, story_b, overlap
FROM duplicate_pairs
WHERE story_a IN (FROM members) AND story_b IN (FROM members)
    AND day_a >= (SELECT first_day FROM days) AND day_b <= (SELECT last_day FROM days)
ORDER BY ALL
