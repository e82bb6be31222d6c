-- Groups with stories of a source that was renamed: how many sources they have, and their rows in the lists.
CREATE OR REPLACE TEMP TABLE renamed_groups AS
SELECT group_id, count(DISTINCT s.source_id) AS sources
FROM story_group_members JOIN stories AS s USING (story_id)
GROUP BY group_id HAVING bool_or(s.source_id IN (SELECT source_id FROM former_sources));
UPDATE story_groups SET sources = r.sources FROM renamed_groups AS r
WHERE r.group_id = story_groups.group_id AND r.sources != story_groups.sources;
INSERT INTO days_to_summarise
SELECT DISTINCT first_published_at::DATE FROM story_groups WHERE group_id IN (SELECT group_id FROM renamed_groups);
DROP TABLE renamed_groups
