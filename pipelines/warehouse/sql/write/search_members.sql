-- The stories of the groups that begin on days whose lists are to be made anew.
CREATE OR REPLACE TEMP TABLE search_members AS
SELECT g.group_id, g.first_published_at::DATE AS group_day, s.story_id, s.day, m.is_canonical,
    coalesce(s.title, a.title) AS title
FROM story_groups AS g
JOIN story_group_members AS m USING (group_id)
JOIN stories AS s USING (story_id)
JOIN articles AS a USING (article_id)
WHERE g.first_published_at::DATE IN (FROM days_of_step)
