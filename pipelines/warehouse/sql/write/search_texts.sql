SELECT DISTINCT number, m.title, s.body
FROM search_members AS m
JOIN stories AS s USING (story_id)
WHERE s.day BETWEEN $first AND $last
