-- What the index should hold of each of these groups. Days that are known before the query runs spare it all other texts.
CREATE OR REPLACE TEMP TABLE contents AS
SELECT group_id, group_day AS day, hash(list_sort(list_distinct(list(hash(m.title, s.body)))), $version) AS content
FROM search_members AS m
JOIN stories AS s USING (story_id)
WHERE s.day BETWEEN $first AND $last
GROUP BY ALL
