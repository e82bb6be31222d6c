-- What the index should hold of each of these groups, and how its canonical text begins, for lists: texts are read once.
-- Days that are known before the query runs spare it all other texts.
CREATE OR REPLACE TEMP TABLE contents AS
SELECT group_id, group_day AS day, hash(list_sort(list_distinct(list(hash(m.title, s.body)))), $version) AS content,
    any_value(left(s.body, 300)) FILTER (m.is_canonical) AS opening
FROM search_members AS m
JOIN stories AS s USING (story_id)
WHERE s.day BETWEEN $first AND $last
GROUP BY ALL
