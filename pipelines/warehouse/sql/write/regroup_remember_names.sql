CREATE OR REPLACE TEMP TABLE named AS
SELECT coalesce(former_group_id, group_id) AS old_group_id, story_id
FROM story_group_members SEMI JOIN affected USING (story_id)
LEFT JOIN (
    SELECT story_id, bool_or(is_provisional) AS is_provisional, any_value(former_group_id) AS former_group_id
    FROM stories_to_group GROUP BY story_id
) USING (story_id)
WHERE NOT coalesce(is_provisional, FALSE) OR former_group_id IS NOT NULL;
