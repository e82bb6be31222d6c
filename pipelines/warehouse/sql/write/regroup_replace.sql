INSERT INTO regrouped
SELECT story_id, story_id, TRUE FROM affected WHERE story_id NOT IN (SELECT story_id FROM regrouped);
INSERT INTO days_to_summarise
SELECT DISTINCT first_published_at::DATE FROM story_groups
WHERE group_id IN (SELECT group_id FROM story_group_members SEMI JOIN affected USING (story_id));
DELETE FROM story_groups
WHERE group_id IN (SELECT group_id FROM story_group_members SEMI JOIN affected USING (story_id));
DELETE FROM story_group_members WHERE story_id IN (FROM affected);
INSERT INTO story_group_members FROM regrouped;
-- The canonical story's time: a page that appends a story may have been there for days before it took that in.
INSERT INTO story_groups
SELECT group_id, group_id, any_value(published_at) FILTER (is_canonical), count(*), count(DISTINCT source_id)
FROM regrouped JOIN stories USING (story_id)
GROUP BY group_id;
INSERT INTO days_to_summarise
SELECT DISTINCT first_published_at::DATE FROM story_groups
WHERE group_id IN (SELECT group_id FROM story_group_members SEMI JOIN affected USING (story_id));
DELETE FROM stories_to_group;
