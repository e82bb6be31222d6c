-- The next documents, in the order of days, as a segment, and their stories.
CREATE OR REPLACE TEMP TABLE numbered AS
SELECT row_number() OVER (ORDER BY day, group_id) - 1 AS number, group_id, day, content, was_indexed
FROM to_index
ORDER BY number
LIMIT getvariable('segment_documents');
DELETE FROM to_index WHERE group_id IN (SELECT group_id FROM numbered);
CREATE OR REPLACE TEMP TABLE search_members AS
SELECT number, s.story_id, s.day, coalesce(s.title, a.title) AS title
FROM numbered
JOIN story_group_members AS m USING (group_id)
JOIN stories AS s USING (story_id)
JOIN articles AS a USING (article_id)
